import { type Mat4, toMat4 } from '#core/model/transform.ts'

/** A known similarity: rotation by `axisAngle` (radians, Rodrigues), then scale, then translation. */
export const similarityOf = (o: {
  readonly axisAngle: readonly number[]
  readonly scale: number
  readonly translation: readonly number[]
}): Mat4 => {
  const angle = Math.hypot(...o.axisAngle)
  const [x, y, z] = angle > 0 ? o.axisAngle.map((a) => a / angle) : [1, 0, 0]
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const rotation = [
    [c + x * x * (1 - c), x * y * (1 - c) - z * s, x * z * (1 - c) + y * s],
    [y * x * (1 - c) + z * s, c + y * y * (1 - c), y * z * (1 - c) - x * s],
    [z * x * (1 - c) - y * s, z * y * (1 - c) + x * s, c + z * z * (1 - c)],
  ]
  return toMat4([...rotation.flatMap((row, i) => [...row.map((v) => v * o.scale), o.translation[i]]), 0, 0, 0, 1])
}
