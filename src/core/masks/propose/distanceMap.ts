import type { MaskSize } from '../types.ts'

/** For every pixel the nearest seed: its distance in pixels and its index; infinity and −1 where there is no seed. */
export interface DistanceMap {
  readonly distancePx: Float32Array
  readonly nearest: Int32Array
}

/** Farther than any picture is wide; a finite number keeps the parabolas below free of NaN. */
const far = 1e12

/**
 * Exact Euclidean distance to the nearest pixel where `isSeed` holds, and which pixel that is. Two passes of lower
 * envelopes of parabolas, columns then rows (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions,
 * 2012). Linear in the number of pixels.
 */
export const distanceMap = (isSeed: (pixel: number) => boolean, { widthPx, heightPx }: MaskSize): DistanceMap => {
  const squared = new Float64Array(widthPx * heightPx)
  const nearest = new Int32Array(widthPx * heightPx)
  for (let i = 0; i < squared.length; i++) {
    const seed = isSeed(i)
    squared[i] = seed ? 0 : far
    nearest[i] = seed ? i : -1
  }
  const envelope = new Envelope(Math.max(widthPx, heightPx))
  for (let x = 0; x < widthPx; x++) envelope.apply(squared, nearest, { start: x, step: widthPx, count: heightPx })
  for (let y = 0; y < heightPx; y++) {
    envelope.apply(squared, nearest, { start: y * widthPx, step: 1, count: widthPx })
  }
  const distancePx = new Float32Array(squared.length)
  for (let i = 0; i < squared.length; i++) {
    distancePx[i] = nearest[i] < 0 ? Number.POSITIVE_INFINITY : Math.sqrt(squared[i])
  }
  return { distancePx, nearest }
}

/** One row or column at a time. */
class Envelope {
  private readonly place: Int32Array
  private readonly from: Float64Array
  private readonly value: Float64Array
  private readonly seed: Int32Array

  constructor(longest: number) {
    this.place = new Int32Array(longest)
    this.from = new Float64Array(longest + 1)
    this.value = new Float64Array(longest)
    this.seed = new Int32Array(longest)
  }

  apply(
    squared: Float64Array,
    nearest: Int32Array,
    { start, step, count }: { readonly start: number; readonly step: number; readonly count: number },
  ): void {
    const { place, from, value, seed } = this
    let last = -1
    for (let q = 0; q < count; q++) {
      const f = squared[start + q * step]
      value[q] = f
      seed[q] = nearest[start + q * step]
      if (f >= far) continue
      let crossing = Number.NEGATIVE_INFINITY
      while (last >= 0) {
        const p = place[last]
        crossing = (f + q * q - value[p] - p * p) / (2 * (q - p))
        if (crossing > from[last]) break
        last--
        crossing = Number.NEGATIVE_INFINITY
      }
      last++
      place[last] = q
      from[last] = crossing
    }
    if (last < 0) return
    from[last + 1] = Number.POSITIVE_INFINITY
    for (let q = 0, k = 0; q < count; q++) {
      while (from[k + 1] < q) k++
      const p = place[k]
      squared[start + q * step] = (q - p) * (q - p) + value[p]
      nearest[start + q * step] = seed[p]
    }
  }
}
