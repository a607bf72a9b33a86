import { type Mat4, toMat4, transformPoint, type Vec3 } from '../../model/transform.ts'

/** The rigid motion that lays the triangle of three source points on that of three target points: middle on middle,
 * plane on plane, first corner towards first corner. Null where a triangle is too flat. */
export const triadPose = (
  source: Float64Array,
  from: ArrayLike<number>,
  target: Float64Array,
  to: ArrayLike<number>,
): Mat4 | null => {
  const a = triadOf(source, from)
  const b = triadOf(target, to)
  if (a === null || b === null) return null
  const rows: number[] = []
  for (let row = 0; row < 3; row++) {
    const linear = [0, 1, 2].map((column) =>
      [0, 1, 2].reduce((sum, axis) => sum + b.axes[axis][row] * a.axes[axis][column], 0),
    )
    rows.push(...linear, b.middle[row] - linear.reduce((sum, value, k) => sum + value * a.middle[k], 0))
  }
  return toMat4([...rows, 0, 0, 0, 1])
}

/** Least sine of the angle at the first corner. */
const leastSine = 0.25

const triadOf = (points: Float64Array, corners: ArrayLike<number>) => {
  const [p, q, r] = [0, 1, 2].map(
    (i): Vec3 => [points[corners[i] * 3], points[corners[i] * 3 + 1], points[corners[i] * 3 + 2]],
  )
  const first = normalized(minus(q, p))
  const second = normalized(minus(r, p))
  const cross = crossOf(first, second)
  const sine = Math.hypot(...cross)
  if (!(sine > leastSine)) return null
  const normal = normalized(cross)
  const middle: Vec3 = [(p[0] + q[0] + r[0]) / 3, (p[1] + q[1] + r[1]) / 3, (p[2] + q[2] + r[2]) / 3]
  return { middle, axes: [first, crossOf(normal, first), normal] }
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

const crossOf = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

const normalized = (a: Vec3): Vec3 => {
  const length = Math.hypot(...a)
  return [a[0] / length, a[1] / length, a[2] / length]
}

/** Angle between two rigid motions, and how far apart they take one point. */
export const rotationDistance = (a: Mat4, b: Mat4, point: Vec3): { degrees: number; mm: number } => {
  let trace = 0
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) trace += a[row * 4 + column] * b[row * 4 + column]
  }
  const [p, q] = [transformPoint(a, point), transformPoint(b, point)]
  return {
    degrees: (Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180) / Math.PI,
    mm: Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]),
  }
}
