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
  /** Of the wire that is being laid; null where none is. */
  private tracing: AbortController | null = null
  /** Clicks that came before the wire they need, and whether the outline is closed after them. */
  private waiting: ImagePoint[] = []
  private isClosing = false
  private at: ImagePoint | null = null
  private isSubtracting = false

  press({ xPx, yPx }: ToolSample, { alt }: PressKeys, host: ToolHost): void {
    this.at = { xPx, yPx }
    if (this.fixed.length === 0) {
      this.isSubtracting = host.area.isSubtracting !== alt
      this.fixed = [Math.round(xPx), Math.round(yPx)]
      this.trace(host)
    } else if (this.isAtStart({ xPx, yPx }, host)) this.close(host)
    else {
      this.waiting.push({ xPx, yPx })
      this.goOn(host)
    }
    this.show(host)
  }

  drag(): void {}

  release(): void {}

  abandon(host: ToolHost): boolean {
    if (this.fixed.length === 0) return false
    this.reset()
    host.outline()
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
    if (this.fixed.length === 0) return
    const straight = this.waiting.flatMap(({ xPx, yPx }) => [xPx, yPx])
    const next = this.at ? (straight.length > 0 ? [this.at.xPx, this.at.yPx] : this.wayTo(this.at)) : []
    host.outline([...this.fixed, ...straight, ...next])
  }

  private isAtStart({ xPx, yPx }: ImagePoint, { scale }: ToolHost): boolean {
    const corners = this.fixed.length / 2 + this.waiting.length
    return corners >= 3 && Math.hypot(xPx - this.fixed[0], yPx - this.fixed[1]) * scale < closePx
  }

  /** Takes the clicks that have waited for the wire, one after the other: each lays the next. */
  private goOn(host: ToolHost): void {
    while (!this.tracing) {
      const next = this.waiting.shift()
      if (!next) break
      this.fixed = [...this.fixed, ...this.wayTo(next)]
      this.trace(host)
    }
    if (this.isClosing && !this.tracing) this.close(host)
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
    this.tracing?.abort()
    this.tracing = null
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
        },
      })
      // Without a wire the way is straight; another click tries again.
      .catch(() => {})
      .finally(() => {
        if (this.tracing !== tracing) return
        this.tracing = null
        this.goOn(host)
        this.show(host)
      })
  }

  private close(host: ToolHost): void {
    this.isClosing = true
    if (this.waiting.length > 0 || this.tracing) return
    const { fixed, isSubtracting } = this
    const closed = this.wire && fixed.length >= 4 ? [...fixed, ...this.wayTo({ xPx: fixed[0], yPx: fixed[1] })] : fixed
    this.reset()
    fillOutline(host, closed, { tool: 'scissors', isSubtracting })
  }

  private reset(): void {
    this.tracing?.abort()
    this.tracing = null
    this.fixed = []
    this.waiting = []
    this.isClosing = false
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
