import { basename } from 'node:path'
import { badInput } from '#core/model/errors.ts'
import { sharp } from '../files/sharp.ts'

export interface PhotoFacts {
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * Size of a photo without decoding it.
 * Throws `input/exif-orientation` where the file asks its viewer to turn it: programs disagree on doing so, and masks
 * and cameras live in the grid of stored pixels. Throws `input/photo-unreadable`.
 */
export const photoFacts = async (path: string): Promise<PhotoFacts> => {
  const name = basename(path)
  const { width, height, orientation } = await sharp(path)
    .metadata()
    .catch((error: Error) => {
      throw badInput('photo-unreadable', `${name} is not a picture that can be read: ${error.message}`, { path })
    })
  if (orientation !== undefined && orientation !== 1) {
    throw badInput(
      'exif-orientation',
      `${name} carries the EXIF orientation ${orientation}: it is stored turned or mirrored. Save it upright (orientation 1) and import again; its camera must then belong to the upright picture.`,
      { path, orientation },
    )
  }
  return { widthPx: width, heightPx: height }
}
