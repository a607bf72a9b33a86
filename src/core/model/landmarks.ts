import type { Vec3 } from './transform.ts'
import type { LengthUnit } from './units.ts'

/**
 * `missing`: not on this scan (a hole, outside). `occluded`: there, but covered (hair, glasses); a position is an
 * estimate. `uncertain`: placed, but whoever placed it is not sure. `hidden`: withheld on purpose, with a reason.
 * Fits use `placed` alone.
 */
export const landmarkStatuses = ['placed', 'unplaced', 'missing', 'occluded', 'uncertain', 'hidden'] as const
export type LandmarkStatus = (typeof landmarkStatuses)[number]

/** Whether a point of this status may have a position. */
export const mayHavePosition = (status: LandmarkStatus): boolean => status !== 'unplaced' && status !== 'missing'

/** Whose word a position is: a person's click, a proposal that a person accepted, or a file's. */
export const landmarkSources = ['human', 'proposed-accepted', 'imported'] as const
export type LandmarkSource = (typeof landmarkSources)[number]

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
  /** Why it has its status, in the annotator's words. A hidden point always has one. */
  readonly reason?: string | null
  /** Absent where nobody recorded it. */
  readonly source?: LandmarkSource | null
}

/** The same landmark without fields that say nothing, in one order of keys: equal landmarks are equal as JSON. */
export const plainLandmark = ({ name, status, position, surface, reason, source }: Landmark): Landmark => ({
  name,
  status,
  position,
  surface,
  ...(reason ? { reason } : {}),
  ...(source ? { source } : {}),
})

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

export interface SchemePoint {
  readonly name: string
  readonly title: string
  /** What the point is, in one sentence, for the person who clicks it. */
  readonly definition: string
  /** Name of the mirrored point, null on the midline. */
  readonly mirror: string | null
  /** Name of one of the scheme's groups, null for none. */
  readonly group: string | null
  /** On the neutral face drawing: mm from its middle, x to the subject's left, y down. Null where nobody drew it. */
  readonly picture: readonly [xMm: number, yMm: number] | null
  /** Typical place on the FLAME template in metres; null where unknown. Proposals and mirror tests need it. */
  readonly templatePosition: Vec3 | null
}

/** A line through points of the scheme, in their order. */
export interface SchemeCurve {
  readonly name: string
  readonly title: string
  readonly points: readonly string[]
  readonly isClosed: boolean
  /** Points spread evenly over each stretch between two neighbours; 0 for none. */
  readonly semiLandmarks: number
}

/** A named, ordered list of points. Right and left are the subject's own. */
export interface LandmarkScheme {
  readonly name: string
  readonly title: string
  readonly groups: readonly { readonly name: string; readonly title: string }[]
  readonly points: readonly SchemePoint[]
  /** Pairs of names that a drawing joins. */
  readonly connectivity: readonly (readonly [string, string])[]
  readonly curves: readonly SchemeCurve[]
  /** Schemes that are ordered lists on a head model: how many points its embedding has, and which one is meant. */
  readonly embedding: { readonly points: number; readonly note: string } | null
}

/** A scheme whose every point has its place on the template. */
export interface PlacedScheme extends LandmarkScheme {
  readonly points: readonly (SchemePoint & { readonly templatePosition: Vec3 })[]
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
