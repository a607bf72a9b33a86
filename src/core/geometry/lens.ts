import type { LensDistortion, Projection } from '../model/camera.ts'
import { determinant3, type Vec3 } from '../model/transform.ts'
import { cameraParts } from './camera.ts'

/** Between the pixels of a camera without its lens and those of its photo. */
export interface Lens {
  /** Where the photo shows what the pinhole camera has at (xPx, yPx). */
  photoFromPinhole(xPx: number, yPx: number): readonly [number, number]
  /** Its inverse, to less than 1e-9 px. */
  pinholeFromPhoto(xPx: number, yPx: number): readonly [number, number]
}

/** Past this radius (X/Z), 84° off the axis, nothing is looked for. */
const widestRadius = 10
/** Steps of the search for the fold, each so much wider than the last. */
const foldStep = 1.02
/** Stays short of the fold itself, where the inverse has no slope. */
const foldMargin = 0.98
const newtonSteps = 60
const halvings = 20
/** A lens is straight over so short a way. */
const slopeStepPx = 1e-3

/**
 * The square of the radius up to which a distorted picture does not fold back over itself: where the derivative of
 * r·(1 + k1·r² + k2·r⁴ + k3·r⁶) is positive.
 */
const unfoldedSquare = ([k1, k2, , , k3]: LensDistortion): number => {
  const slope = (u: number): number => 1 + u * (3 * k1 + u * (5 * k2 + u * 7 * k3))
  for (let u = 1e-4; u < widestRadius ** 2; u *= foldStep) if (slope(u) <= 0) return (u / foldStep) * foldMargin ** 2
  return widestRadius ** 2
}

type Plane = readonly [number, number]

/** The formula of `LensDistortion`, at points that it is meant for. */
const distorted = ([k1, k2, p1, p2, k3]: LensDistortion, x: number, y: number): Plane => {
  const u = x * x + y * y
  const radial = 1 + u * (k1 + u * (k2 + u * k3))
  return [x * radial + 2 * p1 * x * y + p2 * (u + 2 * x * x), y * radial + p1 * (u + 2 * y * y) + 2 * p2 * x * y]
}

/** Beyond the fold the picture goes on straight along its radii, so that what lies far outside stays outside. */
const extended = (distortion: LensDistortion, limit: number, x: number, y: number): Plane => {
  const u = x * x + y * y
  if (u <= limit) return distorted(distortion, x, y)
  const stretch = Math.sqrt(u / limit)
  const [dx, dy] = distorted(distortion, x / stretch, y / stretch)
  return [dx * stretch, dy * stretch]
}

/** Newton's method with steps that are halved until they help. */
const inverted = (forward: (x: number, y: number) => Plane, wantedX: number, wantedY: number): Plane => {
  let [x, y] = [wantedX, wantedY]
  let [fx, fy] = forward(x, y)
  for (let step = 0; step < newtonSteps; step++) {
    const [rx, ry] = [wantedX - fx, wantedY - fy]
    const rest = Math.hypot(rx, ry)
    if (rest < 1e-15) break
    const h = 1e-6 * Math.max(1, Math.hypot(x, y))
    const [ax, ay] = forward(x + h, y)
    const [bx, by] = forward(x, y + h)
    const [xx, xy, yx, yy] = [(ax - fx) / h, (bx - fx) / h, (ay - fy) / h, (by - fy) / h]
    const determinant = xx * yy - xy * yx
    const [dx, dy] = [(rx * yy - ry * xy) / determinant, (ry * xx - rx * yx) / determinant]
    let share = 1
    let next = forward(x + dx, y + dy)
    for (let k = 0; k < halvings && !(Math.hypot(wantedX - next[0], wantedY - next[1]) < rest); k++) {
      share /= 2
      next = forward(x + share * dx, y + share * dy)
    }
    if (!(Math.hypot(wantedX - next[0], wantedY - next[1]) < rest)) break
    x += share * dx
    y += share * dy
    fx = next[0]
    fy = next[1]
  }
  return [x, y]
}

/** What the lens of a camera does to its pixels; null for a pinhole camera. Throws input/singular-camera. */
export const lensOf = ({ worldMat, distortion }: Projection): Lens | null => {
  if (!distortion?.some((value) => value !== 0)) return null
  const [fx, skew, cx, , fy, cy] = cameraParts({ worldMat }).intrinsics
  const limit = unfoldedSquare(distortion)
  const forward = (x: number, y: number): Plane => extended(distortion, limit, x, y)
  const inPlane = (xPx: number, yPx: number): Plane => {
    const y = (yPx - cy) / fy
    return [(xPx - cx - skew * y) / fx, y]
  }
  const inPixels = ([x, y]: Plane): Plane => [fx * x + skew * y + cx, fy * y + cy]
  return {
    photoFromPinhole: (xPx, yPx) => inPixels(forward(...inPlane(xPx, yPx))),
    pinholeFromPhoto: (xPx, yPx) => inPixels(inverted(forward, ...inPlane(xPx, yPx))),
  }
}

export interface ImagePoint {
  /** Pixel centres at whole numbers. */
  readonly xPx: number
  readonly yPx: number
  /** Along the optical axis in world units; not positive behind the camera, where xPx and yPx mean nothing. */
  readonly depth: number
}

/** Where a world point comes to lie in the photo, whatever the common factor of `worldMat`. */
export const projectPoint = (view: Projection, [x, y, z]: Vec3): ImagePoint => {
  const { worldMat } = view
  const w = worldMat[8] * x + worldMat[9] * y + worldMat[10] * z + worldMat[11]
  const factor = Math.sign(determinant3(worldMat)) / Math.hypot(worldMat[8], worldMat[9], worldMat[10])
  const pinholeX = (worldMat[0] * x + worldMat[1] * y + worldMat[2] * z + worldMat[3]) / w
  const pinholeY = (worldMat[4] * x + worldMat[5] * y + worldMat[6] * z + worldMat[7]) / w
  const [xPx, yPx] = lensOf(view)?.photoFromPinhole(pinholeX, pinholeY) ?? [pinholeX, pinholeY]
  return { xPx, yPx, depth: w * factor }
}

/** Derivatives of the photo's pixel by the point's position, at a point in front of the camera: rows of x and of y. */
export const pixelSlopes = (view: Projection, point: readonly number[]): number[] => {
  const { worldMat: m } = view
  const [u, v, w] = [0, 4, 8].map((r) => m[r] * point[0] + m[r + 1] * point[1] + m[r + 2] * point[2] + m[r + 3])
  const x = [0, 1, 2].map((c) => (m[c] * w - m[8 + c] * u) / (w * w))
  const y = [0, 1, 2].map((c) => (m[4 + c] * w - m[8 + c] * v) / (w * w))
  const lens = lensOf(view)
  if (!lens) return [...x, ...y]
  const at = lens.photoFromPinhole(u / w, v / w)
  const byX = lens.photoFromPinhole(u / w + slopeStepPx, v / w)
  const byY = lens.photoFromPinhole(u / w, v / w + slopeStepPx)
  return [0, 1].flatMap((row) =>
    [0, 1, 2].map((c) => ((byX[row] - at[row]) * x[c] + (byY[row] - at[row]) * y[c]) / slopeStepPx),
  )
}
