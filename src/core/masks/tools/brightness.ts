import type { MaskSize, PixelBox } from '../types.ts'

/** A range of brightness, both ends included, 0..255. */
export interface BrightnessRange {
  readonly low: number
  readonly high: number
}

/** Brightness of pixels (Rec. 709 luma of the stored values, rounded). @param rgba `[n*4]`. @returns `[n]`. */
export const brightnessOf = (rgba: Uint8Array | Uint8ClampedArray): Uint8Array<ArrayBuffer> => {
  const brightness = new Uint8Array(rgba.length / 4)
  for (let i = 0; i < brightness.length; i++) {
    brightness[i] = (2126 * rgba[4 * i] + 7152 * rgba[4 * i + 1] + 722 * rgba[4 * i + 2] + 5000) / 10000
  }
  return brightness
}

export const isWithin = (value: number, { low, high }: BrightnessRange): boolean => value >= low && value <= high

/** The pixels inside of a box whose brightness lies in the range: 255, else 0. All arrays are `[heightPx*widthPx]`. */
export const brightnessThreshold = (
  brightness: Uint8Array,
  { widthPx, heightPx }: MaskSize,
  range: BrightnessRange,
  box: PixelBox = { x0: 0, y0: 0, x1: widthPx, y1: heightPx },
): Uint8Array<ArrayBuffer> => {
  const mask = new Uint8Array(widthPx * heightPx)
  for (let y = box.y0; y < box.y1; y++) {
    for (let pixel = y * widthPx + box.x0; pixel < y * widthPx + box.x1; pixel++) {
      if (isWithin(brightness[pixel], range)) mask[pixel] = 255
    }
  }
  return mask
}
