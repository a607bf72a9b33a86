import { answerBatch } from '../../kernels/queryBatch.ts'
import type { DistanceMeasure } from '../../model/distances.ts'
import { badInput } from '../../model/errors.ts'
import { type Mesh, triangleCount, vertexCount } from '../../model/mesh.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { sidesOf } from './pseudoNormals.ts'

export interface MeshDistances {
  /** `[n]` of every vertex of the first mesh to the second, in their common unit; negative inside where signed. */
  readonly distances: Float32Array
  /** Vertices whose nearest point lies on a border of the second mesh; 0 where no sides were asked for. */
  readonly onBorder: number
}

/**
 * Distance of every vertex of `from` to `to`, both in one frame and unit. Signed distances are positive outside, on the
 * side to which the surface's normals point (see `sidesOf`).
 *
 * Throws input/no-surface for signed distances to a cloud of points, input/index-out-of-range, input/not-finite;
 * job/cancelled.
 */
export const meshDistances = (
  o: { readonly from: Mesh; readonly to: Mesh; readonly measure: DistanceMeasure; readonly signed: boolean },
  context: RunContext = {},
): MeshDistances => {
  const hasSurface = triangleCount(o.to) > 0
  if (o.signed && (!hasSurface || o.measure === 'vertices')) {
    throw badInput(
      'no-surface',
      'A signed distance needs a surface to be outside of: measure to a mesh with triangles, and not to its vertices.',
    )
  }
  checkCancelled(context)
  return hasSurface && o.measure === 'surface' ? toTriangles(o, context) : toVertices(o, context)
}

const toTriangles = (
  { from, to, signed }: { readonly from: Mesh; readonly to: Mesh; readonly signed: boolean },
  context: RunContext,
): MeshDistances => {
  const count = vertexCount(from)
  const closest = answerBatch('closest', { surface: to, queries: from.positions }, context)
  const distances = Float32Array.from(closest.distances)
  if (!signed) return { distances, onBorder: 0 }
  checkCancelled(context)
  const { sides, onBorder } = sidesOf(to, from.positions, closest)
  for (let i = 0; i < count; i++) distances[i] *= sides[i]
  return { distances, onBorder }
}

const toVertices = ({ from, to }: { readonly from: Mesh; readonly to: Mesh }, context: RunContext): MeshDistances => {
  const { squaredDistances } = answerBatch('nearest', { points: to.positions, queries: from.positions }, context)
  return { distances: Float32Array.from(squaredDistances, Math.sqrt), onBorder: 0 }
}
