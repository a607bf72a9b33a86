import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyStroke } from '#core/masks/stroke.ts'
import type { BrushStroke } from '#core/masks/types.ts'

const size = { widthPx: 32, heightPx: 24 }
const blank = () => new Uint8Array(size.widthPx * size.heightPx)
const count = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + Number(value > 0), 0)

const coordinate = fc.double({ min: -20, max: 50, noNaN: true })
const path = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 5 }).map((points) => points.flat())

const distanceToPath = (points: readonly number[], x: number, y: number): number => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < points.length; i += 2) {
    const j = Math.min(i + 2, points.length - 2)
    const [dx, dy] = [points[j] - points[i], points[j + 1] - points[i + 1]]
    const along = ((x - points[i]) * dx + (y - points[i + 1]) * dy) / (dx * dx + dy * dy || 1)
    const t = Math.min(1, Math.max(0, along))
    best = Math.min(best, Math.hypot(x - points[i] - t * dx, y - points[i + 1] - t * dy))
  }
  return best
}

describe('stroke', () => {
  test('a radius of 0.5 paints exactly one pixel, wherever the click lands', () => {
    const inside = fc.tuple(fc.double({ min: 0, max: 31, noNaN: true }), fc.double({ min: 0, max: 23, noNaN: true }))
    fc.assert(
      fc.property(inside, ([x, y]) => {
        const mask = blank()
        const box = applyStroke(mask, size, { mode: 'paint', radiusPx: 0.5, points: [x, y] })
        expect(count(mask)).toBe(1)
        expect(mask[Math.round(y) * size.widthPx + Math.round(x)]).toBe(255)
        expect(box).toEqual({ x0: Math.round(x), y0: Math.round(y), x1: Math.round(x) + 1, y1: Math.round(y) + 1 })
      }),
    )
  })

  test('a thin line has no gaps: each pixel touches the next', () => {
    const mask = blank()
    applyStroke(mask, size, { mode: 'paint', radiusPx: 0.5, points: [2, 3, 27, 14] })
    expect(count(mask)).toBe(26)
    for (let x = 2; x <= 27; x++) expect(mask[Math.round(3 + ((x - 2) * 11) / 25) * size.widthPx + x]).toBe(255)
  })

  test('paints what is nearer than the radius and nothing that is farther', () => {
    fc.assert(
      fc.property(path, fc.double({ min: 0.8, max: 12, noNaN: true }), (points, radiusPx) => {
        const mask = blank()
        applyStroke(mask, size, { mode: 'paint', radiusPx, points })
        for (let i = 0; i < mask.length; i++) {
          const distance = distanceToPath(points, i % size.widthPx, Math.floor(i / size.widthPx))
          if (distance < radiusPx - 1e-6) expect(mask[i]).toBe(255)
          // The pixels nearest to the path belong to it; their centres are at most half a diagonal away.
          if (distance > Math.max(radiusPx, Math.SQRT1_2) + 1e-6) expect(mask[i]).toBe(0)
        }
      }),
    )
  })

  test('the box holds every change and is tight', () => {
    const stroke = fc.record({
      mode: fc.constantFrom('paint' as const, 'erase' as const),
      radiusPx: fc.double({ min: 0.5, max: 9, noNaN: true }),
      points: path,
    })
    fc.assert(
      fc.property(stroke, fc.integer(), (brush: BrushStroke, seed) => {
        const mask = blank().map((_, i) => (Math.imul(i + 1, seed | 1) & 64 ? 255 : 0))
        const before = mask.slice()
        const box = applyStroke(mask, size, brush)
        const columns: number[] = []
        const rows: number[] = []
        for (let i = 0; i < mask.length; i++) {
          if (mask[i] === before[i]) continue
          columns.push(i % size.widthPx)
          rows.push(Math.floor(i / size.widthPx))
        }
        expect(box).toEqual(
          columns.length === 0
            ? null
            : {
                x0: Math.min(...columns),
                y0: Math.min(...rows),
                x1: Math.max(...columns) + 1,
                y1: Math.max(...rows) + 1,
              },
        )
      }),
    )
  })

  test('a path far outside the picture ends at once and changes nothing', () => {
    const mask = blank()
    expect(applyStroke(mask, size, { mode: 'paint', radiusPx: 3, points: [1e12, -1e12, 3e12, -2e12] })).toBeNull()
  })

  test('refuses what is not a stroke', () => {
    const paint = (points: number[], radiusPx: number) => () =>
      applyStroke(blank(), size, { mode: 'paint', radiusPx, points })
    expect(paint([1, 2, 3], 2)).toThrow(/x y pairs/)
    expect(paint([], 2)).toThrow(/x y pairs/)
    expect(paint([1, Number.NaN], 2)).toThrow(/x y pairs/)
    expect(paint([1, 2], 0.3)).toThrow(/0\.5/)
  })
})
