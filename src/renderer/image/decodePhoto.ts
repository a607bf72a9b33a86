import { badInput } from '#core/model/errors.ts'
import { fetchBytes } from '../compute/fetchBytes.ts'

/**
 * Fetches and decodes a photo; the browser does the latter off the window's thread. Throws `input/photo-size` where
 * its pixels are not the grid that cameras and masks use.
 */
export const decodePhoto = async (
  { imageUrl, widthPx, heightPx }: { readonly imageUrl: string; readonly widthPx: number; readonly heightPx: number },
  signal: AbortSignal,
): Promise<ImageBitmap> => {
  const bytes = await fetchBytes(imageUrl, 'The photo', signal)
  const picture = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    premultiplyAlpha: 'none',
  }).catch(() => {
    throw badInput('photo-unreadable', 'The photo is not a picture that can be read. Is the file complete?')
  })
  if (picture.width === widthPx && picture.height === heightPx) return picture
  const sizes = `${picture.width} × ${picture.height} px instead of ${widthPx} × ${heightPx} px`
  picture.close()
  throw badInput(
    'photo-size',
    `The photo measures ${sizes}. It was changed since its import, or is turned by its EXIF data.`,
  )
}
