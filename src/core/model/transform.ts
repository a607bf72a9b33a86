/**
 * 4×4 matrices, row-major, acting on column vectors: p′ = M·p. Named `targetFromSource` everywhere.
 * These few operations are all that the model needs; solvers live in geometry.
 */
export type Mat4 = readonly number[] & { readonly length: 16 }

export const identity4: Mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as unknown as Mat4

/** Checks the shape and that all 16 numbers are finite. */
export const toMat4 = (numbers: ArrayLike<number>): Mat4 => {
  if (numbers.length !== 16) throw new RangeError(`a 4×4 matrix has 16 numbers, not ${numbers.length}`)
  const matrix = Array.from(numbers)
  if (!matrix.every(Number.isFinite)) throw new RangeError('a 4×4 matrix must hold finite numbers only')
  return matrix as unknown as Mat4
}

/** a·b: first b, then a. */
export const multiply4 = (a: Mat4, b: Mat4): Mat4 => {
  const out = new Array<number>(16)
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum += a[row * 4 + k] * b[k * 4 + column]
      out[row * 4 + column] = sum
    }
  }
  return out as unknown as Mat4
}

/** Determinant of the upper-left 3×3. */
export const determinant3 = (m: Mat4): number =>
  m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8])

/** Inverse of an affine matrix (last row 0 0 0 1). Throws where it is singular. */
export const invertAffine4 = (m: Mat4): Mat4 => {
  const det = determinant3(m)
  if (!(Math.abs(det) > 1e-300)) throw new RangeError('the transform is singular and has no inverse')
  const i00 = (m[5] * m[10] - m[6] * m[9]) / det
  const i01 = (m[2] * m[9] - m[1] * m[10]) / det
  const i02 = (m[1] * m[6] - m[2] * m[5]) / det
  const i10 = (m[6] * m[8] - m[4] * m[10]) / det
  const i11 = (m[0] * m[10] - m[2] * m[8]) / det
  const i12 = (m[2] * m[4] - m[0] * m[6]) / det
  const i20 = (m[4] * m[9] - m[5] * m[8]) / det
  const i21 = (m[1] * m[8] - m[0] * m[9]) / det
  const i22 = (m[0] * m[5] - m[1] * m[4]) / det
  return toMat4([
    i00,
    i01,
    i02,
    -(i00 * m[3] + i01 * m[7] + i02 * m[11]),
    i10,
    i11,
    i12,
    -(i10 * m[3] + i11 * m[7] + i12 * m[11]),
    i20,
    i21,
    i22,
    -(i20 * m[3] + i21 * m[7] + i22 * m[11]),
    0,
    0,
    0,
    1,
  ])
}

/** Uniform scale of a similarity: the cube root of the determinant (negative for a reflection). */
export const scaleOf = (m: Mat4): number => Math.cbrt(determinant3(m))

/** `[n*3]` points moved by `targetFromSource`; computed in double, stored like the input. */
export const transformPoints = <T extends Float32Array | Float64Array>(m: Mat4, points: T): T => {
  const out = points.slice() as T
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i]
    const y = points[i + 1]
    const z = points[i + 2]
    out[i] = m[0] * x + m[1] * y + m[2] * z + m[3]
    out[i + 1] = m[4] * x + m[5] * y + m[6] * z + m[7]
    out[i + 2] = m[8] * x + m[9] * y + m[10] * z + m[11]
  }
  return out
}

export type Vec3 = readonly [number, number, number]

export const transformPoint = (m: Mat4, [x, y, z]: Vec3): Vec3 => [
  m[0] * x + m[1] * y + m[2] * z + m[3],
  m[4] * x + m[5] * y + m[6] * z + m[7],
  m[8] * x + m[9] * y + m[10] * z + m[11],
]
