import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyStroke } from '#core/masks/stroke.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import { LiveMask } from '../../../src/renderer/image/LiveMask.ts'

const size = { widthPx: 40, heightPx: 30 }
const coordinate = fc.double({ min: -10, max: 50, noNaN: true })
const strokes = fc.array(
  fc.record({
    mode: fc.constantFrom('paint' as const, 'erase' as const),
    radiusPx: fc.double({ min: 0.5, max: 8, noNaN: true }),
    points: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 8 }),
  }),
  { maxLength: 5 },
)

interface Drawn {
  readonly mode: BrushStroke['mode']
  readonly radiusPx: number
  readonly points: readonly (readonly [number, number])[]
}

const draw = (mask: LiveMask, { mode, radiusPx, points }: Drawn): BrushStroke => {
  mask.begin(mode, radiusPx, points[0])
  for (const point of points.slice(1)) mask.extend(point)
  return mask.end()!
}

const storedAfter = (list: readonly BrushStroke[]): Uint8Array => {
  const stored = new Uint8Array(size.widthPx * size.heightPx)
  for (const stroke of list) applyStroke(stored, size, stroke)
  return stored
}

describe('live mask', () => {
  test('drawn segment by segment it has the very pixels that the host makes of the finished strokes', () => {
    fc.assert(
      fc.property(strokes, (list) => {
        const mask = new LiveMask(size)
        const finished = list.map((stroke) => draw(mask, stroke))
        expect(mask.shown).toEqual(storedAfter(finished))
      }),
    )
  })

  test('the changed box covers every change', () => {
    fc.assert(
      fc.property(strokes, (list) => {
        const mask = new LiveMask(size)
        mask.takeDirty()
        const before = mask.shown.slice()
        for (const stroke of list) draw(mask, stroke)
        const box = mask.takeDirty() ?? { x0: 0, y0: 0, x1: 0, y1: 0 }
        mask.shown.forEach((value, i) => {
          const x = i % size.widthPx
          const y = Math.floor(i / size.widthPx)
          const inside = x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1
          if (!inside) expect(value).toBe(before[i])
        })
        expect(mask.takeDirty()).toBeNull()
      }),
    )
  })

  test('an abandoned stroke leaves no trace', () => {
    fc.assert(
      fc.property(strokes, strokes, (list, abandoned) => {
        const mask = new LiveMask(size)
        const finished = list.map((stroke) => draw(mask, stroke))
        for (const { mode, radiusPx, points } of abandoned) {
          mask.begin(mode, radiusPx, points.flat())
          mask.abandon()
        }
        expect(mask.shown).toEqual(storedAfter(finished))
      }),
    )
  })

  test('a stored mask that arrives late does not lose strokes the host has not answered for', () => {
    const mask = new LiveMask(size)
    const first = draw(mask, { mode: 'paint', radiusPx: 4, points: [[10, 10]] })
    const second = draw(mask, { mode: 'erase', radiusPx: 2, points: [[12, 10]] })
    mask.settle(first)
    mask.load(storedAfter([first]))
    expect(mask.shown).toEqual(storedAfter([first, second]))
    mask.settle(second)
    mask.load(storedAfter([first]))
    expect(mask.shown).toEqual(storedAfter([first]))
  })

  test('a stored mask that arrives while a stroke is drawn keeps the stroke, and Esc then shows the stored one', () => {
    const mask = new LiveMask(size)
    const stored = storedAfter([{ mode: 'paint', radiusPx: 5, points: [20, 20] }])
    mask.begin('paint', 3, [5, 5])
    mask.extend([8, 5])
    mask.load(stored)
    expect(mask.shown[5 * size.widthPx + 8]).toBe(255)
    expect(mask.shown[20 * size.widthPx + 20]).toBe(255)
    mask.abandon()
    expect(mask.shown).toEqual(stored)
  })

  test('the revision counts changes only', () => {
    const mask = new LiveMask(size)
    const stored = storedAfter([{ mode: 'paint', radiusPx: 5, points: [20, 20] }])
    mask.load(stored)
    expect(mask.revision).toBe(1)
    mask.load(stored)
    expect(mask.revision).toBe(1)
    mask.load(null)
    expect(mask.revision).toBe(2)
  })
})
