import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { traceOutline } from '#core/masks/traceOutline.ts'

const maskOf = (rows: readonly string[]) => ({
  mask: Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 255 : 0)),
  size: { widthPx: rows[0].length, heightPx: rows.length },
})

/** Twice the area within closed lines, positive where the inside lies on the right (y points down). */
const areaOf = (lines: readonly (readonly number[])[]): number =>
  lines.reduce((sum, line) => {
    let area = 0
    for (let i = 0; i + 3 < line.length; i += 2) area += line[i] * line[i + 3] - line[i + 2] * line[i + 1]
    return sum + area / 2
  }, 0)

describe('the outline of a mask', () => {
  it('goes round a rectangle with its four corners, half a pixel outside of the centres', () => {
    const { mask, size } = maskOf(['......', '.####.', '.####.', '......'])
    const [line, ...others] = traceOutline(mask, size)
    expect(others).toEqual([])
    const corners = new Set(Array.from({ length: line.length / 2 }, (_, i) => `${line[2 * i]} ${line[2 * i + 1]}`))
    for (const corner of ['0.5 0.5', '4.5 0.5', '4.5 2.5', '0.5 2.5']) expect(corners).toContain(corner)
    expect(areaOf([line])).toBe(8)
  })

  it('has a line for a hole, the other way round, and for what touches the edge of the picture', () => {
    const { mask, size } = maskOf(['#######', '#.....#', '#.....#', '#.....#', '#######'])
    const lines = traceOutline(mask, size)
    expect(lines).toHaveLength(2)
    expect(areaOf(lines)).toBe(20)
    expect(traceOutline(new Uint8Array(12), { widthPx: 4, heightPx: 3 })).toEqual([])
  })

  it('encloses about the area of the pixels, for any discs (6 %)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 8, max: 24, noNaN: true }),
        fc.double({ min: 26, max: 34, noNaN: true }),
        (radius, middle) => {
          const size = { widthPx: 64, heightPx: 64 }
          const mask = Uint8Array.from({ length: 4096 }, (_, i) =>
            Math.hypot((i % 64) - middle, Math.floor(i / 64) - 30) < radius ? 255 : 0,
          )
          const pixels = mask.filter((value) => value > 0).length
          expect(Math.abs(areaOf(traceOutline(mask, size)) / pixels - 1)).toBeLessThan(0.06)
        },
      ),
      { seed: 6, numRuns: 40 },
    )
  })
})
