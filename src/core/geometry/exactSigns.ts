/** `[n*3]` xyz rows in single precision; a, b, c, d are the places of rows (3 · vertex). */
type Rows = Float32Array

const epsilon = 2 ** -53
const boundIn3d = (7 + 56 * epsilon) * epsilon
const boundIn2d = (3 + 16 * epsilon) * epsilon

/**
 * Sign of the volume of a, b, c, d: −1, 0 or 1, positive where d lies on the side of abc from which it runs
 * counter-clockwise. Exact: double precision where its error bound allows (Shewchuk, Adaptive Precision Floating-Point
 * Arithmetic and Fast Robust Geometric Predicates, 1997), whole numbers of any length else.
 */
export const volumeSign = (p: Rows, a: number, b: number, c: number, d: number): number => {
  const ax = p[a] - p[d]
  const ay = p[a + 1] - p[d + 1]
  const az = p[a + 2] - p[d + 2]
  const bx = p[b] - p[d]
  const by = p[b + 1] - p[d + 1]
  const bz = p[b + 2] - p[d + 2]
  const cx = p[c] - p[d]
  const cy = p[c + 1] - p[d + 1]
  const cz = p[c + 2] - p[d + 2]
  const bxcy = bx * cy
  const cxby = cx * by
  const cxay = cx * ay
  const axcy = ax * cy
  const axby = ax * by
  const bxay = bx * ay
  const determinant = az * (bxcy - cxby) + bz * (cxay - axcy) + cz * (axby - bxay)
  const bound =
    boundIn3d *
    ((Math.abs(bxcy) + Math.abs(cxby)) * Math.abs(az) +
      (Math.abs(cxay) + Math.abs(axcy)) * Math.abs(bz) +
      (Math.abs(axby) + Math.abs(bxay)) * Math.abs(cz))
  if (Math.abs(determinant) > bound || bound === 0) return -Math.sign(determinant) + 0
  return exactVolumeSign(p, a, b, c, d)
}

/** Sign of the area of a, b, c in the plane of the axes u and v: 1 where they run counter-clockwise. Exact. */
export const areaSign = (p: Rows, a: number, b: number, c: number, u: number, v: number): number => {
  const left = (p[a + u] - p[c + u]) * (p[b + v] - p[c + v])
  const right = (p[a + v] - p[c + v]) * (p[b + u] - p[c + u])
  const determinant = left - right
  const bound = boundIn2d * (Math.abs(left) + Math.abs(right))
  if (Math.abs(determinant) > bound || bound === 0) return Math.sign(determinant) + 0
  const less = (i: number, axis: number): bigint => wholeOf(p[i + axis]) - wholeOf(p[c + axis])
  return signOf(less(a, u) * less(b, v) - less(a, v) * less(b, u))
}

const exactVolumeSign = (p: Rows, a: number, b: number, c: number, d: number): number => {
  const less = (i: number, axis: number): bigint => wholeOf(p[i + axis]) - wholeOf(p[d + axis])
  const [ax, ay, az] = [less(a, 0), less(a, 1), less(a, 2)]
  const [bx, by, bz] = [less(b, 0), less(b, 1), less(b, 2)]
  const [cx, cy, cz] = [less(c, 0), less(c, 1), less(c, 2)]
  return -signOf(az * (bx * cy - cx * by) + bz * (cx * ay - ax * cy) + cz * (ax * by - bx * ay)) + 0
}

/** Every finite number of single precision is a whole multiple of 2⁻¹⁴⁹. */
const wholeOf = (single: number): bigint => BigInt(single * 2 ** 149)

const signOf = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0)
