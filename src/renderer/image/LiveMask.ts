import { applyStroke } from '#core/masks/stroke.ts'
import type { BrushStroke, MaskSize, PixelBox } from '#core/masks/types.ts'
import { unitedBox } from './photoTiles.ts'

/**
 * The mask as it is shown: the stored one, the strokes the host has not answered for yet, and the one being drawn.
 * Strokes are drawn segment by segment with the host's own rasteriser, so that both end with the same pixels.
 */
export class LiveMask {
  readonly size: MaskSize
  /** `[height*width]`, 0 or 255: what is shown. */
  readonly shown: Uint8Array<ArrayBuffer>
  /** Counts every change of `shown`. */
  revision = 0
  /** `shown` without the stroke that is being drawn. */
  private readonly settled: Uint8Array<ArrayBuffer>
  private pending: readonly BrushStroke[] = []
  private drawing: { readonly mode: BrushStroke['mode']; readonly radiusPx: number; readonly points: number[] } | null =
    null
  private drawnBox: PixelBox | null = null
  private dirtyBox: PixelBox | null

  constructor(size: MaskSize) {
    this.size = size
    this.shown = new Uint8Array(size.widthPx * size.heightPx)
    this.settled = new Uint8Array(size.widthPx * size.heightPx)
    this.dirtyBox = { x0: 0, y0: 0, x1: size.widthPx, y1: size.heightPx }
  }

  get isDrawing(): boolean {
    return this.drawing !== null
  }

  /** What changed since the last call; null where nothing did. */
  takeDirty(): PixelBox | null {
    const box = this.dirtyBox
    this.dirtyBox = null
    return box
  }

  begin(mode: BrushStroke['mode'], radiusPx: number, points: readonly number[]): void {
    this.drawing = { mode, radiusPx, points: [...points] }
    this.apply(points)
  }

  /** More points of the stroke, x y x y …, joined to the last one. */
  extend(points: readonly number[]): void {
    if (!this.drawing || points.length === 0) return
    const joined = [...this.drawing.points.slice(-2), ...points]
    for (const value of points) this.drawing.points.push(value)
    this.apply(joined)
  }

  /** Ends the stroke and keeps it until `settle` is called with it. */
  end(): BrushStroke | null {
    const stroke = this.drawing
    this.drawing = null
    if (!stroke) return null
    this.copyBox(this.shown, this.settled, this.drawnBox)
    this.drawnBox = null
    this.pending = [...this.pending, stroke]
    return stroke
  }

  /** Takes the stroke that is being drawn back. */
  abandon(): void {
    this.drawing = null
    this.copyBox(this.settled, this.shown, this.drawnBox)
    this.touch(this.drawnBox)
    this.drawnBox = null
  }

  /** The host has answered for the stroke: the next stored mask holds it, or never will. */
  settle(stroke: BrushStroke): void {
    this.pending = this.pending.filter((candidate) => candidate !== stroke)
  }

  /** A stored mask arrived; null is an empty one. Unanswered strokes and the one being drawn stay on top of it. */
  load(stored: Uint8Array | null): void {
    const before = this.shown.slice()
    if (stored) this.settled.set(stored)
    else this.settled.fill(0)
    for (const stroke of this.pending) applyStroke(this.settled, this.size, stroke)
    this.shown.set(this.settled)
    this.drawnBox = this.drawing ? applyStroke(this.shown, this.size, this.drawing) : null
    this.touch(differingRows(before, this.shown, this.size))
  }

  private apply(points: readonly number[]): void {
    if (!this.drawing) return
    const { mode, radiusPx } = this.drawing
    const box = applyStroke(this.shown, this.size, { mode, radiusPx, points })
    this.drawnBox = unitedBox(this.drawnBox, box)
    this.touch(box)
  }

  private touch(box: PixelBox | null): void {
    if (!box) return
    this.dirtyBox = unitedBox(this.dirtyBox, box)
    this.revision += 1
  }

  private copyBox(from: Uint8Array, to: Uint8Array, box: PixelBox | null): void {
    if (!box) return
    for (let y = box.y0; y < box.y1; y++) {
      const row = y * this.size.widthPx
      to.set(from.subarray(row + box.x0, row + box.x1), row + box.x0)
    }
  }
}

/** The whole rows from the first to the last in which two masks differ; null where they are equal. */
const differingRows = (a: Uint8Array, b: Uint8Array, { widthPx, heightPx }: MaskSize): PixelBox | null => {
  let first = 0
  while (first < a.length && a[first] === b[first]) first++
  if (first === a.length) return null
  let last = a.length - 1
  while (a[last] === b[last]) last--
  return { x0: 0, x1: widthPx, y0: Math.floor(first / widthPx), y1: Math.min(heightPx, Math.floor(last / widthPx) + 1) }
}
