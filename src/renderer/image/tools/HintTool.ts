import type { BrushStroke } from '#core/masks/types.ts'
import type { MaskLayers } from '../MaskLayers.ts'
import type { PhotoTool, PressKeys, ToolHost, ToolSample } from './types.ts'

/** What is drawn about the subject of one photo: a box begins anew, strokes add to it. Shared by the tools that draw it. */
export class DrawnHints {
  private layers: MaskLayers | null = null
  box: readonly [x: number, y: number, width: number, height: number] | null = null
  strokes: readonly BrushStroke[] = []

  /** Those of another photo are forgotten. */
  on(layers: MaskLayers): this {
    if (this.layers !== layers) {
      this.layers = layers
      this.box = null
      this.strokes = []
    }
    return this
  }

  lines(): (readonly number[])[] {
    return [...(this.box ? [cornersOf(this.box)] : []), ...this.strokes.map(({ points }) => points)]
  }
}

const cornersOf = ([x, y, width, height]: NonNullable<DrawnHints['box']>): number[] => [
  ...[x, y, x + width, y],
  ...[x + width, y + height, x, y + height],
  ...[x, y],
]

/** A box of fewer screen pixels is a slip of the hand. */
const leastBoxPx = 8
/** A stroke says something of the pixels this near, in screen pixels: of what its line covers. */
const strokeRadiusPx = 2

/**
 * Draws what a proposal is made from where there is no scan: a box about the subject, or strokes on it and, taking away
 * or with Alt, on the background. Each asks for a proposal as it ends; Backspace takes the last one back, Escape the one
 * that is being drawn.
 */
export class HintTool implements PhotoTool {
  private readonly shape: 'box' | 'stroke'
  private readonly hints: DrawnHints
  private points: number[] = []
  private mode: BrushStroke['mode'] = 'paint'

  constructor(shape: 'box' | 'stroke', hints: DrawnHints) {
    this.shape = shape
    this.hints = hints
  }

  press({ xPx, yPx }: ToolSample, { alt, isEraser }: PressKeys, host: ToolHost): void {
    this.points = [xPx, yPx]
    this.mode = host.area.isSubtracting !== (alt || isEraser) ? 'erase' : 'paint'
    this.show(host)
  }

  drag(samples: readonly ToolSample[], host: ToolHost): void {
    if (this.points.length === 0) return
    for (const { xPx, yPx } of samples) this.points.push(xPx, yPx)
    this.show(host)
  }

  release(host: ToolHost): void {
    const { points, mode } = this
    if (points.length === 0) return
    const hints = this.hints.on(host.layers)
    const box = this.boxOf(host)
    this.points = []
    if (this.shape === 'box') {
      if (Math.min(box[2], box[3]) * host.scale >= leastBoxPx) {
        hints.box = box
        hints.strokes = []
        host.propose(hints)
      }
    } else {
      const radiusPx = Math.max(0.5, strokeRadiusPx / host.scale)
      hints.strokes = [...hints.strokes, { mode, radiusPx, points }]
      host.propose(hints)
    }
    this.show(host)
  }

  abandon(host: ToolHost): boolean {
    const isDrawing = this.points.length > 0
    this.points = []
    // Another tool or another photo: what was drawn is remembered, and not seen.
    if (isDrawing) this.show(host)
    else host.outline()
    return isDrawing
  }

  hover(): void {}

  doubleClick(): void {}

  key(key: string, host: ToolHost): boolean {
    const hints = this.hints.on(host.layers)
    if (key !== 'Backspace' || hints.lines().length === 0) return false
    if (hints.strokes.length > 0) hints.strokes = hints.strokes.slice(0, -1)
    else hints.box = null
    this.show(host)
    if (hints.lines().length > 0) host.propose(hints)
    return true
  }

  frame(): void {}

  /** From the press to where the pointer is now, within the photo. */
  private boxOf({ layers: { size } }: ToolHost): [number, number, number, number] {
    const [x0, y0] = this.points
    const [x1, y1] = this.points.slice(-2)
    const within = (value: number, most: number): number => Math.min(most, Math.max(0, value))
    const [left, right] = [within(Math.min(x0, x1), size.widthPx), within(Math.max(x0, x1), size.widthPx)]
    const [top, bottom] = [within(Math.min(y0, y1), size.heightPx), within(Math.max(y0, y1), size.heightPx)]
    return [left, top, right - left, bottom - top]
  }

  private show(host: ToolHost): void {
    const kept = this.hints.on(host.layers)
    const isDrawing = this.points.length > 0
    const drawn = isDrawing ? [this.shape === 'box' ? cornersOf(this.boxOf(host)) : this.points] : []
    host.outline(...(isDrawing && this.shape === 'box' ? [] : kept.lines()), ...drawn)
  }
}
