import { badInput } from '../../model/errors.ts'
import type { WriteSpan } from '../brush/capsule.ts'

/**
 * The pixels whose centre (a whole number) lies inside a closed polygon, row by row. Inside is where the outline winds
 * around a place (non-zero rule): a lasso that crosses itself has no holes. Centres on the left and upper edges belong
 * to the polygon, on the right and lower ones not: two polygons with a common edge share no pixel.
 *
 * @param points x0 y0 x1 y1 …, at least three corners; the last is joined to the first.
 * @throws input/polygon where a number is not finite or there are fewer than three corners.
 */
export const polygonSpans = (points: readonly number[], heightPx: number, write: WriteSpan): void => {
  if (points.length < 6 || points.length % 2 !== 0 || !points.every(Number.isFinite)) {
    throw badInput('polygon', 'An outline has at least three corners of finite x y pairs.')
  }
  const count = points.length / 2
  let top = Number.POSITIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (let i = 1; i < points.length; i += 2) {
    top = Math.min(top, points[i])
    bottom = Math.max(bottom, points[i])
  }
  const first = Math.max(0, Math.ceil(top))
  const rows: { x: number; winding: 1 | -1 }[][] = []
  const last = Math.min(heightPx - 1, Math.ceil(bottom) - 1)
  for (let y = first; y <= last; y++) rows.push([])
  for (let i = 0; i < count; i++) {
    const [xa, ya] = [points[2 * i], points[2 * i + 1]]
    const j = (i + 1) % count
    const [xb, yb] = [points[2 * j], points[2 * j + 1]]
    const [low, high] = ya < yb ? [ya, yb] : [yb, ya]
    for (let y = Math.max(first, Math.ceil(low)); y < high && y <= last; y++) {
      rows[y - first].push({ x: xa + ((y - ya) / (yb - ya)) * (xb - xa), winding: ya < yb ? 1 : -1 })
    }
  }
  for (const [k, crossings] of rows.entries()) {
    crossings.sort((a, b) => a.x - b.x)
    let winding = 0
    for (const [i, { x, winding: turn }] of crossings.entries()) {
      winding += turn
      if (winding === 0) continue
      const from = Math.ceil(x)
      const to = Math.ceil(crossings[i + 1].x) - 1
      if (from <= to) write(first + k, from, to)
    }
  }
}
