import type { SurfacePoint } from './landmarks.ts'
import type { SurfaceHit } from './queries.ts'
import type { Vec3 } from './transform.ts'

/** A scan's surface as its tree answers (`TriangleTree`, `TriangleBvh`), in the scan's frame and unit. */
export interface ProposalSurface {
  closestPoint(x: number, y: number, z: number, maxDistance?: number): SurfaceHit | null
}

/** A place for a point that nobody has clicked. It is never stored before a person accepts it. */
export interface LandmarkProposal {
  readonly name: string
  /** On the surface, in the scan's frame and unit. */
  readonly position: Vec3
  readonly surface: SurfacePoint
  /** Root mean square distance to be expected between it and a person's click, mm. */
  readonly sigmaMm: number
  /** How far it was moved to come to lie on the surface, mm. */
  readonly snapMm: number
  /**
   * What it was made from: the scheme's mean shape, the heads of the project too, a fitted head model, another frame,
   * or the registration of the scan.
   */
  readonly basis: 'scheme' | 'population' | 'model' | 'frame' | 'registration'
}

/** Semi-landmarks of a curve of the scheme, along it. */
export interface CurvePoints {
  readonly name: string
  readonly points: readonly { readonly position: Vec3; readonly surface: SurfacePoint }[]
}

export interface ProposalResult {
  readonly proposals: readonly LandmarkProposal[]
  /** Points for which there is nothing to propose, and why. */
  readonly withheld: readonly { readonly name: string; readonly reason: string }[]
  /** Names of the placed points it rests on. */
  readonly anchors: readonly string[]
  /** Of the anchors to the mean shape after the best similarity, mm on an average head. */
  readonly rmsMm: number
  /** Millimetres in one unit of the scan: as stated, else as the size of the head says. */
  readonly mmPerUnit: number
  /** How many heads of the population were used. */
  readonly heads: number
}
