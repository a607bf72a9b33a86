import type { MaskSize, PixelBox } from '../types.ts'

/** A part of a photo, drawn smaller. Pixel centres are whole numbers in both grids. */
export interface Region extends MaskSize {
  /** In the photo. */
  readonly box: PixelBox
  /** Pixels of the photo to one of the region, at least 1. */
  readonly scale: number
}

/** The part of the photo about `box`, as fine as `mostPixels` allow. */
export const regionOf = (box: PixelBox, photo: MaskSize, mostPixels: number): Region => {
  const x0 = Math.max(0, Math.floor(box.x0))
  const y0 = Math.max(0, Math.floor(box.y0))
  const x1 = Math.min(photo.widthPx, Math.ceil(box.x1))
  const y1 = Math.min(photo.heightPx, Math.ceil(box.y1))
  const scale = Math.max(1, Math.sqrt(((x1 - x0) * (y1 - y0)) / mostPixels))
  return {
    box: { x0, y0, x1, y1 },
    scale,
    widthPx: Math.max(1, Math.floor((x1 - x0) / scale)),
    heightPx: Math.max(1, Math.floor((y1 - y0) / scale)),
  }
}

/** From the photo's pixels to the region's: the centre of pixel (0, 0) is half a pixel from the corner in either grid. */
export const toRegion = ({ box, scale }: Region, xPx: number, yPx: number): readonly [number, number] => [
  (xPx + 0.5 - box.x0) / scale - 0.5,
  (yPx + 0.5 - box.y0) / scale - 0.5,
]

/** Mean over the photo's pixels that each pixel of the region covers (at least one). `channels` values a pixel. */
export const shrink = (values: Uint8Array, photo: MaskSize, region: Region, channels: number): Uint8Array => {
  const { box, scale, widthPx, heightPx } = region
  const out = new Uint8Array(widthPx * heightPx * channels)
  for (let y = 0; y < heightPx; y++) {
    const fromY = box.y0 + Math.floor(y * scale)
    const toY = Math.max(fromY + 1, Math.min(box.y1, box.y0 + Math.floor((y + 1) * scale)))
    for (let x = 0; x < widthPx; x++) {
      const fromX = box.x0 + Math.floor(x * scale)
      const toX = Math.max(fromX + 1, Math.min(box.x1, box.x0 + Math.floor((x + 1) * scale)))
      const count = (toX - fromX) * (toY - fromY)
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let v = fromY; v < toY; v++) {
          for (let u = fromX; u < toX; u++) sum += values[(v * photo.widthPx + u) * channels + c]
        }
        out[(y * widthPx + x) * channels + c] = Math.round(sum / count)
      }
    }
  }
  return out
}

/** The region's mask in the photo's grid, nearest pixel, 0 outside of the region. */
export const enlarge = (mask: Uint8Array, region: Region, photo: MaskSize): Uint8Array => {
  const { box, scale, widthPx, heightPx } = region
  const out = new Uint8Array(photo.widthPx * photo.heightPx)
  for (let y = box.y0; y < box.y1; y++) {
    const v = Math.min(heightPx - 1, Math.floor((y - box.y0) / scale))
    for (let x = box.x0; x < box.x1; x++) {
      const u = Math.min(widthPx - 1, Math.floor((x - box.x0) / scale))
      out[y * photo.widthPx + x] = mask[v * widthPx + u]
    }
  }
  return out
}
