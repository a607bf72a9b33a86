import type { PhotoTool, PressKeys, ToolHost, ToolSample } from './types.ts'

/** Flood fill and colour wand: one click. */
export class PointTool implements PhotoTool {
  private readonly kind: 'fill' | 'wand'

  constructor(kind: 'fill' | 'wand') {
    this.kind = kind
  }

  press({ xPx, yPx }: ToolSample, { alt }: PressKeys, host: ToolHost): void {
    const { widthPx, heightPx } = host.layers.size
    const seed = { x: Math.round(xPx), y: Math.round(yPx) }
    if (seed.x < 0 || seed.y < 0 || seed.x >= widthPx || seed.y >= heightPx) return
    const { area } = host
    const isSubtracting = area.isSubtracting !== alt
    if (this.kind === 'fill') host.run({ kind: 'fill', seed, value: isSubtracting ? 0 : 255 }, isSubtracting)
    else {
      const { wandTolerance: tolerance, wandContiguous: contiguous } = area
      host.run({ kind: 'wand', seed, tolerance, contiguous }, isSubtracting)
    }
  }

  drag(): void {}

  release(): void {}

  abandon(): boolean {
    return false
  }

  hover(): void {}

  doubleClick(): void {}

  key(): boolean {
    return false
  }

  frame(): void {}
}
