import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { applyDelta, maskDelta } from '#core/masks/delta.ts'
import { applyStroke } from '#core/masks/stroke.ts'

const size = { widthPx: 300, heightPx: 200 }
const whole = { x0: 0, y0: 0, x1: size.widthPx, y1: size.heightPx }

const painted = (points: readonly number[], radiusPx: number) => {
  const before = new Uint8Array(size.widthPx * size.heightPx)
  applyStroke(before, size, { mode: 'paint', radiusPx: 40, points: [80, 90] })
  const after = before.slice()
  const box = applyStroke(after, size, { mode: 'paint', radiusPx, points })
  return { before, after, box: box ?? whole }
}

describe('mask delta', () => {
  test('undo gives back the mask before, redo the one after, for any edit', () => {
    const edit = fc.array(fc.tuple(fc.integer({ min: 0, max: 59999 }), fc.integer({ min: 0, max: 255 })), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(edit, (changes) => {
        const { before } = painted([10, 10], 2)
        const after = before.slice()
        for (const [pixel, value] of changes) after[pixel] = value
        const delta = maskDelta(before, after, size, whole)
        const mask = after.slice()
        applyDelta(mask, size, delta, 'undo')
        expect(mask).toEqual(before)
        applyDelta(mask, size, delta, 'redo')
        expect(mask).toEqual(after)
      }),
      { numRuns: 40 },
    )
  })

  test('is small: a stroke over two tiles takes less than 2 kB', () => {
    const { before, after, box } = painted([100, 100, 160, 130], 12)
    expect(maskDelta(before, after, size, box).length).toBeLessThan(2000)
  })

  test('refuses a mask in another state and leaves it alone', () => {
    const { before, after, box } = painted([100, 100, 160, 130], 12)
    const delta = maskDelta(before, after, size, box)
    const other = after.slice()
    other[115 * size.widthPx + 130] = 0
    const kept = other.slice()
    expect(() => applyDelta(other, size, delta, 'undo')).toThrow(/changed since/)
    expect(other).toEqual(kept)
    expect(() => applyDelta(before.slice(), size, delta, 'undo')).toThrow(/changed since/)
  })

  test('refuses damaged bytes and another image’s record', () => {
    const { before, after, box } = painted([100, 100, 160, 130], 12)
    const delta = maskDelta(before, after, size, box)
    expect(() => applyDelta(after.slice(), size, delta.slice(0, 12), 'undo')).toThrow(/damaged/)
    expect(() => applyDelta(after.slice(), size, delta.slice(0, delta.length - 9), 'undo')).toThrow(/damaged|changed/)
    const hungry = delta.slice()
    new DataView(hungry.buffer).setUint32(16, 0xfffffff0, true)
    expect(() => applyDelta(after.slice(), size, hungry, 'undo')).toThrow(/damaged/)
    expect(() => applyDelta(new Uint8Array(100), { widthPx: 10, heightPx: 10 }, delta, 'undo')).toThrow(/300 × 200/)
  })
})

describe('intersection over union', () => {
  test('counts pixels in both over pixels in either', () => {
    expect(intersectionOverUnion(Uint8Array.of(255, 255, 0, 0), Uint8Array.of(255, 0, 255, 0))).toBeCloseTo(1 / 3, 12)
    expect(intersectionOverUnion(new Uint8Array(4), new Uint8Array(4))).toBe(1)
    expect(() => intersectionOverUnion(new Uint8Array(4), new Uint8Array(5))).toThrow(/4 and 5/)
  })
})
