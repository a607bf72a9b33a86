import { MaskTiles, type Tile } from '#core/masks/tiles/maskTiles.ts'
import { badInput } from '#core/model/errors.ts'
import type { Work } from './messages.ts'
import { readPhotoPixels } from './photoPixels.ts'

export interface DecodeMaskInput {
  /** Absolute: a worker has no page to be relative to. */
  readonly url: string
  readonly widthPx: number
  readonly heightPx: number
}

export interface DecodedMask {
  /** Of a `MaskTiles`, 0 or 255. */
  readonly tiles: readonly Tile[]
}

/** Fetches a mask picture and reads it as 0/255. Throws `input/mask-size` where it is not as large as its photo. */
export const decodeMask: Work<'mask.decode'> = async ({ url, widthPx, heightPx }, context) => {
  const mask = new Uint8Array(widthPx * heightPx)
  await readPhotoPixels({ url, what: 'The mask', wrongSize }, { widthPx, heightPx }, context, (rgba, start) => {
    for (let i = 0; i < rgba.length / 4; i++) mask[start + i] = rgba[i * 4] > 127 ? 255 : 0
  })
  context.emit({ tiles: MaskTiles.fromMask(mask, { widthPx, heightPx }).list() }, [])
}

const wrongSize = (found: string, wanted: string) =>
  badInput('mask-size', `The mask measures ${found} px, its photo ${wanted} px. Both must be of one size.`)
