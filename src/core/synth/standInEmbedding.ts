import type { LandmarkEmbedding } from '../flame/embedding.ts'
import type { FlameModel } from '../flame/model.ts'
import { releasing } from '../kernels/releasing.ts'
import { TriangleTree } from '../kernels/triangleTree.ts'
import { head8 } from '../model/schemes.ts'
import { landmarkPlaces } from './head/landmarkPlaces.ts'
import { standInModel } from './standInModel.ts'

/**
 * Where the points of head-8 lie on the stand-in model. FLAME's own embeddings mean nothing on it.
 *
 * @param model the stand-in, where the caller has it already; its triangles depend on its seed.
 */
export const standInEmbedding = (model: FlameModel = standInModel()): LandmarkEmbedding => {
  const surface = TriangleTree.build({
    positions: Float32Array.from(model.template, (metres) => metres * 1000),
    triangles: model.triangles,
  })
  return releasing(surface, () => embeddingOn(surface, model.name))
}

const embeddingOn = (surface: TriangleTree, modelName: string): LandmarkEmbedding => {
  const places = landmarkPlaces()
  const pointNames = head8.points.map(({ name }) => name)
  const faces = new Uint32Array(pointNames.length)
  const barycentrics = new Float64Array(pointNames.length * 3)
  for (const [i, name] of pointNames.entries()) {
    const place = places.get(name)
    const hit = place && surface.closestPoint(...place)
    if (!hit) throw new RangeError(`the stand-in head has no place for ${name}`)
    faces[i] = hit.triangle
    barycentrics.set(hit.barycentrics, i * 3)
  }
  return {
    name: `${modelName}-head-8`,
    pointCount: pointNames.length,
    pointNames,
    faces,
    barycentrics,
    listIndices: null,
    warnings: [],
  }
}
