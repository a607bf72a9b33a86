/** p′ = s·R·(p − c) + c + t: a turn, a scale and a shift about a centre, in pixels. */
export interface ImageSimilarity {
  readonly centerPx: readonly [number, number]
  readonly shiftPx: readonly [number, number]
  readonly turnRad: number
  readonly scale: number
}

export const applySimilarity = (
  { centerPx: [cx, cy], shiftPx: [tx, ty], turnRad, scale }: ImageSimilarity,
  x: number,
  y: number,
): readonly [number, number] => {
  const cos = scale * Math.cos(turnRad)
  const sin = scale * Math.sin(turnRad)
  return [cos * (x - cx) - sin * (y - cy) + cx + tx, sin * (x - cx) + cos * (y - cy) + cy + ty]
}

/** A field of distances in pixels. */
export interface DistanceField {
  readonly values: Float32Array
  readonly widthPx: number
  readonly heightPx: number
}

const iterations = 60
/** Tukey's constant: residuals beyond this many deviations do not count. */
const tukey = 4.685

/**
 * The similarity that brings points onto the zero line of a field of signed distances: Gauss–Newton over shift, turn and
 * scale with Tukey's weights (Beaton and Tukey, 1974), whose scale is the residuals' median at every step. Points that
 * leave the field do not count. Null where fewer than 20 points do.
 *
 * @param points x y pairs, pixels.
 */
export const alignToOutline = (points: Float32Array, field: DistanceField): ImageSimilarity | null => {
  const count = points.length / 2
  if (count < 20) return null
  let cx = 0
  let cy = 0
  for (let i = 0; i < points.length; i += 2) {
    cx += points[i] / count
    cy += points[i + 1] / count
  }
  let current: ImageSimilarity = { centerPx: [cx, cy], shiftPx: [0, 0], turnRad: 0, scale: 1 }
  for (let iteration = 0; iteration < iterations; iteration++) {
    const step = gaussNewtonStep(points, field, current)
    if (!step) return null
    const [dx, dy, turn, logScale] = step
    current = {
      centerPx: current.centerPx,
      shiftPx: [current.shiftPx[0] + dx, current.shiftPx[1] + dy],
      turnRad: current.turnRad + turn,
      scale: current.scale * Math.exp(logScale),
    }
    if (Math.hypot(dx, dy) < 1e-3 && Math.abs(turn) < 1e-5 && Math.abs(logScale) < 1e-5) break
  }
  return current
}

const gaussNewtonStep = (
  points: Float32Array,
  field: DistanceField,
  current: ImageSimilarity,
): readonly number[] | null => {
  const rows: number[] = []
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = applySimilarity(current, points[i], points[i + 1])
    const residual = sample(field, x, y)
    if (Number.isNaN(residual)) continue
    const gx = (sample(field, x + 1, y) - sample(field, x - 1, y)) / 2
    const gy = (sample(field, x, y + 1) - sample(field, x, y - 1)) / 2
    if (Number.isNaN(gx) || Number.isNaN(gy)) continue
    const [rx, ry] = [x - current.centerPx[0] - current.shiftPx[0], y - current.centerPx[1] - current.shiftPx[1]]
    rows.push(residual, gx, gy, gy * rx - gx * ry, gx * rx + gy * ry)
  }
  const used = rows.length / 5
  if (used < 20) return null
  const sorted = Float64Array.from({ length: used }, (_, k) => Math.abs(rows[k * 5])).sort()
  const limit = tukey * Math.max(0.5, 1.4826 * sorted[used >> 1])
  const normal = new Float64Array(16)
  const right = new Float64Array(4)
  for (let k = 0; k < rows.length; k += 5) {
    const u = rows[k] / limit
    const weight = Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0
    for (let a = 0; a < 4; a++) {
      right[a] -= weight * rows[k + 1 + a] * rows[k]
      for (let b = 0; b < 4; b++) normal[a * 4 + b] += weight * rows[k + 1 + a] * rows[k + 1 + b]
    }
  }
  // Keeps a turn or scale that the outline does not tell (a circle) from running away.
  for (let a = 0; a < 4; a++) normal[a * 5] += 1e-6 * (normal[0] + normal[5]) * (a < 2 ? 1 : 1e4)
  return solve(normal, right, 4)
}

/** Bilinear; NaN outside of the field. */
const sample = ({ values, widthPx, heightPx }: DistanceField, x: number, y: number): number => {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  if (!(x0 >= 0 && y0 >= 0 && x0 + 1 < widthPx && y0 + 1 < heightPx)) return Number.NaN
  const u = x - x0
  const v = y - y0
  const i = y0 * widthPx + x0
  const top = values[i] * (1 - u) + values[i + 1] * u
  const bottom = values[i + widthPx] * (1 - u) + values[i + widthPx + 1] * u
  return top * (1 - v) + bottom * v
}

/** Gauss with pivots; null where the system is singular. */
export const solve = (matrix: Float64Array, right: Float64Array, n: number): number[] | null => {
  const a = matrix.slice()
  const b = right.slice()
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row
    }
    if (!(Math.abs(a[pivot * n + column]) > 1e-12)) return null
    for (let k = 0; k < n; k++) [a[column * n + k], a[pivot * n + k]] = [a[pivot * n + k], a[column * n + k]]
    ;[b[column], b[pivot]] = [b[pivot], b[column]]
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column] / a[column * n + column]
      for (let k = column; k < n; k++) a[row * n + k] -= factor * a[column * n + k]
      b[row] -= factor * b[column]
    }
  }
  const out = new Array<number>(n).fill(0)
  for (let row = n - 1; row >= 0; row--) {
    let sum = b[row]
    for (let k = row + 1; k < n; k++) sum -= a[row * n + k] * out[k]
    out[row] = sum / a[row * n + row]
  }
  return out
}
