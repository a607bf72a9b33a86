import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { StrokePainter } from '#core/masks/brush/strokePainter.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import { distanceToPath, paintedMask } from './painted.ts'

const size = { widthPx: 32, heightPx: 24 }
const count = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + Number(value > 0), 0)

const coordinate = fc.double({ min: -20, max: 50, noNaN: true })
const path = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 5 }).map((points) => points.flat())
const radius = fc.double({ min: 0.5, max: 9, noNaN: true })

describe('stroke with a hard edge', () => {
  test('a radius of 0.5 paints exactly one pixel, wherever the click lands', () => {
    const inside = fc.tuple(fc.double({ min: 0, max: 31, noNaN: true }), fc.double({ min: 0, max: 23, noNaN: true }))
    fc.assert(
      fc.property(inside, ([x, y]) => {
        const mask = paintedMask(size, [{ mode: 'paint', radiusPx: 0.5, points: [x, y] }])
        expect(count(mask)).toBe(1)
        expect(mask[Math.round(y) * size.widthPx + Math.round(x)]).toBe(255)
      }),
    )
  })

  test('a thin line has no gaps: each pixel touches the next', () => {
    const mask = paintedMask(size, [{ mode: 'paint', radiusPx: 0.5, points: [2, 3, 27, 14] }])
    expect(count(mask)).toBe(26)
    for (let x = 2; x <= 27; x++) expect(mask[Math.round(3 + ((x - 2) * 11) / 25) * size.widthPx + x]).toBe(255)
  })

  test('paints what is nearer than the radius and nothing that is farther', () => {
    fc.assert(
      fc.property(path, fc.double({ min: 0.8, max: 12, noNaN: true }), (points, radiusPx) => {
        const mask = paintedMask(size, [{ mode: 'paint', radiusPx, points }])
        for (let i = 0; i < mask.length; i++) {
          const distance = distanceToPath(points, i % size.widthPx, Math.floor(i / size.widthPx))
          if (distance < radiusPx - 1e-6) expect(mask[i]).toBe(255)
          // The pixels nearest to the path belong to it; their centres are at most half a diagonal away.
          if (distance > Math.max(radiusPx, Math.SQRT1_2) + 1e-6) expect(mask[i]).toBe(0)
        }
      }),
    )
  })

  test('a pen that presses harder or softer covers the discs at all places of the way, and no more', () => {
    const ends = fc.tuple(coordinate, coordinate, radius, coordinate, coordinate, radius)
    fc.assert(
      fc.property(ends, ([x0, y0, r0, x1, y1, r1]) => {
        const stroke = { mode: 'paint' as const, radiusPx: r0, points: [x0, y0, x1, y1], radiiPx: [r0, r1] }
        const mask = paintedMask(size, [stroke])
        const samples = Array.from({ length: 401 }, (_, k) => k / 400)
        for (let i = 0; i < mask.length; i++) {
          const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)]
          const beyond = Math.min(
            ...samples.map((t) => Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0)) - (r0 + t * (r1 - r0))),
          )
          if (beyond < -1e-3) expect(mask[i]).toBe(255)
          // A sampled way is up to an eighth of a pixel coarse here.
          if (beyond > 0.3 && distanceToPath([x0, y0, x1, y1], x, y) > 0.75) expect(mask[i]).toBe(0)
        }
      }),
      { numRuns: 15 },
    )
  })

  test('a path far outside the picture ends at once and changes nothing', () => {
    const mask = paintedMask(size, [{ mode: 'paint', radiusPx: 3, points: [1e12, -1e12, 3e12, -2e12] }])
    expect(count(mask)).toBe(0)
  })

  test('refuses what is not a stroke', () => {
    const paint = (points: number[], radiusPx: number, radiiPx?: number[]) => () =>
      paintedMask(size, [{ mode: 'paint', radiusPx, points, radiiPx }])
    expect(paint([1, 2, 3], 2)).toThrow(/x y pairs/)
    expect(paint([], 2)).toThrow(/x y pairs/)
    expect(paint([1, Number.NaN], 2)).toThrow(/x y pairs/)
    expect(paint([1, 2], 0.3)).toThrow(/0\.5/)
    expect(paint([1, 2, 3, 4], 2, [1])).toThrow(/one radius/)
  })
})

describe('stroke with a soft edge', () => {
  test('covers fully inside of the hard share, nothing beyond the rim, and less and less between', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 0.9 }),
        (radiusPx, hardness) => {
          const mask = paintedMask(size, [{ mode: 'paint', radiusPx, hardness, points: [16, 12] }])
          const byDistance = [...mask].map((value, i) => ({
            value,
            distance: Math.hypot((i % size.widthPx) - 16, Math.floor(i / size.widthPx) - 12),
          }))
          byDistance.sort((a, b) => a.distance - b.distance)
          for (const [k, { value, distance }] of byDistance.entries()) {
            if (distance <= hardness * radiusPx - 1e-9) expect(value).toBe(255)
            if (distance >= radiusPx) expect(value).toBe(0)
            if (k > 0 && distance > byDistance[k - 1].distance)
              expect(value).toBeLessThanOrEqual(byDistance[k - 1].value)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('going over a place twice within a stroke covers it no more than once', () => {
    const once = { mode: 'paint' as const, radiusPx: 6, hardness: 0.2, points: [8, 12, 24, 12] }
    const thrice = { ...once, points: [8, 12, 24, 12, 8, 12, 24, 12] }
    expect(paintedMask(size, [thrice])).toEqual(paintedMask(size, [once]))
    expect(paintedMask(size, [once, once])).not.toEqual(paintedMask(size, [once]))
  })

  test('erasing softly takes away as much as painting gives', () => {
    const stroke = { radiusPx: 6, hardness: 0, points: [8, 12, 24, 12] }
    const painted = paintedMask(size, [{ ...stroke, mode: 'paint' }])
    const full = new Uint8Array(size.widthPx * size.heightPx).fill(255)
    const erased = paintedMask(size, [{ ...stroke, mode: 'erase' }], full)
    expect([...erased].map((value) => 255 - value)).toEqual([...painted])
  })
})

describe('a stroke drawn point by point', () => {
  test('is the stroke drawn at once; a limit keeps other pixels as they are', () => {
    const stroke = fc.record({ points: path, radiusPx: radius, hardness: fc.constantFrom(1, 0.5, 0) })
    fc.assert(
      fc.property(stroke, ({ points, radiusPx, hardness }) => {
        const [whole, limited] = [new MaskTiles(size), new MaskTiles(size)]
        paintStroke(new TileEdit(whole), { mode: 'paint', points, radiusPx, hardness })
        const allows = (x: number, y: number): boolean => (x + y) % 2 === 0
        const painter = new StrokePainter(new TileEdit(limited), { mode: 'paint', hardness, allows })
        for (let i = 0; i < points.length; i += 2) painter.addPoint(points[i], points[i + 1], radiusPx)
        for (let y = 0; y < size.heightPx; y++) {
          for (let x = 0; x < size.widthPx; x++) {
            expect(limited.valueAt(x, y)).toBe(allows(x, y) ? whole.valueAt(x, y) : 0)
          }
        }
      }),
      { numRuns: 15 },
    )
  })

  test('a brush with a source brings the pixels of the other layer', () => {
    const source = MaskTiles.fromMask(
      new Uint8Array(size.widthPx * size.heightPx).map((_, i) => (i % 3 === 0 ? 255 : 0)),
      size,
    )
    const tiles = new MaskTiles(size, [255])
    const painter = new StrokePainter(new TileEdit(tiles), { mode: 'paint', hardness: 1, source })
    painter.addPoint(10, 10, 5)
    for (let y = 0; y < size.heightPx; y++) {
      for (let x = 0; x < size.widthPx; x++) {
        const isUnder = Math.hypot(x - 10, y - 10) < 5
        expect(tiles.valueAt(x, y)).toBe(isUnder ? source.valueAt(x, y) : 255)
      }
    }
  })
})
