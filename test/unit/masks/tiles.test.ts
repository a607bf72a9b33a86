import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { invertLayer, mergeLayer, mergeModes } from '#core/masks/tiles/mergeMask.ts'
import { bitsOfTiles, tilesFromBits } from '#core/masks/tiles/tileBits.ts'
import { packLayer, packTile, unpackLayer, unpackTile } from '#core/masks/tiles/tileCodec.ts'
import { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import { blobs, isSameMask } from './painted.ts'

const size = { widthPx: 600, heightPx: 300 }
const seeds = fc.integer({ min: 0, max: 1e9 })

const stroke = fc.record({
  mode: fc.constantFrom('paint' as const, 'erase' as const),
  radiusPx: fc.double({ min: 0.5, max: 60, noNaN: true }),
  points: fc
    .array(fc.tuple(fc.integer({ min: -50, max: 650 }), fc.integer({ min: -50, max: 350 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((points) => points.flat()),
})

describe('mask tiles', () => {
  test('hold a mask pixel by pixel; a tile of one value is one number', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const mask = blobs(size, seed)
        const tiles = MaskTiles.fromMask(mask, size)
        expect(isSameMask(tiles.toMask(), mask)).toBe(true)
        for (let index = 0; index < tiles.count; index++) {
          const { x0, y0, x1, y1 } = tiles.box(index)
          const values = new Set<number>()
          for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) values.add(mask[y * size.widthPx + x])
          expect(typeof tiles.tile(index) === 'number').toBe(values.size === 1)
        }
      }),
      { numRuns: 5 },
    )
  })

  test('are kept with a bit a pixel where they are hard, and as they are where they are soft', () => {
    const hard = MaskTiles.fromMask(
      blobs(size, 7).map((value) => (value < 128 ? 0 : 255)),
      size,
    )
    const soft = MaskTiles.fromMask(
      Uint8Array.from({ length: 600 * 300 }, (_, i) => i % 251),
      size,
    )
    for (const [layer, bytes] of [
      [hard, 8192],
      [soft, 65536],
    ] as const) {
      const kept = bitsOfTiles(layer.list())
      const pixels = kept.filter((tile) => typeof tile !== 'number')
      expect(pixels.length).toBeGreaterThan(1)
      for (const tile of pixels) expect(tile.length).toBe(bytes)
      expect(isSameMask(new MaskTiles(size, tilesFromBits(kept)).toMask(), layer.toMask())).toBe(true)
    }
  })

  test('an edit changes its own copies: a clone taken before stays, and abandoning puts everything back', () => {
    fc.assert(
      fc.property(seeds, stroke, (seed, brush: BrushStroke) => {
        const mask = blobs(size, seed)
        const tiles = MaskTiles.fromMask(mask, size)
        const clone = tiles.clone()
        const edit = new TileEdit(tiles)
        paintStroke(edit, brush)
        const painted = tiles.toMask()
        expect(isSameMask(clone.toMask(), mask)).toBe(true)
        edit.abandon()
        expect(isSameMask(tiles.toMask(), mask)).toBe(true)
        paintStroke(edit, brush)
        const changes = edit.finish()
        expect(isSameMask(tiles.toMask(), painted)).toBe(true)
        expect(changes.length === 0).toBe(painted.every((value, i) => value === mask[i]))
        const touched = new Set(changes.map(({ index }) => index))
        for (let i = 0; i < mask.length; i++) {
          if (mask[i] === painted[i]) continue
          expect(touched).toContain((Math.floor(i / size.widthPx) >> 8) * tiles.columns + ((i % size.widthPx) >> 8))
        }
      }),
      { numRuns: 12 },
    )
  })

  test('what is painted full becomes one number again, and what a finished edit gave out never changes', () => {
    const tiles = new MaskTiles(size)
    const first = new TileEdit(tiles)
    paintStroke(first, { mode: 'paint', radiusPx: 40, points: [100, 100] })
    const [change] = first.finish()
    const kept = (change.after as Uint8Array).slice()
    const second = new TileEdit(tiles)
    paintStroke(second, { mode: 'paint', radiusPx: 900, points: [100, 100] })
    second.finish()
    expect(tiles.list()).toEqual([255, 255, 255, 255, 255, 255])
    expect(change.after).toEqual(kept)
    expect(tiles.heldBytes()).toBe(0)
  })

  test('travel and are stored without loss; damaged bytes are refused', () => {
    const tiles = MaskTiles.fromMask(blobs(size, 5), size)
    const packed = new Map(tiles.list().map((tile, index) => [index, packTile(tile)]))
    const bytes = packLayer(size, packed)
    expect(isSameMask(unpackLayer(bytes).toMask(), tiles.toMask())).toBe(true)
    expect(packLayer(size, new Map()).length).toBe(16 + 6 * 5)
    for (let length = 0; length < bytes.length; length += 97) {
      expect(() => unpackLayer(bytes.slice(0, length))).toThrow(/damaged/)
    }
    expect(() => unpackTile(Uint8Array.of(1, 2, 3))).toThrow(/damaged/)
  })

  test('merging, inverting and replacing are what they are pixel by pixel', () => {
    const results = {
      replace: (_: number, b: number) => b,
      add: (a: number, b: number) => a | b,
      subtract: (a: number, b: number) => a & ~b & 255,
      intersect: (a: number, b: number) => a & b,
    }
    fc.assert(
      fc.property(seeds, seeds, fc.constantFrom(...mergeModes), (one, other, mode) => {
        const [a, b] = [blobs(size, one), blobs(size, other)]
        const tiles = MaskTiles.fromMask(a, size)
        const edit = new TileEdit(tiles)
        mergeLayer(edit, MaskTiles.fromMask(b, size), mode)
        edit.finish()
        expect(
          isSameMask(
            tiles.toMask(),
            a.map((value, i) => results[mode](value, b[i])),
          ),
        ).toBe(true)
        invertLayer(edit)
        edit.finish()
        expect(
          isSameMask(
            tiles.toMask(),
            a.map((value, i) => 255 - results[mode](value, b[i])),
          ),
        ).toBe(true)
        mergeLayer(edit, MaskTiles.fromMask(a, size), 'replace')
        edit.finish()
        expect(isSameMask(tiles.toMask(), a)).toBe(true)
      }),
      { numRuns: 8 },
    )
  })
})
