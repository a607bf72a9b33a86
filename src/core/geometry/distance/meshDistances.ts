import { PointTree } from '../../kernels/pointTree.ts'
import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import type { DistanceMeasure } from '../../model/distances.ts'
import { badInput } from '../../model/errors.ts'
import { type Mesh, triangleCount, vertexCount } from '../../model/mesh.ts'
import { closestPointsFor } from '../../model/queries.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { sidesOf } from './pseudoNormals.ts'

export interface MeshDistances {
  /** `[n]` of every vertex of the first mesh to the second, in their common unit; negative inside where signed. */
  readonly distances: Float32Array
  /** Vertices whose nearest point lies on a border of the second mesh; 0 where no sides were asked for. */
  readonly onBorder: number
}

/** Queries between two looks at the cancel signal: a few milliseconds. */
const chunkSize = 1 << 14

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
  const closest = closestPointsFor(count)
  releasing(TriangleTree.build(to), (tree) =>
    inChunks(count, context, (start, end) => tree.closestPoints(from.positions, closest, { start, end })),
  )
  const distances = Float32Array.from(closest.distances)
  if (!signed) return { distances, onBorder: 0 }
  checkCancelled(context)
  const { sides, onBorder } = sidesOf(to, from.positions, closest)
  for (let i = 0; i < count; i++) distances[i] *= sides[i]
  return { distances, onBorder }
}

const toVertices = ({ from, to }: { readonly from: Mesh; readonly to: Mesh }, context: RunContext): MeshDistances => {
  const count = vertexCount(from)
  const distances = new Float32Array(count)
  releasing(PointTree.build(to.positions), (tree) =>
    inChunks(count, context, (start, end) => {
      const { squaredDistances } = tree.nearest(from.positions.subarray(start * 3, end * 3))
      for (let i = start; i < end; i++) distances[i] = Math.sqrt(squaredDistances[i - start])
    }),
  )
  return { distances, onBorder: 0 }
}

const inChunks = (count: number, context: RunContext, measure: (start: number, end: number) => void): void => {
  for (let start = 0; start < count; start += chunkSize) {
    checkCancelled(context)
    const end = Math.min(count, start + chunkSize)
    measure(start, end)
    context.report?.({ fraction: end / count, message: 'Measuring distances' })
  }
}
