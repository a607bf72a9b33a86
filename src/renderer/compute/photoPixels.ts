import type { MaskSize } from '#core/masks/types.ts'
import { badInput, type CameoError } from '#core/model/errors.ts'
import { fetchBytes } from './fetchBytes.ts'

/** Rows decoded at a time: bounds the RGBA copy that a canvas hands out. */
const stripRows = 512

export interface PixelSource {
  readonly url: string
  /** `The photo`, for sentences. */
  readonly what: string
  readonly wrongSize: (found: string, wanted: string) => CameoError
}

/**
 * Decodes a picture in a worker and hands its pixels out in strips of whole rows.
 * @param take gets `[n*4]` RGBA and the number of the first pixel.
 * @throws input/picture-unreadable, or what `wrongSize` makes.
 */
export const readPhotoPixels = async (
  { url, what, wrongSize }: PixelSource,
  { widthPx, heightPx }: MaskSize,
  context: { readonly signal: AbortSignal; pause(): Promise<void> },
  take: (rgba: Uint8ClampedArray, startPixel: number) => void,
): Promise<void> => {
  const bytes = await fetchBytes(url, what, context.signal)
  const options: ImageBitmapOptions = { premultiplyAlpha: 'none', colorSpaceConversion: 'none' }
  const picture = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), options).catch(() => {
    throw badInput('picture-unreadable', `${what} is not a picture that can be read. Is the file complete?`)
  })
  if (picture.width !== widthPx || picture.height !== heightPx) {
    const found = `${picture.width} × ${picture.height}`
    picture.close()
    throw wrongSize(found, `${widthPx} × ${heightPx}`)
  }
  await context.pause()
  const canvas = new OffscreenCanvas(widthPx, Math.min(stripRows, heightPx))
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw badInput('picture-unreadable', 'This browser cannot read pictures in the background.')
  for (let y = 0; y < heightPx; y += stripRows) {
    const rows = Math.min(stripRows, heightPx - y)
    pen.clearRect(0, 0, widthPx, rows)
    pen.drawImage(picture, 0, y, widthPx, rows, 0, 0, widthPx, rows)
    take(pen.getImageData(0, 0, widthPx, rows).data, y * widthPx)
    await context.pause()
  }
  picture.close()
}

/** For photos, whose size was recorded at their import. */
export const wrongPhotoSize = (found: string, wanted: string): CameoError =>
  badInput('photo-size', `The photo measures ${found} px instead of ${wanted} px: it was changed since its import.`)
