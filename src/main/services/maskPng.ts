import type { MaskSize } from '#core/masks/types.ts'
import { badInput } from '#core/model/errors.ts'
import { sharp } from '../files/sharp.ts'

const subjectFrom = 128

/** 0 and 255 of a layer with soft edges, which count from half on; changed in place. */
export const binaryMask = (mask: Uint8Array): Uint8Array => {
  for (let i = 0; i < mask.length; i++) mask[i] = mask[i] >= subjectFrom ? 255 : 0
  return mask
}

/** A mask as it is stored and exported: PNG, 8 bit, one grey channel, 0 or 255. The same mask gives the same bytes. */
export const encodeMask = async (mask: Uint8Array, { widthPx, heightPx }: MaskSize): Promise<Uint8Array> =>
  sharp(mask, { raw: { width: widthPx, height: heightPx, channels: 1 }, limitInputPixels: false })
    .toColourspace('b-w')
    .png({ compressionLevel: 4, adaptiveFiltering: false, palette: false })
    .toBuffer()

export interface DecodedMask extends MaskSize {
  /** 0 or 255, row-major from the top left. */
  readonly mask: Uint8Array
  /** The picture was not yet what masks must be: another bit depth, colours, a palette, or values between. */
  readonly wasConverted: boolean
}

/** Reads any picture as a mask. Pictures of 0 and 1 are taken as masks; else what is brighter than half is subject. */
export const decodeMask = async (bytes: Uint8Array, name: string): Promise<DecodedMask> => {
  try {
    const picture = sharp(bytes)
    const { channels, depth, isPalette } = await picture.metadata()
    const { data, info } = await picture
      .flatten({ background: '#000' })
      .toColourspace('b-w')
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true })
    const isPlain = channels === 1 && depth === 'uchar' && !isPalette
    return { widthPx: info.width, heightPx: info.height, ...binary(data, isPlain) }
  } catch (error) {
    throw badInput('mask-unreadable', `${name} is not a picture that can be read: ${(error as Error).message}`)
  }
}

const binary = (grey: Uint8Array, isPlain: boolean): Pick<DecodedMask, 'mask' | 'wasConverted'> => {
  const mask = new Uint8Array(grey.length)
  let highest = 0
  for (let i = 0; i < grey.length; i++) if (grey[i] > highest) highest = grey[i]
  const threshold = highest <= 1 ? 0 : 127
  let wasConverted = !isPlain
  for (let i = 0; i < grey.length; i++) {
    mask[i] = grey[i] > threshold ? 255 : 0
    if (grey[i] !== mask[i]) wasConverted = true
  }
  return { mask, wasConverted }
}
