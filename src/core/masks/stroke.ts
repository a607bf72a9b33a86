import { badInput } from '../model/errors.ts'
import { capsuleSpans } from './brush/capsule.ts'
import { checkMaskSize } from './silhouette.ts'
import type { BrushStroke, MaskSize, PixelBox } from './types.ts'

/**
 * Draws a round brush with a hard edge along a path, in place: a pixel is touched where its centre is nearer to the
 * path than the radius, and the pixels nearest to the path are always touched.
 *
 * @param mask `[heightPx*widthPx]`, becomes 255 (paint) or 0 (erase) under the brush.
 * @returns the box of the pixels that changed, null where none did.
 * @throws input/stroke where the radius or the points are unusable.
 */
export const applyStroke = (mask: Uint8Array, size: MaskSize, stroke: BrushStroke): PixelBox | null => {
  checkMaskSize(size)
  const { points, radiusPx } = stroke
  if (!(radiusPx >= 0.5) || !Number.isFinite(radiusPx)) {
    throw badInput('stroke', `A brush has a radius of at least 0.5 pixels, not ${radiusPx}.`)
  }
  if (points.length < 2 || points.length % 2 !== 0 || !points.every(Number.isFinite)) {
    throw badInput('stroke', 'A stroke is a list of finite x y pairs, at least one.')
  }
  const value = stroke.mode === 'paint' ? 255 : 0
  let { x0, y0, x1, y1 } = { x0: size.widthPx, y0: size.heightPx, x1: -1, y1: -1 }
  const write = (y: number, first: number, last: number): void => {
    const row = y * size.widthPx
    let from = Math.max(0, first)
    let to = Math.min(size.widthPx - 1, last)
    while (from <= to && mask[row + from] === value) from++
    while (to >= from && mask[row + to] === value) to--
    if (from > to) return
    mask.fill(value, row + from, row + to + 1)
    x0 = Math.min(x0, from)
    x1 = Math.max(x1, to + 1)
    y0 = Math.min(y0, y)
    y1 = Math.max(y1, y + 1)
  }
  for (let i = 0; i < points.length; i += 2) {
    const from = Math.max(0, i - 2)
    const [fromX, fromY, toX, toY] = [points[from], points[from + 1], points[i], points[i + 1]]
    capsuleSpans(size, { x0: fromX, y0: fromY, radius0Px: radiusPx, x1: toX, y1: toY, radius1Px: radiusPx }, write)
  }
  return x1 < 0 ? null : { x0, y0, x1, y1 }
}
