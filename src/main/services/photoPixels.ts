import { basename } from 'node:path'
import { badInput } from '#core/model/errors.ts'
import { sharp } from '../files/sharp.ts'

/** A photo's pixels as they are stored: `[heightPx*widthPx*3]` sRGB. Throws `input/photo-unreadable`. */
export const photoPixels = async (path: string): Promise<Uint8Array> => {
  try {
    const bytes = await sharp(path, { limitInputPixels: false }).removeAlpha().toColourspace('srgb').raw().toBuffer()
    return new Uint8Array(bytes)
  } catch (error) {
    throw badInput(
      'photo-unreadable',
      `${basename(path)} is not a picture that can be read: ${(error as Error).message}`,
    )
  }
}
