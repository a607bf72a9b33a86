import { badInput } from '../model/errors.ts'
import type { LandmarkScheme } from '../model/landmarks.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import { hasFlameTopology, head8Embedding } from './head8Embedding.ts'
import { indexInEmbedding, listSchemeOf } from './matchLandmarks.ts'

/** Where the points of a scheme lie on a model: in the user's embedding, else where FLAME has those of head-8. */
export interface SchemeOnModel {
  /** The points that have a place, in the scheme's order. */
  readonly embedding: LandmarkEmbedding
  /** Names of those that have none. */
  readonly lost: readonly string[]
}

/** @throws input/flame-embedding where the embedding is known to be the other of the two public lists of 51. */
export const schemeOnModel = (
  scheme: Pick<LandmarkScheme, 'name' | 'points'>,
  given: LandmarkEmbedding | null,
  triangles: Uint32Array,
): SchemeOnModel => {
  const found = given && listSchemeOf(given)
  if (found && scheme.name.startsWith('flame-51-') && found !== scheme.name) {
    throw badInput(
      'flame-embedding',
      `The embedding "${given.name}" is the list of ${found}, whose first 14 points lie up to 13 mm from those of ${scheme.name}. Choose ${found}, or the other embedding.`,
    )
  }
  const sources = [given, hasFlameTopology(triangles) ? head8Embedding : null].filter((source) => source !== null)
  const places = scheme.points.map(({ name }) => {
    const places = sources.map((source) => ({ source, index: indexInEmbedding(source, name) }))
    return { name, place: places.find(({ index }) => index >= 0) ?? null }
  })
  const known = places.flatMap(({ name, place }) => (place ? [{ name, ...place }] : []))
  return {
    embedding: {
      name: scheme.name,
      pointCount: known.length,
      pointNames: known.map(({ name }) => name),
      faces: Uint32Array.from(known, ({ source, index }) => source.faces[index]),
      barycentrics: Float64Array.from(
        known.flatMap(({ source, index }) => Array.from(source.barycentrics.subarray(3 * index, 3 * index + 3))),
      ),
      listIndices: null,
      warnings: given?.warnings ?? [],
    },
    lost: places.filter(({ place }) => place === null).map(({ name }) => name),
  }
}
