import { badInput } from '../../model/errors.ts'
import { checkMaskSize } from '../silhouette.ts'
import type { MaskSize, PixelBox } from '../types.ts'

/** Side of a tile in pixels. */
export const tileEdgePx = 256
/** Pixels of a tile, row-major; tiles at the right and lower border hold pixels beyond the image, which mean nothing. */
export const tilePixels = tileEdgePx * tileEdgePx

/** One value where the whole tile has it, else its pixels. Pixels of a tile are never changed once others see them. */
export type Tile = number | Uint8Array<ArrayBuffer>

/**
 * A mask layer (values 0..255, 255 subject) as a grid of tiles of 256 × 256 pixels, row by row. A tile of one value
 * takes one number: of a photo of 50 megapixels only the tiles that the border of the mask runs through exist.
 * Changes go through `TileEdit`, which writes into copies: a clone costs the list of tiles alone.
 */
export class MaskTiles {
  readonly size: MaskSize
  readonly columns: number
  readonly rows: number
  readonly #tiles: Tile[]

  /** @throws input/image-size unless both sides are positive whole numbers. */
  constructor(size: MaskSize, tiles?: readonly Tile[]) {
    checkMaskSize(size)
    this.size = { widthPx: size.widthPx, heightPx: size.heightPx }
    this.columns = Math.ceil(size.widthPx / tileEdgePx)
    this.rows = Math.ceil(size.heightPx / tileEdgePx)
    const count = this.columns * this.rows
    if (tiles && tiles.length !== count) {
      throw badInput('mask-tiles', `A mask of ${size.widthPx} × ${size.heightPx} pixels has ${count} tiles.`)
    }
    this.#tiles = tiles ? [...tiles] : new Array<Tile>(count).fill(0)
  }

  /** @param mask `[heightPx*widthPx]` row-major. @throws input/image-size where it has another size. */
  static fromMask(mask: Uint8Array, size: MaskSize): MaskTiles {
    const layer = new MaskTiles(size)
    if (mask.length !== size.widthPx * size.heightPx) {
      throw badInput('image-size', `A mask of ${mask.length} pixels is not ${size.widthPx} × ${size.heightPx}.`)
    }
    for (let index = 0; index < layer.count; index++) layer.set(index, cutTile(mask, size.widthPx, layer.box(index)))
    return layer
  }

  get count(): number {
    return this.#tiles.length
  }

  tile(index: number): Tile {
    return this.#tiles[index]
  }

  /** Takes over a tile; pixels of one value become that value. */
  set(index: number, tile: Tile): void {
    this.#tiles[index] = typeof tile === 'number' ? tile : (solidValue(tile, this.box(index)) ?? tile)
  }

  /** Takes over pixels that are still being changed: they are not looked at. */
  setOpen(index: number, pixels: Uint8Array<ArrayBuffer>): void {
    this.#tiles[index] = pixels
  }

  /** The pixels of the image that a tile covers. */
  box(index: number): PixelBox {
    const x0 = (index % this.columns) * tileEdgePx
    const y0 = Math.floor(index / this.columns) * tileEdgePx
    const { widthPx, heightPx } = this.size
    return { x0, y0, x1: Math.min(widthPx, x0 + tileEdgePx), y1: Math.min(heightPx, y0 + tileEdgePx) }
  }

  /** The value of a pixel inside the image. */
  valueAt(x: number, y: number): number {
    const tile = this.#tiles[(y >> 8) * this.columns + (x >> 8)]
    return typeof tile === 'number' ? tile : tile[((y & 255) << 8) | (x & 255)]
  }

  /** All pixels, `[heightPx*widthPx]`. */
  toMask(): Uint8Array<ArrayBuffer> {
    const { widthPx, heightPx } = this.size
    const mask = new Uint8Array(widthPx * heightPx)
    for (let index = 0; index < this.count; index++) {
      const tile = this.#tiles[index]
      if (tile === 0) continue
      const { x0, y0, x1, y1 } = this.box(index)
      for (let y = y0; y < y1; y++) {
        const at = y * widthPx
        if (typeof tile === 'number') mask.fill(tile, at + x0, at + x1)
        else mask.set(tile.subarray((y - y0) << 8, ((y - y0) << 8) + x1 - x0), at + x0)
      }
    }
    return mask
  }

  clone(): MaskTiles {
    return new MaskTiles(this.size, this.#tiles)
  }

  list(): readonly Tile[] {
    return this.#tiles
  }

  isEmpty(): boolean {
    return this.#tiles.every((tile) => tile === 0)
  }

  /** Bytes of pixels that are held. */
  heldBytes(): number {
    return this.#tiles.reduce<number>((sum, tile) => sum + (typeof tile === 'number' ? 0 : tile.length), 0)
  }
}

/** A tile's pixels, copied; beyond the image 0. */
export const cutTile = (mask: Uint8Array, widthPx: number, { x0, y0, x1, y1 }: PixelBox): Uint8Array<ArrayBuffer> => {
  const pixels = new Uint8Array(tilePixels)
  for (let y = y0; y < y1; y++) {
    pixels.set(mask.subarray(y * widthPx + x0, y * widthPx + x1), (y - y0) << 8)
  }
  return pixels
}

/** A tile's pixels as a copy of their own. */
export const openTile = (tile: Tile): Uint8Array<ArrayBuffer> =>
  typeof tile === 'number' ? new Uint8Array(tilePixels).fill(tile) : tile.slice()

/** The value that all pixels inside the image have; null where they differ. */
export const solidValue = (pixels: Uint8Array, { x0, y0, x1, y1 }: PixelBox): number | null => {
  const value = pixels[0]
  const width = x1 - x0
  for (let row = 0; row < y1 - y0; row++) {
    const from = row << 8
    for (let at = from; at < from + width; at++) if (pixels[at] !== value) return null
  }
  return value
}
