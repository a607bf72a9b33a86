import type { MaskSize, PixelBox } from '../types.ts'

export interface GuidedFilterInput extends MaskSize {
  /** The guide, `[heightPx*widthPx*3]`. */
  readonly rgb: Uint8Array
  /** What is filtered, 0–255. */
  readonly values: Uint8Array
  readonly radiusPx: number
  /** ε on channels from 0 to 1: contrasts well below its root are smoothed over. */
  readonly epsilon: number
  /** Only these pixels change. */
  readonly isWanted: (pixel: number) => boolean
}

const tilePx = 64

/**
 * The guided filter with a colour guide (He, Sun and Tang, Guided Image Filtering, 2010): in every window the values are
 * fitted as a linear function of the colour, and a pixel takes the mean of the fits of all windows about it. Edges of
 * the values move onto edges of the photo. Done in tiles, only where a pixel is wanted.
 *
 * @returns 0–255, `[heightPx*widthPx]`.
 */
export const guidedFilter = (input: GuidedFilterInput): Uint8Array => {
  const { widthPx, heightPx, isWanted } = input
  const out = input.values.slice()
  for (let y0 = 0; y0 < heightPx; y0 += tilePx) {
    for (let x0 = 0; x0 < widthPx; x0 += tilePx) {
      const tile = { x0, y0, x1: Math.min(widthPx, x0 + tilePx), y1: Math.min(heightPx, y0 + tilePx) }
      if (hasWanted(tile, widthPx, isWanted)) filterTile(input, tile, out)
    }
  }
  return out
}

const hasWanted = (tile: PixelBox, widthPx: number, isWanted: (pixel: number) => boolean): boolean => {
  for (let y = tile.y0; y < tile.y1; y++) {
    for (let x = tile.x0; x < tile.x1; x++) if (isWanted(y * widthPx + x)) return true
  }
  return false
}

/** Sums over windows of several planes at once (summed-area tables, Crow, 1984). */
class Sums {
  private readonly width: number
  private readonly height: number
  private readonly planes: number
  private readonly table: Float64Array
  private readonly row: Float64Array

  constructor(width: number, height: number, planes: number) {
    this.width = width
    this.height = height
    this.planes = planes
    this.table = new Float64Array((width + 1) * (height + 1) * planes)
    this.row = new Float64Array(planes)
  }

  /** `read` writes the planes' values at a place into its last argument. */
  fill(read: (x: number, y: number, values: Float64Array) => void): void {
    const { width, height, planes, table, row } = this
    const values = new Float64Array(planes)
    for (let y = 0; y < height; y++) {
      row.fill(0)
      for (let x = 0; x < width; x++) {
        read(x, y, values)
        const at = ((y + 1) * (width + 1) + x + 1) * planes
        const above = (y * (width + 1) + x + 1) * planes
        for (let p = 0; p < planes; p++) {
          row[p] += values[p]
          table[at + p] = table[above + p] + row[p]
        }
      }
    }
  }

  /** Means over the window about (x, y), cut at the picture's sides. */
  means(x: number, y: number, radius: number, out: Float64Array): void {
    const x0 = Math.max(0, x - radius)
    const y0 = Math.max(0, y - radius)
    const x1 = Math.min(this.width, x + radius + 1)
    const y1 = Math.min(this.height, y + radius + 1)
    const { planes, table } = this
    const stride = this.width + 1
    const a = (y1 * stride + x1) * planes
    const b = (y0 * stride + x1) * planes
    const c = (y1 * stride + x0) * planes
    const d = (y0 * stride + x0) * planes
    const area = (x1 - x0) * (y1 - y0)
    for (let p = 0; p < planes; p++) out[p] = (table[a + p] - table[b + p] - table[c + p] + table[d + p]) / area
  }
}

/** Planes: r g b, rr rg rb gg gb bb, v, rv gv bv. */
const momentPlanes = 13

const filterTile = (input: GuidedFilterInput, tile: PixelBox, out: Uint8Array): void => {
  const { rgb, values, radiusPx: radius, epsilon, widthPx, heightPx, isWanted } = input
  const left = Math.max(0, tile.x0 - 2 * radius)
  const top = Math.max(0, tile.y0 - 2 * radius)
  const width = Math.min(widthPx, tile.x1 + 2 * radius) - left
  const height = Math.min(heightPx, tile.y1 + 2 * radius) - top
  const moments = new Sums(width, height, momentPlanes)
  moments.fill((x, y, into) => {
    const pixel = (y + top) * widthPx + x + left
    const r = rgb[pixel * 3] / 255
    const g = rgb[pixel * 3 + 1] / 255
    const b = rgb[pixel * 3 + 2] / 255
    const v = values[pixel] / 255
    into[0] = r
    into[1] = g
    into[2] = b
    into[3] = r * r
    into[4] = r * g
    into[5] = r * b
    into[6] = g * g
    into[7] = g * b
    into[8] = b * b
    into[9] = v
    into[10] = r * v
    into[11] = g * v
    into[12] = b * v
  })
  const mean = new Float64Array(momentPlanes)
  const fits = new Sums(width, height, 4)
  fits.fill((x, y, into) => {
    moments.means(x, y, radius, mean)
    const [r, g, b, rr, rg, rb, gg, gb, bb, v, rv, gv, bv] = mean
    const [ar, ag, ab] = solveSymmetric3(
      [rr - r * r + epsilon, rg - r * g, rb - r * b, gg - g * g + epsilon, gb - g * b, bb - b * b + epsilon],
      [rv - r * v, gv - g * v, bv - b * v],
    )
    into.set([ar, ag, ab, v - ar * r - ag * g - ab * b])
  })
  const fit = new Float64Array(4)
  for (let y = tile.y0; y < tile.y1; y++) {
    for (let x = tile.x0; x < tile.x1; x++) {
      const pixel = y * widthPx + x
      if (!isWanted(pixel)) continue
      fits.means(x - left, y - top, radius, fit)
      const filtered =
        (fit[0] * rgb[pixel * 3] + fit[1] * rgb[pixel * 3 + 1] + fit[2] * rgb[pixel * 3 + 2]) / 255 + fit[3]
      out[pixel] = Math.round(255 * Math.max(0, Math.min(1, filtered)))
    }
  }
}

/** Solves the 3×3 system of the upper triangle `[00 01 02 11 12 22]` by cofactors. */
const solveSymmetric3 = ([a, b, c, d, e, f]: readonly number[], [x, y, z]: readonly number[]): number[] => {
  const c00 = d * f - e * e
  const c01 = c * e - b * f
  const c02 = b * e - c * d
  const det = a * c00 + b * c01 + c * c02
  const c11 = a * f - c * c
  const c12 = b * c - a * e
  const c22 = a * d - b * b
  return [(c00 * x + c01 * y + c02 * z) / det, (c01 * x + c11 * y + c12 * z) / det, (c02 * x + c12 * y + c22 * z) / det]
}
