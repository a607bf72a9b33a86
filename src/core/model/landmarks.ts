import type { Vec3 } from './transform.ts'
import type { LengthUnit } from './units.ts'

/** `missing`: not on this scan (a hole, outside). `occluded`: there, but covered (hair, glasses). */
export const landmarkStatuses = ['placed', 'unplaced', 'missing', 'occluded'] as const
export type LandmarkStatus = (typeof landmarkStatuses)[number]

/** A point of a triangle: p = a·b0 + b·b1 + c·b2 in the order of the triangle's vertices. */
export interface SurfacePoint {
  readonly triangle: number
  readonly barycentrics: Vec3
}

export interface Landmark {
  readonly name: string
  readonly status: LandmarkStatus
  /** In the scan's own frame and unit; null unless a position is known. */
  readonly position: Vec3 | null
  /** Where on the scan it lies, when it was placed on a mesh. */
  readonly surface: SurfacePoint | null
}

/** Landmarks of one scan by one annotator. */
export interface LandmarkSet {
  /** Name of the landmark scheme (`h3ds-6`, `head-8`, `flame-51`, …), null where a file does not say. */
  readonly scheme: string | null
  readonly unit: LengthUnit | null
  readonly annotator: string | null
  /** ISO 8601, UTC. */
  readonly time: string | null
  readonly landmarks: readonly Landmark[]
}

/** A named, ordered list of points. Right and left are the subject's own. */
export interface LandmarkScheme {
  readonly name: string
  readonly title: string
  readonly points: readonly {
    readonly name: string
    readonly title: string
    /** What the point is, in one sentence, for the person who clicks it. */
    readonly definition: string
    /** Name of the mirrored point, null on the midline. */
    readonly mirror: string | null
    /** Typical place on the FLAME template in metres: for guidance pictures and mirror tests. */
    readonly templatePosition: Vec3
  }[]
}

/** The placed points of a set as name → xyz. */
export const placedPoints = (set: Pick<LandmarkSet, 'landmarks'>): ReadonlyMap<string, Vec3> =>
  new Map(
    set.landmarks.flatMap((landmark) =>
      landmark.status === 'placed' && landmark.position ? [[landmark.name, landmark.position] as const] : [],
    ),
  )

/** Landmarks of one photo by name: px, pixel centres at whole numbers from 0. */
export type PhotoLandmarks = ReadonlyMap<string, readonly [xPx: number, yPx: number]>
