import type { MaskSize } from '../types.ts'

/** For every pixel the nearest seed: its distance in pixels and its index; infinity and −1 where there is no seed. */
export interface DistanceMap {
  readonly distancePx: Float32Array
  readonly nearest: Int32Array
}

/**
 * Exact Euclidean distance to the nearest pixel where `isSeed` holds, and which pixel that is: the nearest of each
 * column, then along the rows the lower envelope of the parabolas that these make (Felzenszwalb and Huttenlocher,
 * Distance Transforms of Sampled Functions, 2012). Linear in the number of pixels.
 */
export const distanceMap = (isSeed: (pixel: number) => boolean, { widthPx, heightPx }: MaskSize): DistanceMap => {
  const nearest = nearestInColumns(isSeed, widthPx, heightPx)
  const distancePx = new Float32Array(nearest.length)
  const envelope = new Envelope(widthPx)
  for (let y = 0; y < heightPx; y++) envelope.apply(nearest, distancePx, y)
  return { distancePx, nearest }
}

/** For every pixel the nearest seed of its own column, the upper one of two as near; −1 where the column has none. */
const nearestInColumns = (isSeed: (pixel: number) => boolean, widthPx: number, heightPx: number): Int32Array => {
  const nearest = new Int32Array(widthPx * heightPx)
  for (let i = 0; i < nearest.length; i++) {
    if (isSeed(i)) nearest[i] = i
    else nearest[i] = i < widthPx ? -1 : nearest[i - widthPx]
  }
  for (let i = nearest.length - 1 - widthPx; i >= 0; i--) {
    const below = nearest[i + widthPx]
    if (below > i && (nearest[i] < 0 || below - i < i - nearest[i])) nearest[i] = below
  }
  return nearest
}

/** One row at a time. */
class Envelope {
  private readonly place: Int32Array
  private readonly from: Float64Array
  private readonly value: Float64Array
  private readonly seed: Int32Array
  private readonly widthPx: number

  constructor(widthPx: number) {
    this.place = new Int32Array(widthPx)
    this.from = new Float64Array(widthPx + 1)
    this.value = new Float64Array(widthPx)
    this.seed = new Int32Array(widthPx)
    this.widthPx = widthPx
  }

  /** Turns the nearest seeds of a row's columns into the nearest of all, and writes how far they are. */
  apply(nearest: Int32Array, distancePx: Float32Array, y: number): void {
    const { place, from, value, seed, widthPx } = this
    const start = y * widthPx
    let last = -1
    for (let q = 0; q < widthPx; q++) {
      const found = nearest[start + q]
      if (found < 0) continue
      const f = ((found - start - q) / widthPx) ** 2
      let crossing = Number.NEGATIVE_INFINITY
      while (last >= 0) {
        const p = place[last]
        crossing = (f + q * q - value[last] - p * p) / (2 * (q - p))
        if (crossing > from[last]) break
        last--
        crossing = Number.NEGATIVE_INFINITY
      }
      last++
      place[last] = q
      value[last] = f
      seed[last] = found
      from[last] = crossing
    }
    if (last < 0) {
      distancePx.fill(Number.POSITIVE_INFINITY, start, start + widthPx)
      return
    }
    from[last + 1] = Number.POSITIVE_INFINITY
    for (let q = 0, k = 0; q < widthPx; q++) {
      while (from[k + 1] < q) k++
      distancePx[start + q] = Math.sqrt((q - place[k]) ** 2 + value[k])
      nearest[start + q] = seed[k]
    }
  }
}
