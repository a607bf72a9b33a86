import { badInput } from '../model/errors.ts'
import { checkMaskSize } from './silhouette.ts'
import type { BrushStroke, MaskSize, PixelBox } from './types.ts'

/**
 * Draws a round brush with a hard edge along a path, in place. A pixel is touched where its centre is nearer to the
 * path than the radius, and the pixels nearest to the path are always touched: a radius of 0.5 draws a line one pixel
 * wide and a click paints exactly one pixel. Host and window run this same code on the same numbers.
 *
 * @param mask `[heightPx*widthPx]`, becomes 255 (paint) or 0 (erase) under the brush.
 * @returns the box of the pixels that changed, null where none did.
 * @throws input/stroke where the radius or the points are unusable.
 */
export const applyStroke = (mask: Uint8Array, size: MaskSize, stroke: BrushStroke): PixelBox | null => {
  checkMaskSize(size)
  checkStroke(stroke)
  const spans = new SpanWriter(mask, size, stroke.mode === 'paint' ? 255 : 0)
  const { points, radiusPx } = stroke
  for (let i = 0; i < points.length; i += 2) {
    const last = Math.min(i + 2, points.length - 2)
    const segment = { x0: points[i], y0: points[i + 1], x1: points[last], y1: points[last + 1] }
    if (last === i && points.length > 2) break
    writeThinLine(spans, size, segment)
    if (radiusPx > 0.5) writeCapsule(spans, size, segment, radiusPx)
  }
  return spans.changed()
}

const checkStroke = ({ points, radiusPx }: BrushStroke): void => {
  if (!(radiusPx >= 0.5) || !Number.isFinite(radiusPx)) {
    throw badInput('stroke', `A brush has a radius of at least 0.5 pixels, not ${radiusPx}.`)
  }
  if (points.length < 2 || points.length % 2 !== 0 || !points.every(Number.isFinite)) {
    throw badInput('stroke', 'A stroke is a list of finite x y pairs, at least one.')
  }
}

interface Segment {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** Writes runs of pixels and remembers the box of what changed. */
class SpanWriter {
  readonly #mask: Uint8Array
  readonly #widthPx: number
  readonly #value: number
  #x0 = Number.POSITIVE_INFINITY
  #y0 = Number.POSITIVE_INFINITY
  #x1 = 0
  #y1 = 0

  constructor(mask: Uint8Array, { widthPx }: MaskSize, value: number) {
    this.#mask = mask
    this.#widthPx = widthPx
    this.#value = value
  }

  /** Columns first..last of row y, which must be inside the image. */
  write(y: number, first: number, last: number): void {
    const row = y * this.#widthPx
    let from = Math.max(0, first)
    let to = Math.min(this.#widthPx - 1, last)
    while (from <= to && this.#mask[row + from] === this.#value) from++
    while (to >= from && this.#mask[row + to] === this.#value) to--
    if (from > to) return
    this.#mask.fill(this.#value, row + from, row + to + 1)
    this.#x0 = Math.min(this.#x0, from)
    this.#x1 = Math.max(this.#x1, to + 1)
    this.#y0 = Math.min(this.#y0, y)
    this.#y1 = Math.max(this.#y1, y + 1)
  }

  changed(): PixelBox | null {
    return this.#x1 > 0 ? { x0: this.#x0, y0: this.#y0, x1: this.#x1, y1: this.#y1 } : null
  }
}

/** The pixels nearest to the segment, one for each step along its longer axis. */
const writeThinLine = (spans: SpanWriter, { widthPx, heightPx }: MaskSize, { x0, y0, x1, y1 }: Segment): void => {
  const dx = x1 - x0
  const dy = y1 - y0
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))))
  // Only the steps inside the image: a path may start far outside of it.
  const columns = stepsInside({ from: x0, change: dx, steps, limit: widthPx })
  const rows = stepsInside({ from: y0, change: dy, steps, limit: heightPx })
  const last = Math.min(columns.last, rows.last)
  for (let step = Math.max(columns.first, rows.first); step <= last; step++) {
    // Adding 0 turns −0 into 0.
    const x = Math.round(x0 + (dx * step) / steps) + 0
    const y = Math.round(y0 + (dy * step) / steps) + 0
    if (y >= 0 && y < heightPx && x >= 0 && x < widthPx) spans.write(y, x, x)
  }
}

/** Steps at which from + change·step/steps may round into 0..limit−1; one to spare on both sides. */
const stepsInside = (o: {
  from: number
  change: number
  steps: number
  limit: number
}): { first: number; last: number } => {
  if (Math.abs(o.change) < 1e-12) return { first: 0, last: o.steps }
  const a = ((-1 - o.from) / o.change) * o.steps
  const b = ((o.limit - o.from) / o.change) * o.steps
  return { first: Math.max(0, Math.floor(Math.min(a, b)) - 1), last: Math.min(o.steps, Math.ceil(Math.max(a, b)) + 1) }
}

/** The pixels whose centre is nearer to the segment than the radius: two discs and the box between them. */
const writeCapsule = (spans: SpanWriter, { heightPx }: MaskSize, segment: Segment, radiusPx: number): void => {
  const { x0, y0, x1, y1 } = segment
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - radiusPx))
  const bottom = Math.min(heightPx - 1, Math.floor(Math.max(y0, y1) + radiusPx))
  const corners = boxAround(segment, radiusPx)
  for (let y = top; y <= bottom; y++) {
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    for (const [x, centerY] of [
      [x0, y0],
      [x1, y1],
    ]) {
      const half2 = radiusPx * radiusPx - (y - centerY) * (y - centerY)
      if (half2 <= 0) continue
      const half = Math.sqrt(half2)
      from = Math.min(from, x - half)
      to = Math.max(to, x + half)
    }
    for (let k = 0; k < corners.length; k += 2) {
      const next = (k + 2) % corners.length
      const ya = corners[k + 1]
      const yb = corners[next + 1]
      if (ya <= y === yb <= y) continue
      const x = corners[k] + ((y - ya) / (yb - ya)) * (corners[next] - corners[k])
      from = Math.min(from, x)
      to = Math.max(to, x)
    }
    if (from < to) spans.write(y, Math.floor(from) + 1, Math.ceil(to) - 1)
  }
}

/** Corners (x y pairs, in order) of the rectangle of the points beside the segment; none where it has no length. */
const boxAround = ({ x0, y0, x1, y1 }: Segment, radiusPx: number): readonly number[] => {
  const dx = x1 - x0
  const dy = y1 - y0
  const length = Math.sqrt(dx * dx + dy * dy)
  if (length < 1e-9) return []
  const nx = (-dy / length) * radiusPx
  const ny = (dx / length) * radiusPx
  return [x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny]
}
