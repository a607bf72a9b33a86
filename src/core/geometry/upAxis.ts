import { PointTree } from '../kernels/pointTree.ts'
import { releasing } from '../kernels/releasing.ts'
import type { Mesh } from '../model/mesh.ts'
import type { UpAxis } from '../model/units.ts'
import { faceAreaVectors } from './normals.ts'

/** Samples of the surface that are mirrored to find the plane of symmetry. */
const sampleCount = 4000
/** Mean distance of mirrored samples to the surface, over the size of the mesh, up to which it counts as symmetric. */
const symmetricBelow = 0.025
/** The best mirror must beat the second best by this factor. */
const clearlyBetter = 0.75
/** Area of the opening over that of the surface: a neck or a bust. A missing back of the head is more. */
const openingShare = { least: 0.004, most: 0.27 }
/** Cosine up to which the head may stand oblique in its frame. */
const alongAxis = 0.9

/**
 * The axis of the mesh's own frame along which the head stands upright, or null where the shape does not tell.
 *
 * Scans of heads and busts are open below. The normals of a closed surface, weighted by area, sum to zero, so that
 * their sum points away from an opening. Where that sum is as large as a neck's or a bust's and lies along an axis,
 * that axis is up, unless it is the one from left to right: heads are symmetric, so of the three coordinate axes the
 * lateral one is that whose mirror leaves the surface most like itself. Closed heads, scans without a back (their sum
 * is larger and points forward) and heads that stand oblique give null.
 */
export const guessUpAxis = (mesh: Pick<Mesh, 'positions' | 'triangles'>): UpAxis | null => {
  const { away, share } = openingOf(mesh)
  if (share < openingShare.least || share > openingShare.most) return null
  const length = Math.hypot(away[0], away[1], away[2])
  const axis = away.findIndex((value) => Math.abs(value) > alongAxis * length)
  if (axis < 0 || axis === lateralAxis(mesh.positions)) return null
  return `${away[axis] > 0 ? '+' : '-'}${(['x', 'y', 'z'] as const)[axis]}`
}

/** Sum of the area vectors and its length over the whole area. */
const openingOf = (mesh: Pick<Mesh, 'positions' | 'triangles'>) => {
  const vectors = faceAreaVectors(mesh)
  const away = [0, 0, 0]
  let area = 0
  for (let i = 0; i < vectors.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) away[axis] += vectors[i + axis]
    area += Math.hypot(vectors[i], vectors[i + 1], vectors[i + 2])
  }
  return { away, share: area > 0 ? Math.hypot(away[0], away[1], away[2]) / area : 0 }
}

const lateralAxis = (positions: Float32Array): number | null => {
  const samples = sampledPoints(positions)
  const { mean, size } = spreadOf(samples)
  const departures = releasing(PointTree.build(samples), (tree) =>
    [0, 1, 2].map((axis) => {
      const mirrored = samples.map((value, i) => (i % 3 === axis ? 2 * mean[axis] - value : value))
      const { squaredDistances } = tree.nearest(mirrored)
      return squaredDistances.reduce((sum, squared) => sum + Math.sqrt(squared), 0) / squaredDistances.length / size
    }),
  )
  const ranked = [0, 1, 2].sort((a, b) => departures[a] - departures[b])
  const [best, second] = ranked.map((axis) => departures[axis])
  return best < symmetricBelow && best < clearlyBetter * second ? ranked[0] : null
}

const sampledPoints = (positions: Float32Array): Float32Array => {
  const count = positions.length / 3
  const step = Math.max(1, count / sampleCount)
  const taken = Math.floor(count / step)
  const samples = new Float32Array(taken * 3)
  for (let i = 0; i < taken; i++) {
    const from = Math.floor(i * step) * 3
    samples.set(positions.subarray(from, from + 3), i * 3)
  }
  return samples
}

const spreadOf = (points: Float32Array) => {
  const mean = [0, 0, 0]
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < points.length; i++) {
    const axis = i % 3
    mean[axis] += points[i] / (points.length / 3)
    low[axis] = Math.min(low[axis], points[i])
    high[axis] = Math.max(high[axis], points[i])
  }
  return { mean, size: Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2]) }
}
