import type { Camera } from '../../model/camera.ts'
import type { Random } from '../../model/random.ts'
import { type Mat4, multiply4, scaleOf, toMat4, type Vec3 } from '../../model/transform.ts'

/** Cameras look at this place of the model's frame, mm. */
const targetMm: Vec3 = [0, -45, -30]
/** Sphere around the head, mm: what `scaleMat` maps the unit sphere to. */
const headSphere = { centerMm: [0, -10, -30] as Vec3, radiusMm: 190 }
/** Highest view from above (and from below), radians. */
const steepestRad = 0.42

/** A camera in the model's frame and in millimetres: pixel ~ worldMat · place. */
export interface PhotoCamera {
  readonly worldMat: Mat4
  /** 3×3 row-major, camera from model. */
  readonly rotation: readonly number[]
  readonly centerMm: Vec3
  /** fx fy cx cy in pixels. */
  readonly intrinsics: readonly [number, number, number, number]
}

/**
 * Where the photos are taken from: first a row at eye level from the subject's right profile to the left one, then the
 * last third from above and below. Each camera is held a little differently and has its own intrinsics.
 */
export const photoCameras = (views: number, sizePx: number, random: Random): PhotoCamera[] => {
  const rowCount = Math.max(1, Math.ceil((views * 2) / 3))
  return Array.from({ length: views }, (_, view) => {
    const isRow = view < rowCount
    const place = isRow ? view / Math.max(1, rowCount - 1) : (view - rowCount + 0.5) / (views - rowCount)
    const yawRad = (isRow ? Math.PI : 0.72 * Math.PI) * (rowCount === 1 ? 0 : place - 0.5)
    const pitchRad = isRow
      ? 0.04 * random.normal()
      : (view % 2 === 0 ? 1 : -0.8) * steepestRad * (0.8 + 0.2 * random.next())
    return lookingCamera({
      yawRad: yawRad + 0.015 * random.normal(),
      pitchRad,
      rollRad: 0.02 * random.normal(),
      distanceMm: 800 + 80 * random.next(),
      sizePx,
      random,
    })
  })
}

const lookingCamera = (o: {
  readonly yawRad: number
  readonly pitchRad: number
  readonly rollRad: number
  readonly distanceMm: number
  readonly sizePx: number
  readonly random: Random
}): PhotoCamera => {
  const outward: Vec3 = [
    Math.sin(o.yawRad) * Math.cos(o.pitchRad),
    Math.sin(o.pitchRad),
    Math.cos(o.yawRad) * Math.cos(o.pitchRad),
  ]
  const centerMm: Vec3 = [
    targetMm[0] + o.distanceMm * outward[0] + 8 * o.random.normal(),
    targetMm[1] + o.distanceMm * outward[1] + 8 * o.random.normal(),
    targetMm[2] + o.distanceMm * outward[2] + 8 * o.random.normal(),
  ]
  const rotation = cameraFromModel(outward, o.rollRad)
  const focal = o.sizePx * (1.24 + 0.05 * o.random.next())
  const middle = (o.sizePx - 1) / 2
  const intrinsics = [
    focal,
    focal * (1 + 0.002 * o.random.normal()),
    middle + 0.008 * o.sizePx * o.random.normal(),
    middle + 0.008 * o.sizePx * o.random.normal(),
  ] as const
  return { worldMat: projectionOf(intrinsics, rotation, centerMm), rotation, centerMm, intrinsics }
}

/** Rows: the camera's right, down and forward in the model's frame (OpenCV). */
const cameraFromModel = (outward: Vec3, rollRad: number): readonly number[] => {
  const forward = outward.map((value) => -value)
  // forward × up, up being +y.
  const length = Math.hypot(forward[2], forward[0])
  const right = [-forward[2] / length, 0, forward[0] / length]
  const down = [
    forward[1] * right[2] - forward[2] * right[1],
    forward[2] * right[0] - forward[0] * right[2],
    forward[0] * right[1] - forward[1] * right[0],
  ]
  const [c, s] = [Math.cos(rollRad), Math.sin(rollRad)]
  const rolledRight = right.map((value, axis) => c * value + s * down[axis])
  const rolledDown = down.map((value, axis) => c * value - s * right[axis])
  return [...rolledRight, ...rolledDown, ...forward]
}

const projectionOf = (
  [fx, fy, cx, cy]: readonly [number, number, number, number],
  r: readonly number[],
  center: Vec3,
): Mat4 => {
  const t = [0, 3, 6].map((row) => -(r[row] * center[0] + r[row + 1] * center[1] + r[row + 2] * center[2]))
  const extrinsic = toMat4([r[0], r[1], r[2], t[0], r[3], r[4], r[5], t[1], r[6], r[7], r[8], t[2], 0, 0, 0, 1])
  return multiply4(toMat4([fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0, 0, 0, 0, 1]), extrinsic)
}

/** The camera as a record of another frame, in K·[R|t] with a true rotation there. */
export const cameraInFrame = (camera: PhotoCamera, frameFromModel: Mat4, modelFromFrame: Mat4): Camera => {
  // Carried as it is, the rotation would bear the scale between the frames; a projection is free of such a factor.
  const carried = multiply4(camera.worldMat, modelFromFrame)
  const scale = scaleOf(modelFromFrame)
  const worldMat = toMat4(carried.map((value, i) => (i < 12 ? value / scale : value)))
  const { centerMm, radiusMm } = headSphere
  const modelFromSphere = toMat4([
    ...[radiusMm, 0, 0, centerMm[0]],
    ...[0, radiusMm, 0, centerMm[1]],
    ...[0, 0, radiusMm, centerMm[2]],
    ...[0, 0, 0, 1],
  ])
  const framed = multiply4(frameFromModel, modelFromSphere)
  return { worldMat, scaleMat: uprightSphere(framed) }
}

/** The same sphere with axes along the frame's own: datasets expect a scale and a shift only. */
const uprightSphere = (frameFromSphere: Mat4): Mat4 => {
  const radius = Math.abs(scaleOf(frameFromSphere))
  return toMat4([
    ...[radius, 0, 0, frameFromSphere[3]],
    ...[0, radius, 0, frameFromSphere[7]],
    ...[0, 0, radius, frameFromSphere[11]],
    ...[0, 0, 0, 1],
  ])
}
