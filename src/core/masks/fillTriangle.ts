import type { MaskSize } from './types.ts'

/**
 * A pixel whose centre lies on an edge belongs to the triangle. Two triangles that share an edge find its crossing
 * with a row by different roundings; this much tolerance keeps such a pixel from falling between them.
 */
const edgeTolerancePx = 1e-7

export interface ImageTriangle {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/**
 * Sets every pixel whose centre (a whole number) lies in the triangle. Row by row: the triangle is convex, so each row
 * is one run between the outermost crossings of its edges. Either orientation; a triangle with NaN fills nothing.
 */
export const fillTriangle = (
  mask: Uint8Array,
  { widthPx, heightPx }: MaskSize,
  { x0, y0, x1, y1, x2, y2 }: ImageTriangle,
): void => {
  const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - edgeTolerancePx))
  const bottom = Math.min(heightPx - 1, Math.floor(Math.max(y0, y1, y2) + edgeTolerancePx))
  if (!(top <= bottom)) return
  const left = Math.min(x0, x1, x2) - edgeTolerancePx
  const right = Math.max(x0, x1, x2) + edgeTolerancePx
  // Most triangles of a dense scan are smaller than a pixel and hold no centre at all.
  if (!(Math.max(0, Math.ceil(left)) <= Math.min(widthPx - 1, Math.floor(right)))) return
  const slope01 = (x1 - x0) / (y1 - y0)
  const slope12 = (x2 - x1) / (y2 - y1)
  const slope20 = (x0 - x2) / (y0 - y2)
  for (let y = top; y <= bottom; y++) {
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    if (y0 <= y !== y1 <= y) {
      const x = x0 + (y - y0) * slope01
      from = x
      to = x
    }
    if (y1 <= y !== y2 <= y) {
      const x = x1 + (y - y1) * slope12
      if (x < from) from = x
      if (x > to) to = x
    }
    if (y2 <= y !== y0 <= y) {
      const x = x2 + (y - y2) * slope20
      if (x < from) from = x
      if (x > to) to = x
    }
    // The half-open rule above leaves out the lowest corner and a flat lower edge.
    if (Math.abs(y0 - y) <= edgeTolerancePx) {
      if (x0 < from) from = x0
      if (x0 > to) to = x0
    }
    if (Math.abs(y1 - y) <= edgeTolerancePx) {
      if (x1 < from) from = x1
      if (x1 > to) to = x1
    }
    if (Math.abs(y2 - y) <= edgeTolerancePx) {
      if (x2 < from) from = x2
      if (x2 > to) to = x2
    }
    const first = Math.max(0, Math.ceil(from - edgeTolerancePx))
    const last = Math.min(widthPx - 1, Math.floor(to + edgeTolerancePx))
    const row = y * widthPx
    for (let x = first; x <= last; x++) mask[row + x] = 255
  }
}
