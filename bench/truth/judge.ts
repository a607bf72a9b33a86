import {
  determinant3,
  invertAffine4,
  type Mat4,
  multiply4,
  scaleOf,
  transformPoint,
  type Vec3,
} from '../../src/core/model/transform.ts'

/** How far an answer lies from the truth. */
export interface PairError {
  readonly degrees: number
  /** At the middle of the head, mm. */
  readonly mm: number
  /** Share: 0.0002 is 0.02 %. */
  readonly scale: number
}

/** What is asked where the overlap is at least 60 %. */
export const goal: PairError = { degrees: 0.05, mm: 0.05, scale: 0.0002 }
/** Beyond this an answer is not a little off, it lies somewhere else. */
export const astray: PairError = { degrees: 0.5, mm: 0.5, scale: 0.005 }

export const pairError = (found: Mat4, truth: Mat4, centre: Vec3): PairError => {
  const foundFromTruth = multiply4(found, invertAffine4(truth))
  const scale = scaleOf(foundFromTruth)
  const m = foundFromTruth.map((value) => value / scale)
  // From the skew part: exact for small angles, where the trace has lost its digits.
  const sine = Math.hypot(m[9] - m[6], m[2] - m[8], m[4] - m[1]) / 2
  const cosine = (m[0] + m[5] + m[10] - 1) / 2
  const moved = transformPoint(foundFromTruth, centre)
  return {
    degrees: determinant3(found) > 0 ? (Math.atan2(sine, cosine) * 180) / Math.PI : 180,
    mm: Math.hypot(...moved.map((value, axis) => value - centre[axis])),
    scale: Math.abs(scale - 1),
  }
}

export const isWithin = (error: PairError, limit: PairError): boolean =>
  error.degrees < limit.degrees && error.mm < limit.mm && error.scale < limit.scale
