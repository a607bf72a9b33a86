import type { MaskSize } from '../types.ts'
import { connectedRegion, type Seed } from './region.ts'

export interface ColorWand {
  readonly seed: Seed
  /** 0..255: how far each of red, green and blue may be from the seed's. */
  readonly tolerance: number
  /** Only what hangs together with the seed (sharing edges); else everything of the colour. */
  readonly contiguous: boolean
}

/**
 * The pixels of a photo that have a colour like the seed's.
 * @param rgba `[heightPx*widthPx*4]`. @returns `[heightPx*widthPx]`, 255 where they are.
 */
export const colorWand = (
  rgba: Uint8Array | Uint8ClampedArray,
  size: MaskSize,
  { seed, tolerance, contiguous }: ColorWand,
): Uint8Array<ArrayBuffer> => {
  const pixels = size.widthPx * size.heightPx
  if (seed.x < 0 || seed.y < 0 || seed.x >= size.widthPx || seed.y >= size.heightPx) return new Uint8Array(pixels)
  const at = (seed.y * size.widthPx + seed.x) * 4
  const [red, green, blue] = [rgba[at], rgba[at + 1], rgba[at + 2]]
  const isLike = (pixel: number): boolean =>
    Math.abs(rgba[4 * pixel] - red) <= tolerance &&
    Math.abs(rgba[4 * pixel + 1] - green) <= tolerance &&
    Math.abs(rgba[4 * pixel + 2] - blue) <= tolerance
  if (contiguous) return connectedRegion(size, seed, isLike)
  return Uint8Array.from({ length: pixels }, (_, pixel) => (isLike(pixel) ? 255 : 0))
}
