import { badInput } from '#core/model/errors.ts'
import { fetchBytes } from './fetchBytes.ts'
import type { Work } from './messages.ts'

export interface DecodeMaskInput {
  /** Absolute: a worker has no page to be relative to. */
  readonly url: string
  readonly widthPx: number
  readonly heightPx: number
}

export interface DecodedMask {
  /** `[height*width]` row-major, 0 or 255. */
  readonly mask: Uint8Array<ArrayBuffer>
}

/** Rows decoded at a time: bounds the RGBA copy that a canvas hands out. */
const stripRows = 512

/** Fetches a mask picture and reads it as 0/255. Throws `input/mask-size` where it is not as large as its photo. */
export const decodeMask: Work<'mask.decode'> = async ({ url, widthPx, heightPx }, context) => {
  const bytes = await fetchBytes(url, 'The mask', context.signal)
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>])
  const picture = await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' }).catch(
    () => {
      throw badInput('mask-unreadable', 'The mask is not a picture that can be read. Propose or import it again.')
    },
  )
  if (picture.width !== widthPx || picture.height !== heightPx) {
    const sizes = `${picture.width} × ${picture.height} px, its photo ${widthPx} × ${heightPx} px`
    picture.close()
    throw badInput('mask-size', `The mask measures ${sizes}. Both must be of one size.`)
  }
  await context.pause()
  const mask = new Uint8Array(widthPx * heightPx)
  const canvas = new OffscreenCanvas(widthPx, Math.min(stripRows, heightPx))
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw badInput('mask-unreadable', 'This browser cannot read pictures in the background.')
  for (let y = 0; y < heightPx; y += stripRows) {
    const rows = Math.min(stripRows, heightPx - y)
    pen.clearRect(0, 0, widthPx, rows)
    pen.drawImage(picture, 0, y, widthPx, rows, 0, 0, widthPx, rows)
    const rgba = pen.getImageData(0, 0, widthPx, rows).data
    const start = y * widthPx
    for (let i = 0; i < rows * widthPx; i++) mask[start + i] = rgba[i * 4] > 127 ? 255 : 0
    await context.pause()
  }
  picture.close()
  context.emit({ mask }, [mask.buffer])
}
