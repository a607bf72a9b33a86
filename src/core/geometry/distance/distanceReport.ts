import type { DistanceSummary } from '../../model/distances.ts'
import { quantile, summarizeSorted } from '../distances.ts'

/** Some of the vertices that are measured. */
export interface DistanceRegion {
  readonly name: string
  readonly vertices: Uint32Array
}

export interface DistanceHistogram {
  /** Counts of values in equal steps from `from` to `to`, the ends included. */
  readonly from: number
  readonly to: number
  readonly counts: readonly number[]
}

/** Of signed distances, which `DistanceStatistics` otherwise takes without their signs. */
export interface SignedStatistics {
  readonly mean: number
  readonly median: number
  readonly standardDeviation: number
  /** Part (0..1) that lies outside. */
  readonly outside: number
}

/** All lengths in the unit of the distances. */
export interface DistanceStatistics {
  readonly name: string
  readonly summary: DistanceSummary
  readonly percentiles: readonly { readonly percent: number; readonly distance: number }[]
  /** Part (0..1) of the distances up to each limit. */
  readonly within: readonly { readonly limit: number; readonly share: number }[]
  readonly signed: SignedStatistics | null
  readonly histogram: DistanceHistogram | null
}

export interface DistanceReportOptions {
  readonly signed: boolean
  readonly limits: readonly number[]
  /** Null: no histogram. */
  readonly bins: number | null
  readonly regions: readonly DistanceRegion[]
}

const percents = [1, 5, 10, 25, 50, 75, 90, 95, 99] as const

/** Numbers over all distances, then over those of each region. Regions without vertices have a count of 0. */
export const distanceReport = (distances: Float32Array, options: DistanceReportOptions): DistanceStatistics[] => [
  statisticsOf('all', distances, options),
  ...options.regions.map(({ name, vertices }) =>
    statisticsOf(
      name,
      Float32Array.from(vertices, (vertex) => distances[vertex]),
      options,
    ),
  ),
]

const statisticsOf = (
  name: string,
  distances: Float32Array,
  { signed, limits, bins }: DistanceReportOptions,
): DistanceStatistics => {
  const sorted = distances.map(Math.abs).sort()
  return {
    name,
    summary: summarizeSorted(sorted),
    percentiles: percents.map((percent) => ({ percent, distance: sorted.length && quantile(sorted, percent / 100) })),
    within: limits.map((limit) => ({ limit, share: sorted.length && countUpTo(sorted, limit) / sorted.length })),
    signed: signed ? signedStatistics(distances) : null,
    histogram: bins === null ? null : histogramOf(distances, bins),
  }
}

/** How many of the ascending values are at most `limit`. */
const countUpTo = (sorted: Float32Array, limit: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] <= limit) low = middle + 1
    else high = middle
  }
  return low
}

const signedStatistics = (distances: Float32Array): SignedStatistics => {
  const count = distances.length
  if (count === 0) return { mean: 0, median: 0, standardDeviation: 0, outside: 0 }
  let sum = 0
  let outside = 0
  for (const value of distances) {
    sum += value
    if (value >= 0) outside++
  }
  const mean = sum / count
  let squares = 0
  for (const value of distances) squares += (value - mean) ** 2
  return {
    mean,
    median: quantile(distances.slice().sort(), 0.5),
    standardDeviation: Math.sqrt(squares / count),
    outside: outside / count,
  }
}

const histogramOf = (distances: Float32Array, bins: number): DistanceHistogram => {
  const counts = new Array<number>(bins).fill(0)
  let [from, to] = [Infinity, -Infinity]
  for (const value of distances) {
    from = Math.min(from, value)
    to = Math.max(to, value)
  }
  if (!(from < to))
    return { from: distances.length && from, to: distances.length && to, counts: withFirst(counts, distances.length) }
  for (const value of distances) counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]++
  return { from, to, counts }
}

/** Values that are all alike. */
const withFirst = (counts: readonly number[], count: number): readonly number[] => [count, ...counts.slice(1)]
