import type { Projection } from '../model/camera.ts'
import { badInput } from '../model/errors.ts'
import type { Vec3 } from '../model/transform.ts'
import { cameraParts } from './camera.ts'
import { lensOf, projectPoint } from './lens.ts'

/** One point as it was clicked in one calibrated photo; all views in one world. */
export interface ClickedRay extends Projection {
  /** Pixel centres at whole numbers. */
  readonly xPx: number
  readonly yPx: number
}

export interface TriangulatedPoint {
  /** In the world of the cameras. */
  readonly point: Vec3
  /** `[views]` from the point to the ray of each click, in world units. */
  readonly rayDistances: readonly number[]
  /** `[views]` from the click to where the point comes to lie in the photo. */
  readonly residualsPx: readonly number[]
  /** Root mean square of `rayDistances`: how far the rays disagree. */
  readonly rms: number
  /** Largest angle between two of the rays: below some degrees the depth is a guess. */
  readonly angleDegrees: number
}

/** Rays closer to parallel than this fix no depth. */
const leastAngleDegrees = 0.5
const steps = 8

/**
 * The point that was clicked in two or more calibrated photos: nearest to all rays in the least squares (Slabaugh,
 * Schafer and Livingston 2001), then the sum of squared pixel residuals is minimised by Gauss–Newton (Hartley and
 * Zisserman, Multiple View Geometry, 2004, 12.3), in pixels of the cameras without their lenses.
 *
 * @throws input/too-few-views, input/parallel-rays, input/singular-camera
 */
export const triangulatePoint = (views: readonly ClickedRay[]): TriangulatedPoint => {
  if (views.length < 2) {
    throw badInput(
      'too-few-views',
      `A point needs clicks in two photos, and ${views.length} has one. Click it in another.`,
    )
  }
  const pinholes = views.map(withoutLens)
  const rays = pinholes.map(rayOf)
  const angleDegrees = widestAngle(rays)
  if (angleDegrees < leastAngleDegrees) {
    throw badInput(
      'parallel-rays',
      `The photos look at the point from nearly the same side (${angleDegrees.toFixed(2)}° apart): its depth cannot be told. Click it in a photo from another side.`,
      { angleDegrees },
    )
  }
  let point = nearestToRays(rays)
  for (let step = 0; step < steps; step++) point = refined(pinholes, point)
  const rayDistances = rays.map((ray) => distanceToRay(point, ray))
  return {
    point,
    rayDistances,
    residualsPx: views.map(({ xPx, yPx, ...view }) => {
      const seen = projectPoint(view, point)
      return Math.hypot(seen.xPx - xPx, seen.yPx - yPx)
    }),
    rms: Math.sqrt(rayDistances.reduce((sum, value) => sum + value * value, 0) / rayDistances.length),
    angleDegrees,
  }
}

/** The click where a pinhole camera of the same place would have it: there the equations are those of the textbooks. */
const withoutLens = ({ worldMat, distortion, xPx, yPx }: ClickedRay): ClickedRay => {
  const [x, y] = lensOf({ worldMat, distortion })?.pinholeFromPhoto(xPx, yPx) ?? [xPx, yPx]
  return { worldMat, xPx: x, yPx: y }
}

interface Ray {
  readonly origin: Vec3
  /** Of unit length. */
  readonly direction: Vec3
}

const rayOf = ({ worldMat, xPx, yPx }: ClickedRay): Ray => {
  const { intrinsics: k, rotation: r, center } = cameraParts({ worldMat })
  const y = (yPx - k[5]) / k[4]
  const x = (xPx - k[2] - k[1] * y) / k[0]
  const along = [0, 1, 2].map((i) => r[i] * x + r[3 + i] * y + r[6 + i])
  const length = Math.hypot(...along)
  return {
    origin: [center[0], center[1], center[2]],
    direction: [along[0] / length, along[1] / length, along[2] / length],
  }
}

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

const widestAngle = (rays: readonly Ray[]): number => {
  let least = 1
  for (const [i, a] of rays.entries()) {
    for (const b of rays.slice(i + 1)) least = Math.min(least, Math.abs(dot(a.direction, b.direction)))
  }
  return (Math.acos(Math.min(1, least)) * 180) / Math.PI
}

const distanceToRay = (point: Vec3, { origin, direction }: Ray): number => {
  const away = minus(point, origin)
  const ahead = dot(away, direction)
  return Math.hypot(away[0] - ahead * direction[0], away[1] - ahead * direction[1], away[2] - ahead * direction[2])
}

/** Solves Σ (I - d·dᵀ)·p = Σ (I - d·dᵀ)·o. */
const nearestToRays = (rays: readonly Ray[]): Vec3 => {
  const normal = new Float64Array(9)
  const right = new Float64Array(3)
  for (const { origin, direction } of rays) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const value = (i === j ? 1 : 0) - direction[i] * direction[j]
        normal[3 * i + j] += value
        right[i] += value * origin[j]
      }
    }
  }
  return solve3(normal, right)
}

/** One step of Gauss–Newton on the pixel residuals; behind a camera, and where it does not help, the point stays. */
const refined = (views: readonly ClickedRay[], point: Vec3): Vec3 => {
  const normal = new Float64Array(9)
  const right = new Float64Array(3)
  for (const { worldMat: m, xPx, yPx } of views) {
    const row = (i: number): number =>
      m[4 * i] * point[0] + m[4 * i + 1] * point[1] + m[4 * i + 2] * point[2] + m[4 * i + 3]
    const w = row(2)
    if (w === 0) return point
    for (const [i, wanted] of [
      [0, xPx],
      [1, yPx],
    ] as const) {
      const seen = row(i) / w
      const slope = [0, 1, 2].map((axis) => (m[4 * i + axis] - seen * m[8 + axis]) / w)
      for (let a = 0; a < 3; a++) {
        right[a] += slope[a] * (wanted - seen)
        for (let b = 0; b < 3; b++) normal[3 * a + b] += slope[a] * slope[b]
      }
    }
  }
  const [x, y, z] = solve3(normal, right)
  const next: Vec3 = [point[0] + x, point[1] + y, point[2] + z]
  return next.every(Number.isFinite) && squaresPx(views, next) < squaresPx(views, point) ? next : point
}

const squaresPx = (views: readonly ClickedRay[], point: Vec3): number =>
  views.reduce((sum, { worldMat, xPx, yPx }) => {
    const seen = projectPoint({ worldMat }, point)
    return sum + (seen.xPx - xPx) ** 2 + (seen.yPx - yPx) ** 2
  }, 0)

/** Cramer's rule on a symmetric 3×3. */
const solve3 = (m: Float64Array, v: Float64Array): Vec3 => {
  const minor = (i: number, j: number): number => {
    const [r0, r1] = [0, 1, 2].filter((row) => row !== i)
    const [c0, c1] = [0, 1, 2].filter((column) => column !== j)
    return (m[3 * r0 + c0] * m[3 * r1 + c1] - m[3 * r0 + c1] * m[3 * r1 + c0]) * ((i + j) % 2 === 0 ? 1 : -1)
  }
  const determinant = m[0] * minor(0, 0) + m[1] * minor(0, 1) + m[2] * minor(0, 2)
  const value = (i: number): number => [0, 1, 2].reduce((sum, j) => sum + minor(j, i) * v[j], 0) / determinant
  return [value(0), value(1), value(2)]
}
