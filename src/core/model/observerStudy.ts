import type { Vec3 } from './transform.ts'
import type { LengthUnit } from './units.ts'

/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What one annotator placed on one scan, once. */
export interface Annotation {
  readonly annotator: string
  /** 1, 2, …: an annotator may place the points of a scan several times. */
  readonly session: number
  readonly scan: string
  /** Name → position, in the scan's frame. */
  readonly points: ReadonlyMap<string, Vec3>
}

export interface PointReliability {
  readonly name: string
  /** Scans on which all annotators placed it. */
  readonly scans: number
  /** Technical error of measurement along each axis, and of the distance. */
  readonly tem: { readonly axes: Vec3; readonly total: number }
  /** Of the point's mean distance to the middle of the points: percent; null without a common middle. */
  readonly relativeTem: number | null
  /** ICC(2,1) along each axis; null without a common frame, or where nothing varies. */
  readonly icc: readonly [Interval | null, Interval | null, Interval | null]
}

/** How an annotator departs from the mean of all, on average over the scans. */
export interface AnnotatorBias {
  readonly annotator: string
  readonly name: string
  readonly scans: number
  readonly mean: Vec3
  /** Of a single departure. */
  readonly standardDeviation: Vec3
}

/** Technical errors of an annotator against themselves. */
export interface Repeatability {
  readonly annotator: string
  readonly sessions: number
  readonly points: readonly {
    readonly name: string
    readonly scans: number
    readonly axes: Vec3
    readonly total: number
  }[]
  /** Root mean square over the points. */
  readonly total: number
}

export interface ObserverStudy {
  /** Of all lengths; null where the files do not say it. */
  readonly unit: LengthUnit | null
  readonly annotators: readonly string[]
  readonly scans: readonly string[]
  /**
   * `head`: x to the subject's left, y up, z out of the face; `common`: scans laid onto each other, axes of the first;
   * `scan`: each in its own frame, so that axes mean little and there is no ICC.
   */
  readonly axes: 'head' | 'common' | 'scan'
  readonly points: readonly PointReliability[]
  /** Root mean square of the points' technical errors; null with one annotator. */
  readonly totalTem: number | null
  readonly bias: readonly AnnotatorBias[]
  readonly repeatability: readonly Repeatability[]
  /** The annotations farthest from the mean of the others, the worst first. */
  readonly farthest: readonly {
    readonly annotator: string
    readonly scan: string
    readonly name: string
    readonly distance: number
  }[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
}
