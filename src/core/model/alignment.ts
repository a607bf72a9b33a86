import type { DistanceSummary } from './distances.ts'
import type { LandmarkInfluence } from './landmarkFindings.ts'
import type { LandmarkSet } from './landmarks.ts'
import type { Mesh, Warning } from './mesh.ts'
import type { StopReason } from './run.ts'
import type { Mat4, Vec3 } from './transform.ts'
import type { LengthUnit } from './units.ts'

/** What ICP minimises: distances to points (Besl and McKay, 1992), to tangent planes (Chen and Medioni, 1992), or to
 * the planes of both surfaces at once (Rusinkiewicz, 2019). */
export const icpMetrics = ['point-to-plane', 'point-to-point', 'symmetric'] as const
export type IcpMetric = (typeof icpMetrics)[number]

/** How a residual's weight falls off with its size, in robust standard deviations found from the residuals. */
export const robustKernels = ['tukey', 'geman-mcclure', 'huber', 'none'] as const
export type RobustKernel = (typeof robustKernels)[number]

/** The degrees of freedom of a similarity; axes are those of the target's frame. */
export const freedoms = ['turn-x', 'turn-y', 'turn-z', 'shift-x', 'shift-y', 'shift-z', 'scale'] as const
export type Freedom = (typeof freedoms)[number]

export interface AlignOptions {
  /** `fixed`: the scale is the ratio of the units. */
  readonly scale: 'free' | 'fixed'
  readonly metric: IcpMetric
  /** Part of the source that has a counterpart; `auto`: found from the residuals. */
  readonly overlap: 'auto' | number
  /** Default `tukey`. */
  readonly kernel?: RobustKernel
  /** How far the scale may leave that of the start, as a share either way. Default 0.1. */
  readonly scaleFreedom?: number
  /** How much each landmark counts for the start, by its name, 0 or more; those not named count 1. */
  readonly landmarkWeights?: Readonly<Record<string, number>>
  /** Degrees of freedom that ICP leaves as the start has them. Default none. */
  readonly locked?: readonly Freedom[]
  /** Restarts from perturbed poses that test whether the answer is the only one near; 0: no test. Default 8. */
  readonly restarts?: number
  /** Of everything random. Default 1. */
  readonly seed?: number
  /** Where the iteration starts. `auto`: from the landmarks where three names are shared, else by the surfaces alone. */
  readonly start?: 'auto' | 'landmarks' | 'global' | Mat4
}

/** One scan to be aligned. */
export interface AlignScan {
  readonly mesh: Mesh
  /** Null: none were placed. */
  readonly landmarks: LandmarkSet | null
  /** Null: the set's own unit counts, else the unit is guessed. */
  readonly unit: LengthUnit | null
  /** `[n]` 0..1 how much ICP listens to each vertex; absent: to all alike. */
  readonly trust?: Float32Array
}

/** One iteration of ICP in numbers: for a plot of its convergence. Lengths in mm. */
export interface AlignIteration {
  /** From 1: each level looks at more of the source. */
  readonly level: number
  readonly rmsMm: number
  readonly medianMm: number
  readonly overlap: number
  readonly pairs: number
  readonly rotationDeg: number
  readonly translationMm: number
  readonly scaleChange: number
  /** Root mean square movement of the samples. */
  readonly stepMm: number
}

export interface AlignStep {
  readonly kind: 'landmarks' | 'global' | 'given' | 'icp'
  /** The whole transform as known after this step (not the step's own share). */
  readonly targetFromSource: Mat4
  /** Lengths in the target's unit. */
  readonly numbers: Readonly<Record<string, number>>
  readonly note: string
}

/** One combination of degrees of freedom, and how well the surfaces hold it. */
export interface MotionDirection {
  /** `[7]` unit vector over `freedoms`, turns and scale multiplied by the spread of the points (so: lengths). */
  readonly direction: readonly number[]
  /** Standard deviation along it: root mean square movement of the points, mm. */
  readonly sigmaMm: number
  /** What it looks like, for a person: "turning about the axis (0.1, 0.9, 0.2)". */
  readonly description: string
}

/** How certain the solution is, from the residuals and the normal equations at the end. */
export interface AlignUncertainty {
  /** `[49]` row-major covariance over `freedoms`: turns in radians about `pivot`, shifts in mm, natural log of scale. */
  readonly covariance: readonly number[]
  /** In the target's frame and unit. */
  readonly pivot: Vec3
  readonly weakest: MotionDirection
}

export const verdicts = ['green', 'amber', 'red'] as const
export type Verdict = (typeof verdicts)[number]
/** The higher, the worse. */
export const verdictRank: Readonly<Record<Verdict, number>> = { green: 0, amber: 1, red: 2 }

export interface VerdictReason {
  readonly code: string
  /** One sentence for a person, with the number that decided. */
  readonly message: string
  readonly verdict: Verdict
}

/** What happened to one perturbed restart. */
export interface RestartOutcome {
  readonly startDegrees: number
  readonly startMm: number
  /** Root mean square distance between its answer and the answer given, over the source, mm. */
  readonly differenceMm: number
  readonly medianMm: number
  readonly overlap: number
  readonly agrees: boolean
}

/**
 * Whether an alignment can be trusted. Red: it is wrong, or nothing says that it is right. Amber: look at it. Never
 * green for an answer that restarts, overlap or residual speak against.
 */
export interface AlignCertificate {
  readonly verdict: Verdict
  readonly reasons: readonly VerdictReason[]
  readonly restarts: readonly RestartOutcome[]
}

/** Distances of the part of the source that lies around one landmark, or far from all. */
export interface ResidualArea {
  /** The landmark's name; null for what is far from all of them. */
  readonly landmark: string | null
  readonly count: number
  readonly median: number
  readonly p90: number
  /** Of the signed distances, positive outside of the target; null where the target has no sides. */
  readonly meanSigned: number | null
}

export interface AlignResult {
  readonly targetFromSource: Mat4
  readonly scale: number
  readonly steps: readonly AlignStep[]
  /** Of the fit by landmarks alone, target unit; null without landmarks. */
  readonly landmarkRms: number | null
  /** What each landmark does to that fit, told by leaving it out, mm; empty until there are four. */
  readonly landmarkInfluences: readonly LandmarkInfluence[]
  /** Target unit, over the source vertices that have a counterpart. */
  readonly residual: DistanceSummary
  /** `[n]` unsigned distance of each source vertex to the target, target unit; -1 where there is no counterpart. */
  readonly sourceResiduals: Float32Array
  readonly iterations: number
  readonly iterationsLog: readonly AlignIteration[]
  readonly stop: StopReason
  /** Part (0..1) of the source's surface that has a counterpart. */
  readonly overlap: number
  readonly uncertainty: AlignUncertainty | null
  readonly certificate: AlignCertificate
  /** The target's, guessed where it was not stated; null where it could not be. */
  readonly unit: LengthUnit | null
  readonly warnings: readonly Warning[]
}
