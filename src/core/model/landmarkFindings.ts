import type { Vec3 } from './transform.ts'
import type { LengthUnit, UpAxis } from './units.ts'

export type ScanSide = 'source' | 'target'

/** What would mend a finding. */
export type LandmarkFix =
  /** Landmarks called by the first name should have the second, on one of the scans (null: not known on which). */
  | { readonly kind: 'rename'; readonly scan: ScanSide | null; readonly names: readonly (readonly [string, string])[] }
  | { readonly kind: 'leave-out'; readonly name: string }
  | { readonly kind: 'unit'; readonly scan: ScanSide; readonly unit: LengthUnit }
  | { readonly kind: 'up'; readonly scan: ScanSide; readonly up: UpAxis }
  /** Mirror the scan, or exchange left and right in all of its names: the landmarks alone cannot tell which. */
  | { readonly kind: 'mirror'; readonly scan: ScanSide | null }

export interface LandmarkFinding {
  readonly code: string
  /** What is seen, in a sentence with its numbers, and what to do. */
  readonly message: string
  /** Null: only a person can tell. */
  readonly fix: LandmarkFix | null
  /** 0..1 that the finding is right. */
  readonly confidence: number
  /** Whether the alignment takes it as mended. */
  readonly isApplied: boolean
}

/** What one landmark does to a fit. Lengths in mm. */
export interface LandmarkInfluence {
  readonly name: string
  /** Its distance in the fit of all. */
  readonly residualMm: number
  /** Its distance from where the others say it should be. */
  readonly leftOutMm: number
  /** How the fit changes without it: of the landmarks' middle, of the rotation, of the scale (a share). */
  readonly shiftMm: number
  readonly turnDegrees: number
  readonly scaleShare: number
}

/** How far a point lies from where all the others say it should. */
export interface PointDoubt {
  readonly name: string
  /** x to the subject's left, y up, z out of the face; mm on an average head. */
  readonly axesMm: Vec3
  readonly distanceMm: number
  /** Root mean square distance that is usual. */
  readonly sigmaMm: number
  /** With three degrees of freedom. */
  readonly chiSquare: number
}

export interface ShapeDoubts {
  readonly points: readonly PointDoubt[]
  /** Those that hardly ever lie so far by chance, the worst first. */
  readonly strays: readonly PointDoubt[]
  /** Of the population that were used; 0: the template alone. */
  readonly heads: number
}

/** How a head lies in its scan: unit vectors in the scan's frame. */
export interface HeadPose {
  readonly up: Vec3
  /** Where the face looks. */
  readonly front: Vec3
  /** Root mean square distance to the template's landmarks after the best similarity, mm on an average head. */
  readonly rmsMm: number
  /** The same with a mirror. Much smaller: the scan is mirrored, or its left and right are exchanged. */
  readonly mirroredRmsMm: number
  /** Millimetres in one unit of the scan, as the head's size says. */
  readonly mmPerUnit: number
}
