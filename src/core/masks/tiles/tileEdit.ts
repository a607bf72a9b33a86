import { type MaskTiles, openTile, solidValue, type Tile, tileEdgePx } from './maskTiles.ts'

/** What an edit did to one tile. */
export interface TileChange {
  readonly index: number
  readonly before: Tile
  readonly after: Tile
}

/**
 * One edit of a layer, from press to release. A tile is copied when it is first touched: the old pixels stay with the
 * edit for undo, the layer gets the copy. The layer shows the edit while it is being made.
 */
export class TileEdit {
  readonly tiles: MaskTiles
  readonly #before = new Map<number, Tile>()
  readonly #open = new Map<number, Uint8Array<ArrayBuffer>>()
  #dirty = new Set<number>()

  constructor(tiles: MaskTiles) {
    this.tiles = tiles
  }

  /** The tile as it was before the edit. */
  before(index: number): Tile {
    return this.#before.get(index) ?? this.tiles.tile(index)
  }

  /** The tile's pixels, to be written. */
  touch(index: number): Uint8Array<ArrayBuffer> {
    this.#dirty.add(index)
    const open = this.#open.get(index)
    if (open) return open
    const tile = this.tiles.tile(index)
    if (!this.#before.has(index)) this.#before.set(index, tile)
    const pixels = openTile(tile)
    this.#open.set(index, pixels)
    this.tiles.setOpen(index, pixels)
    return pixels
  }

  /** Puts a whole tile in place. */
  replace(index: number, tile: Tile): void {
    if (!this.#before.has(index)) this.#before.set(index, this.tiles.tile(index))
    this.#open.delete(index)
    this.tiles.set(index, tile)
    this.#dirty.add(index)
  }

  /** Sets columns first..last of a row; what lies outside of the image is left out. */
  writeSpan(y: number, first: number, last: number, value: number): void {
    const { size, columns } = this.tiles
    if (y < 0 || y >= size.heightPx) return
    const from = Math.max(0, first)
    const to = Math.min(size.widthPx - 1, last)
    const row = Math.floor(y / tileEdgePx) * columns
    const inRow = (y & 255) << 8
    for (let column = from >> 8; column <= to >> 8; column++) {
      const index = row + column
      if (this.tiles.tile(index) === value) continue
      const start = Math.max(from, column << 8) & 255
      const end = Math.min(to, (column << 8) | 255) & 255
      this.touch(index).fill(value, inRow | start, (inRow | end) + 1)
    }
  }

  /** The tiles touched since the last call. */
  takeDirty(): ReadonlySet<number> {
    const dirty = this.#dirty
    this.#dirty = new Set()
    return dirty
  }

  /** What has changed so far; the tiles are still being written. */
  changes(): readonly TileChange[] {
    return [...this.#before].map(([index, before]) => ({ index, before, after: this.tiles.tile(index) }))
  }

  /** Ends the edit. Tiles that are as before are left out: a stroke that changed nothing gives an empty list. */
  finish(): readonly TileChange[] {
    const changes: TileChange[] = []
    for (const [index, before] of [...this.#before].sort(([a], [b]) => a - b)) {
      const box = this.tiles.box(index)
      const now = this.tiles.tile(index)
      const after = typeof now === 'number' ? now : (solidValue(now, box) ?? now)
      const isSame = sameTile(before, after, box.x1 - box.x0, box.y1 - box.y0)
      this.tiles.set(index, isSame ? before : after)
      if (!isSame) changes.push({ index, before, after })
    }
    this.#clear()
    return changes
  }

  /** Puts everything back. */
  abandon(): void {
    for (const [index, tile] of this.#before) {
      this.tiles.set(index, tile)
      this.#dirty.add(index)
    }
    this.#clear()
  }

  #clear(): void {
    this.#before.clear()
    this.#open.clear()
  }
}

const sameTile = (a: Tile, b: Tile, width: number, height: number): boolean => {
  if (a === b) return true
  if (typeof a === 'number' || typeof b === 'number') return false
  for (let row = 0; row < height; row++) {
    const from = row << 8
    for (let at = from; at < from + width; at++) if (a[at] !== b[at]) return false
  }
  return true
}
