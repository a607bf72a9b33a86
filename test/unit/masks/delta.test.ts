import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { applyDelta, maskDelta } from '#core/masks/delta.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { mergeLayer } from '#core/masks/tiles/mergeMask.ts'
import { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import { blobs, isSameMask } from './painted.ts'

const size = { widthPx: 300, heightPx: 200 }

/** A layer before and after a stroke, and the record of the stroke. */
const painted = (points: readonly number[], radiusPx: number) => {
  const tiles = new MaskTiles(size)
  const edit = new TileEdit(tiles)
  paintStroke(edit, { mode: 'paint', radiusPx: 40, points: [80, 90] })
  edit.finish()
  const before = tiles.toMask()
  paintStroke(edit, { mode: 'paint', radiusPx, points })
  return { delta: maskDelta(edit.finish(), size), before, after: tiles.toMask() }
}

const applied = (mask: Uint8Array, delta: Uint8Array, direction: 'undo' | 'redo' | 'set'): Uint8Array => {
  const tiles = MaskTiles.fromMask(mask, size)
  const edit = new TileEdit(tiles)
  try {
    applyDelta(edit, delta, direction)
  } finally {
    expect(edit.finish().length === 0).toBe(tiles.toMask().every((value, i) => value === mask[i]))
  }
  return tiles.toMask()
}

describe('mask delta', () => {
  test('undo gives back the mask before, redo the one after, for any edit', () => {
    const edit = fc.array(fc.tuple(fc.integer({ min: 0, max: 59999 }), fc.integer({ min: 0, max: 255 })), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(edit, (changes) => {
        const before = blobs(size, 3)
        const after = before.slice()
        for (const [pixel, value] of changes) after[pixel] = value
        const tileEdit = new TileEdit(MaskTiles.fromMask(before, size))
        mergeLayer(tileEdit, MaskTiles.fromMask(after, size), 'replace')
        const delta = maskDelta(tileEdit.finish(), size)
        expect(isSameMask(applied(after, delta, 'undo'), before)).toBe(true)
        expect(isSameMask(applied(before, delta, 'redo'), after)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('put onto another state it brings its own pixels and leaves the others', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (one, two, three) => {
        const [before, after, other] = [one, two, three].map((seed) => blobs(size, seed))
        const edit = new TileEdit(MaskTiles.fromMask(before, size))
        mergeLayer(edit, MaskTiles.fromMask(after, size), 'replace')
        const result = applied(other, maskDelta(edit.finish(), size), 'set')
        expect(
          isSameMask(
            result,
            other.map((value, i) => (before[i] === after[i] ? value : after[i])),
          ),
        ).toBe(true)
      }),
      { numRuns: 8 },
    )
  })

  test('is small: a stroke over two tiles takes less than 2 kB', () => {
    expect(painted([230, 100, 280, 130], 12).delta.length).toBeLessThan(2000)
  })

  test('refuses a mask in another state and leaves it alone', () => {
    const { before, after, delta } = painted([100, 100, 160, 130], 12)
    const other = after.slice()
    other[115 * size.widthPx + 130] = 0
    expect(() => applied(other, delta, 'undo')).toThrow(/changed since/)
    expect(() => applied(before, delta, 'undo')).toThrow(/changed since/)
  })

  test('refuses damaged bytes and another image’s record', () => {
    const { after, delta } = painted([100, 100, 160, 130], 12)
    expect(() => applied(after, delta.slice(0, 12), 'undo')).toThrow(/damaged/)
    expect(() => applied(after, delta.slice(0, delta.length - 9), 'undo')).toThrow(/damaged|changed/)
    const hungry = delta.slice()
    new DataView(hungry.buffer).setUint32(16, 0xfffffff0, true)
    expect(() => applied(after, hungry, 'undo')).toThrow(/damaged/)
    const small = new TileEdit(new MaskTiles({ widthPx: 10, heightPx: 10 }))
    expect(() => applyDelta(small, delta, 'undo')).toThrow(/300 × 200/)
  })
})

describe('intersection over union', () => {
  test('counts pixels in both over pixels in either', () => {
    expect(intersectionOverUnion(Uint8Array.of(255, 255, 0, 0), Uint8Array.of(255, 0, 255, 0))).toBeCloseTo(1 / 3, 12)
    expect(intersectionOverUnion(new Uint8Array(4), new Uint8Array(4))).toBe(1)
    expect(() => intersectionOverUnion(new Uint8Array(4), new Uint8Array(5))).toThrow(/4 and 5/)
  })
})
