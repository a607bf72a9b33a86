import type { Verdict, VerdictReason } from './alignment.ts'

/** Unsigned distances in mm; all 0 where nothing counts. */
export interface DistanceQuality {
  readonly median: number
  readonly mean: number
  /** 90 % lie below. */
  readonly p90: number
  /** Part (0..1) of what counts that lies within 1 mm. */
  readonly within1mm: number
  readonly count: number
}

/**
 * What became of a part of the surface, in the last round of the fit. `seen`: it lies on skin that was believed.
 * `missing`: the scan has nothing within 30 mm. `border`: the nearest place is an edge of the scan, or of a hole.
 * `covered`: the scan stands off, as hair, clothes, a hand; or it lacks the place, but has something in front of it. `cut-off`: near the scan, but all ways from the landmarks
 * lead through what is covered. `turned`: the scan faces another way. `doubted`: too far off for the scanner's noise.
 * `model`: eyeballs and open edges, which follow the model and never the scan.
 */
export const surfaceStates = ['seen', 'missing', 'border', 'covered', 'cut-off', 'turned', 'doubted', 'model'] as const
export type SurfaceState = (typeof surfaceStates)[number]

/** The region of the face without its forehead, which the report adds to a model's own. */
export const belowForehead = 'face_below_forehead'

export interface RegionReport {
  readonly name: string
  readonly vertices: number
  /** From scan points, at most 10 mm away, whose nearest place on the registration is in the region. */
  readonly scanToMeshMm: DistanceQuality
  /** From the region's vertices to the scan, where it has something within 10 mm that is not its edge. */
  readonly meshToScanMm: DistanceQuality
  /** Parts (0..1) of the region's area on the registration; they add up to 1. */
  readonly states: Readonly<Record<SurfaceState, number>>
}

export interface LandmarkReport {
  readonly name: string
  /** Distance to its place on the registration, mm. */
  readonly residualMm: number
  /** The same had the landmark not been there (leave-one-out); null where it was not worked out. */
  readonly heldOutMm: number | null
  /** That of the model alone, before vertices went free. */
  readonly heldOutModelMm: number | null
}

export interface ContourReport {
  readonly name: string
  /**
   * Of the registration’s contour to the line on the scan, mm: median, and 90 % below; null where no place of it has the
   * line beside it.
   */
  readonly distanceMm: { readonly median: number; readonly p90: number } | null
}

export interface FaceCount {
  readonly inEars: number
  readonly outsideEars: number
}

export interface CoefficientReport {
  /** Square root of the sum of the squared coefficients, which are standard normal in the model. */
  readonly mahalanobis: number
  /** How many coefficients could move. */
  readonly components: number
  readonly largest: number
}

/** Where the scan's points went: parts (0..1) of all its points; they add up to 1. */
export interface ScanShares {
  /** On believed parts of the registration. */
  readonly used: number
  /** Over the scalp and ears, where the registration does not follow. */
  readonly hair: number
  /** By the neck's border and below it. */
  readonly clothes: number
  /** By the face, but not followed: something in front, or what the model leaves alone (eyes, inner mouth). */
  readonly besideFace: number
  /** More than 30 mm from the registration. */
  readonly far: number
  /** In small separate pieces. */
  readonly floating: number
}

/** Pairs of triangles of lips and lids that pass through each other, before and after they were taken apart. */
export interface Crossings {
  readonly found: number
  readonly left: number
  /** The farthest that a vertex which the scan shows was moved for it; absent in reports of earlier versions. */
  readonly movedMm?: number
}

/** What is known of a registration without knowing the truth; docs/registration.md says what each number means. */
export interface RegistrationReport {
  /** Scan points within 95 mm of the nose tip to the surface, and the face's vertices to the scan. */
  readonly scanToMeshMm: DistanceQuality
  /**
   * The same over scan points whose nearest place is not on the mesh's open border: beside it the mesh has an opening and
   * no surface to lie on. Absent in reports of earlier versions.
   */
  readonly scanToMeshInsideMm?: DistanceQuality
  readonly meshToScanMm: DistanceQuality
  readonly regions: readonly RegionReport[]
  /** Parts of the two halves of the face that were seen: the subject's left and right. */
  readonly seenHalves: { readonly left: number; readonly right: number } | null
  readonly landmarks: readonly LandmarkReport[]
  /** Landmarks that lie farther than 12 mm from the scan. */
  readonly offScan: readonly string[]
  /** Medians over the landmarks that were left out in turn; null with fewer than 4, or where none can be told. */
  readonly heldOutMm: { readonly registration: number; readonly model: number; readonly count: number } | null
  readonly flippedFaces: FaceCount
  /** Faces with an edge more than twice, or less than half, as long as on the fitted model. */
  readonly stretchedFaces: FaceCount
  /** Lines along lips and lids that held the fit; absent in reports of earlier versions. */
  readonly contours?: readonly ContourReport[]
  /** Absent in reports of earlier versions, and where no model says what lips and lids are. */
  readonly crossings?: Crossings
  readonly shape: CoefficientReport
  readonly expression: CoefficientReport
  readonly scan: ScanShares
  /** Standard deviation of the scanner's noise across the surface, as measured on the scan. */
  readonly noiseMm: number
}

export interface RegistrationReason extends VerdictReason {
  /** What a person does about it; empty where nothing is to be done. */
  readonly advice: string
}

/** Whether a registration can be used. Red: it is wrong or nothing says that it is right. Amber: look at it. */
export interface RegistrationCertificate {
  readonly verdict: Verdict
  /** Worst first. */
  readonly reasons: readonly RegistrationReason[]
}
