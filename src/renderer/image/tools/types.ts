import type { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import type { MaskClass } from '#core/model/maskClasses.ts'
import type { MaskToolWork } from '../../compute/maskTool.ts'
import type { MaskLayers } from '../MaskLayers.ts'
import type { AreaSettings, BrushSettings, PhotoHints } from '../types.ts'

export interface ImagePoint {
  readonly xPx: number
  readonly yPx: number
}

/** Where the pointer was, in image pixels. */
export interface ToolSample extends ImagePoint {
  /** 0..1 of a pen, null of what knows no pressure. */
  readonly pressure: number | null
}

export interface PressKeys {
  /** The other end of a pen. */
  readonly isEraser: boolean
  readonly shift: boolean
  readonly alt: boolean
}

/** What a tool works with. */
export interface ToolHost {
  readonly layers: MaskLayers
  readonly className: string
  readonly classes: readonly MaskClass[]
  readonly brush: BrushSettings
  readonly area: AreaSettings
  readonly proposal: MaskTiles | null
  /** Screen pixels for one image pixel. */
  readonly scale: number
  /** Brightness of the photo's pixels; null until it has been read, which asking for it begins. */
  brightness(): Uint8Array | null
  /** Ends the edit that the tool has made. */
  finish(tool: string): void
  /** Work on the whole mask or the whole photo; the answer is brought in when it comes. */
  run(work: MaskToolWork, isSubtracting: boolean): void
  /** Lines on the photo, x y pairs in image pixels each; none takes them away. */
  outline(...lines: readonly (readonly number[])[]): void
  /** Asks for a proposal from what was drawn about the subject. */
  propose(hints: PhotoHints): void
  invalidate(): void
}

/** What the pointer does to the mask while a tool is chosen. */
export interface PhotoTool {
  press(sample: ToolSample, keys: PressKeys, host: ToolHost): void
  drag(samples: readonly ToolSample[], host: ToolHost): void
  release(host: ToolHost): void
  /** Takes back what is being made; false where there is nothing. */
  abandon(host: ToolHost): boolean
  hover(at: ImagePoint, host: ToolHost): void
  doubleClick(host: ToolHost): void
  /** Whether the key was meant for the tool. */
  key(key: string, host: ToolHost): boolean
  /** Once a frame, before drawing. */
  frame(host: ToolHost): void
}
