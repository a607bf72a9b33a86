import { type Brush, StrokePainter } from '#core/masks/brush/strokePainter.ts'
import { isWithin } from '#core/masks/tools/brightness.ts'
import type { ImagePoint, PhotoTool, PressKeys, ToolHost, ToolSample } from './types.ts'

/** The softest pen still draws this share of the radius. */
const lightestShare = 0.15
const smallestRadiusPx = 0.5

type Mode = 'paint' | 'erase' | 'accept'

interface StrokePoint extends ImagePoint {
  readonly radiusPx: number
}

/**
 * Brush, eraser, and the brush that brings the proposal. Samples wait for the next frame and are drawn together. A mask
 * that arrives while a stroke is drawn takes the place of the one below it, and the stroke is drawn on it anew.
 */
export class BrushTool implements PhotoTool {
  private readonly mode: Mode
  private drawn: Mode = 'paint'
  private brush: Brush | null = null
  private painter: StrokePainter | null = null
  private path: StrokePoint[] = []
  private waiting: ToolSample[] = []
  private last: ImagePoint | null = null

  constructor(mode: Mode) {
    this.mode = mode
  }

  press(sample: ToolSample, { isEraser, shift }: PressKeys, host: ToolHost): void {
    this.drawn = isEraser ? 'erase' : this.mode
    if (this.drawn === 'accept' && !host.proposal) return
    const { limit, hardness } = host.brush
    const brightness = limit ? host.brightness() : null
    // Limited to a brightness that is still being read, nothing may be painted.
    if (limit && !brightness) return
    const { widthPx } = host.layers.size
    this.brush = {
      mode: this.drawn === 'erase' ? 'erase' : 'paint',
      hardness,
      ...(limit && brightness ? { allows: (x, y) => isWithin(brightness[y * widthPx + x], limit) } : {}),
      ...(this.drawn === 'accept' && host.proposal ? { source: host.proposal } : {}),
    }
    this.path = []
    this.begin(host, this.brush)
    this.waiting = shift && this.last ? [{ ...this.last, pressure: sample.pressure }, sample] : [sample]
    host.invalidate()
  }

  drag(samples: readonly ToolSample[], host: ToolHost): void {
    if (!this.painter) return
    for (const sample of samples) this.waiting.push(sample)
    host.invalidate()
  }

  release(host: ToolHost): void {
    if (!this.painter) return
    this.frame(host)
    this.painter = null
    host.finish(this.drawn === 'paint' ? 'brush' : this.drawn === 'erase' ? 'eraser' : 'accept')
  }

  abandon(host: ToolHost): boolean {
    if (!this.painter) return false
    this.painter = null
    this.waiting = []
    host.layers.abandon()
    return true
  }

  frame(host: ToolHost): void {
    const { brush, waiting } = this
    if (!brush || !this.painter) return
    let added = waiting.map(({ xPx, yPx, pressure }) => ({ xPx, yPx, radiusPx: this.radius(host, pressure) }))
    this.waiting = []
    for (const point of added) this.path.push(point)
    this.last = this.path.at(-1) ?? this.last
    if (host.layers.hasArrived) {
      host.layers.abandon()
      this.begin(host, brush)
      added = this.path
    }
    if (added.length === 0) return
    for (const { xPx, yPx, radiusPx } of added) this.painter.addPoint(xPx, yPx, radiusPx)
    host.layers.touched()
  }

  hover(): void {}

  doubleClick(): void {}

  key(): boolean {
    return false
  }

  private begin(host: ToolHost, brush: Brush): void {
    this.painter = new StrokePainter(host.layers.begin().of(host.className), brush)
  }

  private radius({ brush, scale }: ToolHost, pressure: number | null): number {
    const chosen = this.drawn === 'erase' ? brush.eraserRadiusPx : brush.radiusPx
    const imagePx = brush.unit === 'screen' ? chosen / scale : chosen
    const share = pressure === null || !brush.pressure ? 1 : lightestShare + (1 - lightestShare) * pressure
    return Math.max(smallestRadiusPx, imagePx * share)
  }
}
