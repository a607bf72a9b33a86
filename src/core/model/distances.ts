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

/** What distances are measured to: the triangles, or the nearest vertex (as H3DS's chamfer does). */
export const distanceMeasures = ['surface', 'vertices'] as const
export type DistanceMeasure = (typeof distanceMeasures)[number]
