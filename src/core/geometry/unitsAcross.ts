import type { Vec3 } from '../model/transform.ts'

/** Two unit vectors across a unit vector and across each other. */
export const unitsAcross = ([x, y, z]: Vec3): readonly [Vec3, Vec3] => {
  // Across the axis it is not along: the first, or the second.
  const isFirst = Math.abs(x) < 0.7
  const length = isFirst ? Math.sqrt(y * y + z * z) : Math.sqrt(x * x + z * z)
  const ux = isFirst ? 0 : -z / length
  const uy = isFirst ? z / length : 0
  const uz = isFirst ? -y / length : x / length
  return [
    [ux, uy, uz],
    [y * uz - z * uy, z * ux - x * uz, x * uy - y * ux],
  ]
}
