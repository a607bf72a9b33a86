/** A decoded picture: three bytes a pixel, row-major from the top left, sRGB. */
export interface RgbPicture {
  readonly rgb: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** Colour between pixels (bilinear; pixel centres at whole numbers, edges carried on), 0–255, into `out`. */
export const samplePicture = (
  { rgb, widthPx, heightPx }: RgbPicture,
  x: number,
  y: number,
  out: Float64Array,
): void => {
  const cx = Math.min(widthPx - 1, Math.max(0, x))
  const cy = Math.min(heightPx - 1, Math.max(0, y))
  const x0 = Math.min(widthPx - 2, Math.floor(cx))
  const y0 = Math.min(heightPx - 2, Math.floor(cy))
  const [fx, fy] = [cx - Math.max(0, x0), cy - Math.max(0, y0)]
  const left = Math.max(0, x0)
  const top = Math.max(0, y0)
  const right = Math.min(widthPx - 1, left + 1)
  const bottom = Math.min(heightPx - 1, top + 1)
  for (let channel = 0; channel < 3; channel++) {
    const at = (px: number, py: number): number => rgb[(py * widthPx + px) * 3 + channel]
    const above = at(left, top) * (1 - fx) + at(right, top) * fx
    const below = at(left, bottom) * (1 - fx) + at(right, bottom) * fx
    out[channel] = above * (1 - fy) + below * fy
  }
}
