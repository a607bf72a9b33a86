import { fillOutline } from './fillOutline.ts'
import type { ImagePoint, PhotoTool, PressKeys, ToolHost, ToolSample } from './types.ts'

/** A click this near to the first corner closes the outline, in screen pixels. */
const closePx = 9

/** Lasso: the outline is drawn while the button is held. Polygon: a corner a click, closed by Enter or on the first. */
export class OutlineTool implements PhotoTool {
  private readonly isFree: boolean
  private points: number[] = []
  private isSubtracting = false

  constructor(isFree: boolean) {
    this.isFree = isFree
  }

  press({ xPx, yPx }: ToolSample, { alt }: PressKeys, host: ToolHost): void {
    if (this.isFree || this.points.length === 0) {
      this.points = [xPx, yPx]
      this.isSubtracting = host.area.isSubtracting !== alt
    } else if (this.points.length >= 6 && this.isAtStart({ xPx, yPx }, host)) {
      this.close(host)
      return
    } else this.points.push(xPx, yPx)
    host.outline(this.points)
  }

  drag(samples: readonly ToolSample[], host: ToolHost): void {
    if (!this.isFree || this.points.length === 0) return
    for (const { xPx, yPx } of samples) this.points.push(xPx, yPx)
    host.outline(this.points)
  }

  release(host: ToolHost): void {
    if (this.isFree) this.close(host)
  }

  abandon(host: ToolHost): boolean {
    if (this.points.length === 0) return false
    this.points = []
    host.outline()
    return true
  }

  hover({ xPx, yPx }: ImagePoint, host: ToolHost): void {
    if (!this.isFree && this.points.length > 0) host.outline([...this.points, xPx, yPx])
  }

  doubleClick(host: ToolHost): void {
    if (!this.isFree) this.close(host)
  }

  key(key: string, host: ToolHost): boolean {
    if (this.points.length === 0) return false
    if (key === 'Enter') this.close(host)
    else if (key === 'Backspace') {
      this.points = this.points.slice(0, -2)
      host.outline(...(this.points.length > 0 ? [this.points] : []))
    } else return false
    return true
  }

  frame(): void {}

  private isAtStart({ xPx, yPx }: ImagePoint, { scale }: ToolHost): boolean {
    return Math.hypot(xPx - this.points[0], yPx - this.points[1]) * scale < closePx
  }

  private close(host: ToolHost): void {
    const { points, isSubtracting } = this
    this.points = []
    fillOutline(host, points, { tool: this.isFree ? 'lasso' : 'polygon', isSubtracting })
  }
}
