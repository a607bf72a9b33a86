/** Angle of a triangle at its corner a, radians; a, b and c are numbers of rows of `[n*3]` positions. 0 where two lie at one place. */
export const cornerAngle = (positions: Float32Array | Float64Array, a: number, b: number, c: number): number => {
  const abX = positions[b * 3] - positions[a * 3]
  const abY = positions[b * 3 + 1] - positions[a * 3 + 1]
  const abZ = positions[b * 3 + 2] - positions[a * 3 + 2]
  const acX = positions[c * 3] - positions[a * 3]
  const acY = positions[c * 3 + 1] - positions[a * 3 + 1]
  const acZ = positions[c * 3 + 2] - positions[a * 3 + 2]
  const x = abY * acZ - abZ * acY
  const y = abZ * acX - abX * acZ
  const z = abX * acY - abY * acX
  return Math.atan2(Math.sqrt(x * x + y * y + z * z), abX * acX + abY * acY + abZ * acZ)
}
