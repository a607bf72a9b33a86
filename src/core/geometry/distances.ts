import { PointTree } from '../kernels/pointTree.ts'
import { releasing } from '../kernels/releasing.ts'
import { TriangleTree } from '../kernels/triangleTree.ts'
import type { DistanceSummary } from '../model/distances.ts'
import type { Mesh } from '../model/mesh.ts'
import { closestPointsFor } from '../model/queries.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { selectQuantile } from './selectRank.ts'

/** Queries between two looks at the cancel signal: a few milliseconds. */
const chunkSize = 8192

/**
 * `[m]` unsigned distance of every point (`[m*3]` xyz rows) to the surface, in their common unit and frame: to the
 * triangles, or to the nearest vertex of a point cloud. -1 where there is nothing to measure to (an empty surface, a
 * point that is not finite).
 */
export const distancesToSurface = (
  points: Float32Array,
  surface: Mesh | TriangleTree,
  context: RunContext = {},
): Float32Array => {
  if (surface instanceof TriangleTree) return measureAll(points, measureToTriangles(surface), context)
  return surface.triangles.length > 0
    ? releasing(TriangleTree.build(surface, { context }), (tree) =>
        measureAll(points, measureToTriangles(tree), context),
      )
    : releasing(PointTree.build(surface.positions, { context }), (tree) =>
        measureAll(points, measureToVertices(tree), context),
      )
}

type Measure = (points: Float32Array, distances: Float32Array) => void

const measureAll = (points: Float32Array, measure: Measure, context: RunContext): Float32Array => {
  const count = points.length / 3
  const distances = new Float32Array(count)
  for (let start = 0; start < count; start += chunkSize) {
    checkCancelled(context)
    const end = Math.min(count, start + chunkSize)
    measure(points.subarray(start * 3, end * 3), distances.subarray(start, end))
    context.report?.({ fraction: end / count, message: 'Measuring distances' })
  }
  return distances
}

const measureToTriangles = (tree: TriangleTree): Measure => {
  const closest = closestPointsFor(chunkSize)
  return (points, distances) => {
    tree.closestPoints(points, closest)
    for (let i = 0; i < distances.length; i++) distances[i] = closest.triangles[i] < 0 ? -1 : closest.distances[i]
  }
}

const measureToVertices =
  (tree: PointTree): Measure =>
  (points, distances) => {
    const { indices, squaredDistances } = tree.nearest(points)
    for (let i = 0; i < distances.length; i++) distances[i] = indices[i] < 0 ? -1 : Math.sqrt(squaredDistances[i])
  }

/** Numbers over distances; all 0 where nothing counts. Percentiles interpolate linearly between the sorted values. */
export const summarizeDistances = (
  distances: ArrayLike<number>,
  { ignoreNegative }: { readonly ignoreNegative: boolean },
): DistanceSummary => {
  const values = counted(distances, ignoreNegative)
  const count = values.length
  if (count === 0) return nothing
  const median = selectQuantile(values, 0.5)
  return { median, p90: selectQuantile(values, 0.9), ...sumsOf(values), count }
}

/** The same over values that ascend already. */
export const summarizeSorted = (sorted: Float32Array | Float64Array): DistanceSummary => {
  const count = sorted.length
  if (count === 0) return nothing
  return { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9), ...sumsOf(sorted), count }
}

const nothing: DistanceSummary = { median: 0, mean: 0, p90: 0, max: 0, rms: 0, count: 0 }

const counted = (distances: ArrayLike<number>, ignoreNegative: boolean): Float64Array => {
  const values = new Float64Array(distances.length)
  let count = 0
  for (let i = 0; i < distances.length; i++) {
    if (!ignoreNegative || distances[i] >= 0) values[count++] = distances[i]
  }
  return values.subarray(0, count)
}

const sumsOf = (values: Float32Array | Float64Array): Pick<DistanceSummary, 'mean' | 'max' | 'rms'> => {
  let sum = 0
  let squares = 0
  let max = values[0]
  for (let i = 0; i < values.length; i++) {
    sum += values[i]
    squares += values[i] * values[i]
    if (values[i] > max) max = values[i]
  }
  return { mean: sum / values.length, max, rms: Math.sqrt(squares / values.length) }
}

/** Value below which `fraction` of the ascending, non-empty values lie. */
export const quantile = (sorted: ArrayLike<number>, fraction: number): number => {
  const place = fraction * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}

/** Fraction (0..1) of the distances that are known (not negative) and at most `limit`; 0 where none is known. */
export const within = (distances: ArrayLike<number>, limit: number): number => {
  let known = 0
  let near = 0
  for (let i = 0; i < distances.length; i++) {
    if (!(distances[i] >= 0)) continue
    known++
    if (distances[i] <= limit) near++
  }
  return known === 0 ? 0 : near / known
}
