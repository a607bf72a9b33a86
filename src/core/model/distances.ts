/** Numbers over the distances of one set of points, in their own unit. */
export interface DistanceSummary {
  readonly median: number
  readonly mean: number
  /** 90 % lie below. */
  readonly p90: number
  readonly max: number
  readonly rms: number
  readonly count: number
}
