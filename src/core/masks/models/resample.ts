import type { MaskSize } from '../types.ts'

/**
 * Values of another size, `channels` a pixel: the mean of the pixels that a smaller picture's pixel covers, bilinear between
 * pixel centres for a larger one.
 */
export const resample = (
  values: Uint8Array | Float32Array,
  from: MaskSize,
  to: MaskSize,
  channels: number,
): Float32Array => {
  const out = new Float32Array(to.widthPx * to.heightPx * channels)
  const columns = taps(from.widthPx, to.widthPx)
  const rows = taps(from.heightPx, to.heightPx)
  for (let y = 0; y < to.heightPx; y++) {
    for (let x = 0; x < to.widthPx; x++) {
      for (const [v, rowWeight] of rows[y]) {
        for (const [u, weight] of columns[x]) {
          const source = (v * from.widthPx + u) * channels
          const target = (y * to.widthPx + x) * channels
          for (let c = 0; c < channels; c++) out[target + c] += weight * rowWeight * values[source + c]
        }
      }
    }
  }
  return out
}

/** For every place of the new line: places of the old one with their weights, which add up to 1. */
const taps = (from: number, to: number): (readonly [number, number])[][] => {
  const step = from / to
  return Array.from({ length: to }, (_, i) => {
    if (step > 1) {
      const parts: [number, number][] = []
      for (let k = Math.floor(i * step); k < Math.min(from, Math.ceil((i + 1) * step)); k++) {
        parts.push([k, (Math.min(k + 1, (i + 1) * step) - Math.max(k, i * step)) / step])
      }
      return parts
    }
    const place = Math.max(0, Math.min(from - 1, (i + 0.5) * step - 0.5))
    const low = Math.min(from - 1, Math.floor(place))
    const high = Math.min(from - 1, low + 1)
    return [
      [low, 1 - (place - low)],
      [high, place - low],
    ]
  })
}
