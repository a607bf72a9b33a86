import { type LiveWire, wirePath } from '#core/masks/tools/liveWire.ts'
import type { PixelBox } from '#core/masks/types.ts'
import { maskComputeClient } from '../../compute/computeClient.ts'
import { fillOutline } from './fillOutline.ts'
import type { ImagePoint, PhotoTool, PressKeys, ToolHost, ToolSample } from './types.ts'

/** How far the wire reaches from its anchor, in image pixels. */
const reachPx = 384
const closePx = 9

/** Intelligent scissors: between two clicks the outline clings to the edges of the picture. */
export class ScissorsTool implements PhotoTool {
  private fixed: number[] = []
  private wire: LiveWire | null = null
  private tracing = new AbortController()
  private at: ImagePoint | null = null
  private isSubtracting = false

  press({ xPx, yPx }: ToolSample, { alt }: PressKeys, host: ToolHost): void {
    this.at = { xPx, yPx }
    if (this.fixed.length === 0) {
      this.isSubtracting = host.area.isSubtracting !== alt
      this.fixed = [Math.round(xPx), Math.round(yPx)]
    } else if (Math.hypot(xPx - this.fixed[0], yPx - this.fixed[1]) * host.scale < closePx && this.fixed.length >= 6) {
      this.close(host)
      return
    } else this.fixed = [...this.fixed, ...this.wayTo({ xPx, yPx })]
    this.trace(host)
    this.show(host)
  }

  drag(): void {}

  release(): void {}

  abandon(host: ToolHost): boolean {
    if (this.fixed.length === 0) return false
    this.reset()
    host.outline(null)
    return true
  }

  hover(at: ImagePoint, host: ToolHost): void {
    this.at = at
    if (this.fixed.length > 0) this.show(host)
  }

  doubleClick(host: ToolHost): void {
    this.close(host)
  }

  key(key: string, host: ToolHost): boolean {
    if (key !== 'Enter' || this.fixed.length === 0) return false
    this.close(host)
    return true
  }

  frame(): void {}

  private show(host: ToolHost): void {
    host.outline(this.at ? [...this.fixed, ...this.wayTo(this.at)] : this.fixed)
  }

  /** Along the wire as far as it reaches, then straight. */
  private wayTo({ xPx, yPx }: ImagePoint): readonly number[] {
    if (!this.wire) return [xPx, yPx]
    const [x, y] = [Math.round(xPx), Math.round(yPx)]
    const { box } = this.wire
    const isInside = x >= box.x0 && y >= box.y0 && x < box.x1 && y < box.y1
    const path = wirePath(this.wire, { x, y })
    return isInside ? path : [...path, xPx, yPx]
  }

  private trace(host: ToolHost): void {
    this.wire = null
    this.tracing.abort()
    const brightness = host.brightness()
    if (!brightness) return
    const { widthPx, heightPx } = host.layers.size
    const x = Math.min(widthPx - 1, Math.max(0, Math.round(this.fixed[this.fixed.length - 2])))
    const y = Math.min(heightPx - 1, Math.max(0, Math.round(this.fixed[this.fixed.length - 1])))
    const box = {
      x0: Math.max(0, x - reachPx),
      y0: Math.max(0, y - reachPx),
      x1: Math.min(widthPx, x + reachPx),
      y1: Math.min(heightPx, y + reachPx),
    }
    const tracing = new AbortController()
    this.tracing = tracing
    const input = { brightness: cut(brightness, widthPx, box), box, anchor: { x, y } }
    maskComputeClient()
      .run('mask.wire', input, {
        signal: tracing.signal,
        transfers: [input.brightness.buffer],
        onPart: ({ wire }) => {
          this.wire = wire
          this.show(host)
        },
      })
      // Without a wire the way is straight; another click tries again.
      .catch(() => {})
  }

  private close(host: ToolHost): void {
    const { fixed, isSubtracting } = this
    const closed = this.wire && fixed.length >= 4 ? [...fixed, ...this.wayTo({ xPx: fixed[0], yPx: fixed[1] })] : fixed
    this.reset()
    fillOutline(host, closed, { tool: 'scissors', isSubtracting })
  }

  private reset(): void {
    this.tracing.abort()
    this.fixed = []
    this.wire = null
  }
}

const cut = (brightness: Uint8Array, widthPx: number, { x0, y0, x1, y1 }: PixelBox): Uint8Array<ArrayBuffer> => {
  const part = new Uint8Array((x1 - x0) * (y1 - y0))
  for (let y = y0; y < y1; y++) {
    part.set(brightness.subarray(y * widthPx + x0, y * widthPx + x1), (y - y0) * (x1 - x0))
  }
  return part
}
