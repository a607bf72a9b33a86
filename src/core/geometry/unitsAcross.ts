import type { Vec3 } from '../model/transform.ts'

/** Two unit vectors across a unit vector and across each other. */
export const unitsAcross = ([x, y, z]: Vec3): readonly [Vec3, Vec3] => {
  const [a, b, c] = Math.abs(x) < 0.7 ? [1, 0, 0] : [0, 1, 0]
  const u = [y * c - z * b, z * a - x * c, x * b - y * a]
  const length = Math.hypot(...u)
  const [ux, uy, uz] = u.map((value) => value / length)
  return [
    [ux, uy, uz],
    [y * uz - z * uy, z * ux - x * uz, x * uy - y * ux],
  ]
}
