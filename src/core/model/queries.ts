import type { Vec3 } from './transform.ts'

export interface TriangleSoup {
  /** `[n*3]` xyz rows. */
  readonly positions: Float32Array | Float64Array
  /** `[m*3]` rows of vertex indices. */
  readonly triangles: Uint32Array
}

export interface NearestOptions {
  /** Nothing farther away is found (index -1, squared distance Infinity). */
  readonly maxDistance?: number
  /** `[m]` a point near each query, -1 for none: an exact answer in less time (the last iteration's neighbours). */
  readonly guesses?: Int32Array
  /** Where to write instead of new arrays, `[m]` each. */
  readonly out?: NearestPoints
}

/** The k nearest points of each of `m` queries. */
export interface KNearestPoints {
  readonly k: number
  /** `[m*k]` nearest first, -1 where there are fewer. */
  readonly indices: Int32Array
  /** `[m*k]`, Infinity where there are fewer. */
  readonly squaredDistances: Float64Array
}

/** All points within a radius of each of `m` queries. */
export interface PointsWithin {
  /** `[m+1]` those of query i stand from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array
  readonly indices: Int32Array
}

export interface NearestPoints {
  /** `[m]` index of the nearest point, -1 where there is none. */
  readonly indices: Int32Array
  /** `[m]`, Infinity where there is none. */
  readonly squaredDistances: Float64Array
}

export interface SurfaceHit {
  readonly triangle: number
  /** Weights of the triangle's three vertices, in its own order, sum 1. */
  readonly barycentrics: Vec3
  readonly point: Vec3
  readonly distance: number
}

/** Closest points of a batch of `m` queries; made once by `closestPointsFor` and used again and again. */
export interface ClosestPoints {
  /** `[m]`, -1 where nothing lies within the limit. */
  readonly triangles: Int32Array
  /** `[m*3]` weights of the triangle's vertices; 0 where there is none. */
  readonly barycentrics: Float64Array
  /** `[m*3]` the points themselves; 0 where there is none. */
  readonly points: Float64Array
  /** `[m]`, Infinity where nothing lies within the limit. */
  readonly distances: Float64Array
}

export interface ClosestPointsOptions {
  /** Queries `start`..`end` only (default all). */
  readonly start?: number
  readonly end?: number
  /** Nothing farther away is found. */
  readonly maxDistance?: number
  /** `[m]` a triangle near each query, -1 for none: same answers in less time. May be `out.triangles` itself. */
  readonly guesses?: Int32Array
}

/** Which corner (0, 1, 2) of the triangle of query `i` its closest point is nearest to, by weight. */
export const nearestCorner = ({ barycentrics }: Pick<ClosestPoints, 'barycentrics'>, i: number): 0 | 1 | 2 => {
  const a = barycentrics[i * 3]
  const b = barycentrics[i * 3 + 1]
  const c = barycentrics[i * 3 + 2]
  if (a >= b && a >= c) return 0
  return b >= c ? 1 : 2
}

/** Room for the closest points of `count` queries; nothing found yet. */
export const closestPointsFor = (count: number): ClosestPoints => ({
  triangles: new Int32Array(count).fill(-1),
  barycentrics: new Float64Array(count * 3),
  points: new Float64Array(count * 3),
  distances: new Float64Array(count).fill(Infinity),
})
