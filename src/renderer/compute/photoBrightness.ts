import { brightnessOf } from '#core/masks/tools/brightness.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { Work } from './messages.ts'
import { readPhotoPixels, wrongPhotoSize } from './photoPixels.ts'

export interface BrightnessInput {
  /** Absolute: a worker has no page to be relative to. */
  readonly url: string
  readonly size: MaskSize
}

export interface BrightnessPart {
  /** `[heightPx*widthPx]`, 0..255. */
  readonly brightness: Uint8Array<ArrayBuffer>
}

/** The brightness of every pixel of a photo. */
export const photoBrightness: Work<'photo.brightness'> = async ({ url, size }, context) => {
  const brightness = new Uint8Array(size.widthPx * size.heightPx)
  await readPhotoPixels({ url, what: 'The photo', wrongSize: wrongPhotoSize }, size, context, (rgba, start) =>
    brightness.set(brightnessOf(rgba), start),
  )
  context.emit({ brightness }, [brightness.buffer])
}
