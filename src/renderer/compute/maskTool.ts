import { MaskTiles, type Tile } from '#core/masks/tiles/maskTiles.ts'
import { type BrightnessRange, brightnessOf, brightnessThreshold } from '#core/masks/tools/brightness.ts'
import { colorWand } from '#core/masks/tools/colorWand.ts'
import { fillHoles, removeIslands } from '#core/masks/tools/components.ts'
import { floodFill } from '#core/masks/tools/floodFill.ts'
import { close, grow, open, shrink } from '#core/masks/tools/morphology.ts'
import type { Seed } from '#core/masks/tools/region.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { Work, WorkContext } from './messages.ts'
import { readPhotoPixels, wrongPhotoSize } from './photoPixels.ts'

/** Work on a whole mask. `wand` and `brightness` answer with a selection, the others with the changed mask. */
export type MaskToolWork =
  | { readonly kind: 'fill'; readonly seed: Seed; readonly value: 0 | 255 }
  | { readonly kind: 'wand'; readonly seed: Seed; readonly tolerance: number; readonly contiguous: boolean }
  | { readonly kind: 'brightness'; readonly range: BrightnessRange }
  | { readonly kind: 'grow' | 'shrink' | 'open' | 'close'; readonly radiusPx: number }
  | { readonly kind: 'holes' | 'islands'; readonly largestPx: number }

export interface MaskToolInput {
  readonly size: MaskSize
  /** The layer, of a `MaskTiles`. */
  readonly tiles: readonly Tile[]
  /** Absolute: a worker has no page to be relative to. */
  readonly imageUrl: string
  readonly work: MaskToolWork
}

export interface MaskToolPart {
  readonly tiles: readonly Tile[]
}

interface Given {
  readonly size: MaskSize
  /** `[heightPx*widthPx]`, may be changed. */
  readonly mask: Uint8Array<ArrayBuffer>
  /** `[heightPx*widthPx*4]` of the photo. */
  readonly photo: () => Promise<Uint8ClampedArray>
}

type Tool<Kind extends MaskToolWork['kind']> = (
  work: Extract<MaskToolWork, { readonly kind: Kind }>,
  given: Given,
) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>

const tools: { readonly [Kind in MaskToolWork['kind']]: Tool<Kind> } = {
  fill: ({ seed, value }, { mask, size }) => {
    floodFill(mask, size, seed, value)
    return mask
  },
  wand: async (work, { size, photo }) => colorWand(await photo(), size, work),
  brightness: async ({ range }, { size, photo }) => brightnessThreshold(brightnessOf(await photo()), size, range),
  grow: ({ radiusPx }, { mask, size }) => grow(mask, size, radiusPx),
  shrink: ({ radiusPx }, { mask, size }) => shrink(mask, size, radiusPx),
  open: ({ radiusPx }, { mask, size }) => open(mask, size, radiusPx),
  close: ({ radiusPx }, { mask, size }) => close(mask, size, radiusPx),
  holes: ({ largestPx }, { mask, size }) => {
    fillHoles(mask, size, largestPx)
    return mask
  },
  islands: ({ largestPx }, { mask, size }) => {
    removeIslands(mask, size, largestPx)
    return mask
  },
}

/** The photo that a tool last looked at. */
let kept: { readonly url: string; readonly rgba: Uint8ClampedArray } | null = null

const photoOf = async (url: string, size: MaskSize, context: WorkContext<MaskToolPart>): Promise<Uint8ClampedArray> => {
  if (kept?.url === url) return kept.rgba
  kept = null
  const rgba = new Uint8ClampedArray(size.widthPx * size.heightPx * 4)
  await readPhotoPixels({ url, what: 'The photo', wrongSize: wrongPhotoSize }, size, context, (strip, start) =>
    rgba.set(strip, 4 * start),
  )
  kept = { url, rgba }
  return rgba
}

/** Runs a tool that looks at a whole mask or a whole photo. */
export const maskTool: Work<'mask.tool'> = async ({ size, tiles, imageUrl, work }, context) => {
  const given: Given = {
    size,
    mask: new MaskTiles(size, tiles).toMask(),
    photo: () => photoOf(imageUrl, size, context),
  }
  const result = await (tools[work.kind] as Tool<MaskToolWork['kind']>)(work as never, given)
  context.emit({ tiles: MaskTiles.fromMask(result, size).list() }, [])
}
