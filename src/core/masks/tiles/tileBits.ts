import { type Tile, tilePixels } from './maskTiles.ts'

/**
 * A tile as it is kept while nobody looks at it: one value, 65,536 pixels of a soft mask as they are, or 8,192 bytes
 * with a bit a pixel (255 is set), the first pixel in the lowest bit, where the mask is hard.
 */
export type TileBits = Tile

const bitBytes = tilePixels / 8
/** The lowest bits of four pixels. */
const lowBits = 0x01010101
/** Brings the lowest bits of four pixels beside each other. */
const gather = 0x01020408
/** Four pixels by four bits. */
const pixelsOf = Uint32Array.from({ length: 16 }, (_, bits) =>
  [0, 1, 2, 3].reduce((word, pixel) => word + (bits & (1 << pixel) ? 255 * 2 ** (8 * pixel) : 0), 0),
)

const toBits = (tile: Tile): TileBits => {
  if (typeof tile === 'number') return tile
  const aligned = tile.byteOffset % 4 === 0 ? tile : tile.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, tilePixels / 4)
  const bits = new Uint8Array(bitBytes)
  for (let at = 0; at < bitBytes; at++) {
    const [low, high] = [words[2 * at], words[2 * at + 1]]
    if (Math.imul(low & lowBits, 255) >>> 0 !== low || Math.imul(high & lowBits, 255) >>> 0 !== high) return tile
    const nibbles = [Math.imul(low & lowBits, gather), Math.imul(high & lowBits, gather)]
    bits[at] = (nibbles[0] >>> 24) | ((nibbles[1] >>> 24) << 4)
  }
  return bits
}

const fromBits = (kept: TileBits): Tile => {
  if (typeof kept === 'number' || kept.length === tilePixels) return kept
  const words = new Uint32Array(tilePixels / 4)
  for (let at = 0; at < bitBytes; at++) {
    words[2 * at] = pixelsOf[kept[at] & 15]
    words[2 * at + 1] = pixelsOf[kept[at] >> 4]
  }
  return new Uint8Array(words.buffer)
}

/** The tiles of a layer in an eighth of their memory where they are hard; `tilesFromBits` gives the same pixels back. */
export const bitsOfTiles = (tiles: readonly Tile[]): TileBits[] => tiles.map(toBits)

export const tilesFromBits = (kept: readonly TileBits[]): Tile[] => kept.map(fromBits)
