/** 3×3 rotation matrices, row-major, in flat arrays; angles in radians. */

/** Rodrigues: the rotation of an axis-angle vector, written to `out[at … at+8]`. */
export const rotationFromAxisAngle = (
  x: number,
  y: number,
  z: number,
  out: Float64Array = new Float64Array(9),
  at = 0,
): Float64Array => {
  const angle = Math.sqrt(x * x + y * y + z * z)
  // sin θ / θ and (1 − cos θ) / θ², by their series where θ² would vanish against 1.
  const a = angle < 1e-4 ? 1 - (angle * angle) / 6 : Math.sin(angle) / angle
  const b = angle < 1e-4 ? 0.5 - (angle * angle) / 24 : (1 - Math.cos(angle)) / (angle * angle)
  out[at] = 1 - b * (y * y + z * z)
  out[at + 1] = b * x * y - a * z
  out[at + 2] = b * x * z + a * y
  out[at + 3] = b * x * y + a * z
  out[at + 4] = 1 - b * (x * x + z * z)
  out[at + 5] = b * y * z - a * x
  out[at + 6] = b * x * z - a * y
  out[at + 7] = b * y * z + a * x
  out[at + 8] = 1 - b * (x * x + y * y)
  return out
}

/** The axis-angle vector of a rotation, |angle| ≤ π; exact near 0 and near π (by way of the quaternion). */
export const axisAngleFromRotation = (r: ArrayLike<number>, at = 0): [number, number, number] => {
  const [m00, m01, m02, m10, m11, m12, m20, m21, m22] = Array.from({ length: 9 }, (_, i) => r[at + i])
  // The largest of the four squared components is the one to divide by (Shepperd 1978).
  const squares = [1 + m00 + m11 + m22, 1 + m00 - m11 - m22, 1 - m00 + m11 - m22, 1 - m00 - m11 + m22]
  const largest = squares.indexOf(Math.max(...squares))
  const root = Math.sqrt(squares[largest])
  const f = 0.5 / root
  const quaternions: readonly (readonly [number, number, number, number])[] = [
    [root / 2, (m21 - m12) * f, (m02 - m20) * f, (m10 - m01) * f],
    [(m21 - m12) * f, root / 2, (m01 + m10) * f, (m02 + m20) * f],
    [(m02 - m20) * f, (m01 + m10) * f, root / 2, (m12 + m21) * f],
    [(m10 - m01) * f, (m02 + m20) * f, (m12 + m21) * f, root / 2],
  ]
  const [w, x, y, z] = quaternions[largest]
  const sine = Math.sqrt(x * x + y * y + z * z)
  const sign = w < 0 ? -1 : 1
  const scale = sine < 1e-9 ? 2 * sign : (2 * sign * Math.atan2(sine, Math.abs(w))) / sine
  return [x * scale, y * scale, z * scale]
}

/** a·b of two 3×3 blocks of flat arrays. */
export const multiply3 = (
  a: ArrayLike<number>,
  aAt: number,
  b: ArrayLike<number>,
  bAt: number,
  out: Float64Array,
  outAt: number,
): void => {
  for (let row = 0; row < 3; row++) {
    const a0 = a[aAt + row * 3]
    const a1 = a[aAt + row * 3 + 1]
    const a2 = a[aAt + row * 3 + 2]
    for (let column = 0; column < 3; column++) {
      out[outAt + row * 3 + column] = a0 * b[bAt + column] + a1 * b[bAt + 3 + column] + a2 * b[bAt + 6 + column]
    }
  }
}

/**
 * The left Jacobian of SO(3): exp(θ + dθ) = exp(J·dθ)·exp(θ) to first order, 3×3 row-major
 * (Barfoot, State Estimation for Robotics, 2017, eq. 7.77).
 */
export const leftJacobian = (x: number, y: number, z: number): Float64Array => {
  const square = x * x + y * y + z * z
  const angle = Math.sqrt(square)
  const a = angle < 1e-3 ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square
  const b = angle < 1e-3 ? 1 / 6 - square / 120 : (angle - Math.sin(angle)) / (square * angle)
  return Float64Array.of(
    1 - b * (y * y + z * z),
    b * x * y - a * z,
    b * x * z + a * y,
    b * x * y + a * z,
    1 - b * (x * x + z * z),
    b * y * z - a * x,
    b * x * z - a * y,
    b * y * z + a * x,
    1 - b * (x * x + y * y),
  )
}

/** The rotation nearest to a 3×3 that has drifted from orthogonality: one Gram–Schmidt pass in place. */
export const orthonormalize3 = (r: Float64Array, at: number): void => {
  const row = (i: number): number => at + 3 * i
  const normalize = (i: number): void => {
    const length = Math.hypot(r[row(i)], r[row(i) + 1], r[row(i) + 2])
    for (let axis = 0; axis < 3; axis++) r[row(i) + axis] /= length
  }
  normalize(0)
  const dot = r[at] * r[at + 3] + r[at + 1] * r[at + 4] + r[at + 2] * r[at + 5]
  for (let axis = 0; axis < 3; axis++) r[row(1) + axis] -= dot * r[row(0) + axis]
  normalize(1)
  r[at + 6] = r[at + 1] * r[at + 5] - r[at + 2] * r[at + 4]
  r[at + 7] = r[at + 2] * r[at + 3] - r[at] * r[at + 5]
  r[at + 8] = r[at] * r[at + 4] - r[at + 1] * r[at + 3]
}
