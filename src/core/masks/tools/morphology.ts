import type { MaskSize } from '../types.ts'
import { squaredDistance } from './squaredDistance.ts'

const subjectFrom = 128
const blockPx = 256

/**
 * Grows the subject by a disc: a pixel belongs to it when its centre is at most `radiusPx` from that of a pixel that
 * did. Exact Euclidean distances, block by block: of a large photo only what lies near the border is looked at.
 * @returns a new mask `[heightPx*widthPx]` of 0 and 255.
 */
export const grow = (mask: Uint8Array, size: MaskSize, radiusPx: number): Uint8Array<ArrayBuffer> =>
  spread(mask, size, { radiusPx, ofSubject: true })

/**
 * Shrinks the subject by a disc: what is at most `radiusPx` from the background goes. Beyond the image the subject is
 * taken to go on: where the neck is cut by the picture's border nothing is eaten away.
 */
export const shrink = (mask: Uint8Array, size: MaskSize, radiusPx: number): Uint8Array<ArrayBuffer> =>
  spread(mask, size, { radiusPx, ofSubject: false })

/** Takes away what is narrower than the disc: shrinks, then grows. */
export const open = (mask: Uint8Array, size: MaskSize, radiusPx: number): Uint8Array<ArrayBuffer> =>
  grow(shrink(mask, size, radiusPx), size, radiusPx)

/** Fills gaps narrower than the disc: grows, then shrinks. */
export const close = (mask: Uint8Array, size: MaskSize, radiusPx: number): Uint8Array<ArrayBuffer> =>
  shrink(grow(mask, size, radiusPx), size, radiusPx)

const spread = (
  mask: Uint8Array,
  { widthPx, heightPx }: MaskSize,
  { radiusPx, ofSubject }: { readonly radiusPx: number; readonly ofSubject: boolean },
): Uint8Array<ArrayBuffer> => {
  const result = new Uint8Array(mask.length)
  const margin = Math.ceil(radiusPx)
  const won = ofSubject ? 255 : 0
  for (let blockY = 0; blockY < heightPx; blockY += blockPx) {
    for (let blockX = 0; blockX < widthPx; blockX += blockPx) {
      const inner = {
        x0: blockX,
        y0: blockY,
        x1: Math.min(widthPx, blockX + blockPx),
        y1: Math.min(heightPx, blockY + blockPx),
      }
      const x0 = Math.max(0, inner.x0 - margin)
      const y0 = Math.max(0, inner.y0 - margin)
      const width = Math.min(widthPx, inner.x1 + margin) - x0
      const height = Math.min(heightPx, inner.y1 + margin) - y0
      const marked = new Uint8Array(width * height)
      let count = 0
      for (let y = 0; y < height; y++) {
        const row = (y0 + y) * widthPx + x0
        for (let x = 0; x < width; x++) {
          const isMarked = mask[row + x] >= subjectFrom === ofSubject
          if (isMarked) {
            marked[y * width + x] = 1
            count++
          }
        }
      }
      const distances = count > 0 && count < marked.length ? squaredDistance(marked, width, height) : null
      for (let y = inner.y0; y < inner.y1; y++) {
        const row = (y - y0) * width - x0
        for (let x = inner.x0; x < inner.x1; x++) {
          const isNear = distances ? distances[row + x] <= radiusPx * radiusPx : count > 0
          result[y * widthPx + x] = isNear ? won : 255 - won
        }
      }
    }
  }
  return result
}
