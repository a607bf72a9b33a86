import sharp from 'sharp'
import type { DecodedPicture } from '#core/jobs/types.ts'
import { badInput } from '#core/model/errors.ts'

/**
 * A picture's stored pixels as sRGB, made smaller where its longer side is more than `mostPx`.
 * @throws input/picture-unreadable
 */
export const decodePicture = async (bytes: Uint8Array, fileName: string, mostPx: number): Promise<DecodedPicture> => {
  try {
    const picture = sharp(bytes, { limitInputPixels: false })
    const { width: fullWidthPx, height: fullHeightPx } = await picture.metadata()
    const sized =
      Math.max(fullWidthPx, fullHeightPx) > mostPx
        ? picture.resize(mostPx, mostPx, { fit: 'inside', kernel: 'lanczos3' })
        : picture
    const { data, info } = await sized
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { rgb: new Uint8Array(data), widthPx: info.width, heightPx: info.height, fullWidthPx, fullHeightPx }
  } catch (error) {
    throw badInput('picture-unreadable', `${fileName} is not a picture that can be read: ${(error as Error).message}`)
  }
}
