import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'

/** A frame fixed to the face by its landmarks: origin between the inner eye corners. */
export interface FaceFrame {
  readonly origin: Vec3
  /** To the subject's left, up (from the mouth to the eyes), out of the face; unit length, right-handed. */
  readonly left: Vec3
  readonly up: Vec3
  readonly out: Vec3
  /** From between the eyes down to between the mouth corners, along `up`; about 66 mm on an adult. */
  readonly eyesToMouth: number
  /** Between the inner eye corners; about 36 mm on an adult. */
  readonly betweenEyes: number
}

/** null where one of the four points (inner eye corners, mouth corners) is not placed or they span no plane. */
export const faceFrameOf = (landmarks: LandmarkSet): FaceFrame | null => {
  const points = placedPoints(landmarks)
  const [rightEye, leftEye, rightLips, leftLips] = ['right_eye', 'left_eye', 'right_lips', 'left_lips'].map((name) =>
    points.get(name),
  )
  if (!rightEye || !leftEye || !rightLips || !leftLips) return null
  const origin = middle(rightEye, leftEye)
  const across = minus(leftEye, rightEye)
  const betweenEyes = Math.hypot(...across)
  const left = scaled(across, 1 / betweenEyes)
  const upward = minus(origin, middle(rightLips, leftLips))
  const upwardAcross = dot(upward, left)
  const straightUp = minus(upward, scaled(left, upwardAcross))
  const eyesToMouth = Math.hypot(...straightUp)
  if (!(betweenEyes > 0 && eyesToMouth > 0)) return null
  const up = scaled(straightUp, 1 / eyesToMouth)
  const out: Vec3 = [
    left[1] * up[2] - left[2] * up[1],
    left[2] * up[0] - left[0] * up[2],
    left[0] * up[1] - left[1] * up[0],
  ]
  return { origin, left, up, out, eyesToMouth, betweenEyes }
}

/** A point of the scan in the frame: how far left, up and out, in the scan's unit. */
export const toFaceFrame = (frame: FaceFrame, point: Vec3): Vec3 => {
  const from = minus(point, frame.origin)
  return [dot(from, frame.left), dot(from, frame.up), dot(from, frame.out)]
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const scaled = (a: Vec3, factor: number): Vec3 => [a[0] * factor, a[1] * factor, a[2] * factor]
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const middle = (a: Vec3, b: Vec3): Vec3 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]
