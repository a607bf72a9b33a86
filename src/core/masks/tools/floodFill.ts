import type { MaskSize } from '../types.ts'
import { connectedRegion, type Seed } from './region.ts'

/** From this value on a pixel counts as subject. */
const subjectFrom = 128

/**
 * Fills the connected pixels that are as the seed is (subject or background; neighbours share an edge), in place.
 * @param mask `[heightPx*widthPx]`. @param value what they become.
 */
export const floodFill = (mask: Uint8Array, size: MaskSize, seed: Seed, value: 0 | 255): void => {
  const isSubject = mask[seed.y * size.widthPx + seed.x] >= subjectFrom
  const region = connectedRegion(size, seed, (pixel) => mask[pixel] >= subjectFrom === isSubject)
  for (let pixel = 0; pixel < mask.length; pixel++) if (region[pixel] === 255) mask[pixel] = value
}
