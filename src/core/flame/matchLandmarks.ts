import type { Landmark, LandmarkSet } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import { hasFlameTopology, head8Embedding, head8NameInList } from './head8Embedding.ts'

/** A landmark of a scan and its place on the model. */
export interface LandmarkPair {
  readonly name: string
  /** In the scan's frame and unit. */
  readonly position: Vec3
  /** The three vertices of the model it lies between. */
  readonly vertices: readonly [number, number, number]
  readonly barycentrics: Vec3
}

export interface LandmarkMatch {
  readonly pairs: readonly LandmarkPair[]
  /** Placed on the scan, but with no known place on the model. */
  readonly unused: readonly string[]
}

/**
 * Finds for each placed landmark its place on the model: by name or by its index in an ordered list (`51:0`, `68:0`)
 * through the user's embedding, else through the eight built-in points. An embedding of 68 serves lists of 51 and the
 * other way round; without one, a list is used as far as it shares points with head-8, and point 13 of a 51-set is
 * not taken for the nose tip. Points that the set's scheme and the embedding put in different places are left out.
 */
export const matchLandmarks = (
  set: LandmarkSet,
  { embedding, triangles }: { embedding: LandmarkEmbedding | null; triangles: Uint32Array },
): LandmarkMatch => {
  const builtIn = hasFlameTopology(triangles) ? head8Embedding : null
  const pairs: LandmarkPair[] = []
  const unused: string[] = []
  const isOfOtherSet = disagreesWith(set, embedding)
  for (const landmark of set.landmarks) {
    if (landmark.status !== 'placed' || !landmark.position) continue
    if (isOfOtherSet(landmark.name)) {
      unused.push(landmark.name)
      continue
    }
    const place = placeIn(embedding, landmark) ?? placeIn(builtIn, landmark) ?? placeByList(builtIn, landmark)
    if (place) pairs.push({ name: landmark.name, position: landmark.position, ...place(triangles) })
    else unused.push(landmark.name)
  }
  return { pairs, unused }
}

/** Face of the nose tip, point 13 of the 51, by which the two public sets of 51 are told apart; and their schemes. */
const noseTipFaces: Readonly<Record<string, number>> = { 'flame-51-flame-fitting': 8611, 'flame-51-ringnet': 8800 }

/**
 * Which points mean another place in the landmarks' set of 51 than in the embedding's: where the two public sets meet,
 * the first 14, by up to 13 mm (datasets of flame-fitting and TF_FLAME against RingNet, DECA and MICA).
 */
const disagreesWith = ({ scheme }: LandmarkSet, embedding: LandmarkEmbedding | null): ((name: string) => boolean) => {
  const expected = scheme === null ? undefined : noseTipFaces[scheme]
  const jawPoints = (embedding?.pointCount ?? 0) - 51
  const found =
    embedding && !embedding.pointNames && (jawPoints === 0 || jawPoints === 17)
      ? embedding.faces[jawPoints + 13]
      : undefined
  const isOther =
    expected !== undefined && Object.values(noseTipFaces).some((face) => face === found && face !== expected)
  return (name) => {
    const place = isOther ? listPlace(name) : null
    return place !== null && place.length === 51 && place.index < 14
  }
}

/** The scheme of a list of 51 points, by its nose tip; null for other embeddings, which say it by their names. */
export const listSchemeOf = ({ pointCount, pointNames, faces }: LandmarkEmbedding): string | null => {
  if (pointNames || pointCount !== 51) return null
  return Object.entries(noseTipFaces).find(([, face]) => face === faces[13])?.[0] ?? null
}

type Place = (triangles: Uint32Array) => Pick<LandmarkPair, 'vertices' | 'barycentrics'>

const pointOf =
  ({ faces, barycentrics }: LandmarkEmbedding, index: number): Place =>
  (triangles) => {
    const face = faces[index] * 3
    return {
      vertices: [triangles[face], triangles[face + 1], triangles[face + 2]],
      barycentrics: [barycentrics[3 * index], barycentrics[3 * index + 1], barycentrics[3 * index + 2]],
    }
  }

const placeIn = (embedding: LandmarkEmbedding | null, { name }: Landmark): Place | null => {
  if (!embedding) return null
  const index = indexInEmbedding(embedding, name)
  return index >= 0 ? pointOf(embedding, index) : null
}

/** Index of the point that a landmark's name (its own, or its place in a list) means in an embedding; -1 for none. */
export const indexInEmbedding = (embedding: LandmarkEmbedding, name: string): number =>
  embedding.pointNames ? embedding.pointNames.indexOf(name) : indexInList(embedding, name)

const listPlace = (name: string): { length: number; index: number } | null => {
  const parts = /^(\d+):(\d+)$/.exec(name)
  return parts ? { length: Number(parts[1]), index: Number(parts[2]) } : null
}

/** Lists of 468 or 478 points are MediaPipe's full mesh. */
const mediaPipeLengths: readonly number[] = [468, 478]

const indexInList = ({ pointCount, listIndices }: LandmarkEmbedding, name: string): number => {
  const place = listPlace(name)
  if (!place) return -1
  const { length, index } = place
  if (index >= length) return -1
  if (length === pointCount) return index
  if (length === 51 && pointCount === 68) return index + 17
  if (length === 68 && pointCount === 51) return index - 17
  return listIndices && mediaPipeLengths.includes(length) ? listIndices.indexOf(index) : -1
}

const placeByList = (builtIn: LandmarkEmbedding | null, { name }: Landmark): Place | null => {
  const place = listPlace(name)
  const shared = place && head8NameInList(place.length, place.index)
  const index = shared ? (builtIn?.pointNames?.indexOf(shared) ?? -1) : -1
  return builtIn && index >= 0 ? pointOf(builtIn, index) : null
}
