import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heatColor, heatTable, scaleTicks } from '../../../src/renderer/viewport/heatColors.ts'

const linear = (color: readonly number[]): number[] =>
  color.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))

const oklab = (color: readonly number[]): number[] => {
  const [r, g, b] = linear(color)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const luminance = (color: readonly number[]): number => {
  const [r, g, b] = linear(color)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

describe('heat colours', () => {
  test('every colour is inside sRGB', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 3, noNaN: true }), (fraction) => {
        for (const channel of heatColor(fraction)) {
          expect(channel).toBeGreaterThanOrEqual(0)
          expect(channel).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('luminance rises to the middle and falls after it, so that both ends are told apart from it in grey', () => {
    const values = Array.from({ length: 65 }, (_, i) => luminance(heatColor(i / 64)))
    const brightest = values.indexOf(Math.max(...values))
    expect(brightest / 64).toBeGreaterThan(0.4)
    expect(brightest / 64).toBeLessThan(0.65)
    for (let i = 1; i <= 64; i++) {
      if (i <= brightest) expect(values[i]).toBeGreaterThan(values[i - 1])
      else expect(values[i]).toBeLessThan(values[i - 1])
    }
  })

  test('equal steps look alike: no step of 1/64 is more than 1.7 times the mean one (OKLab)', () => {
    const colors = Array.from({ length: 65 }, (_, i) => oklab(heatColor(i / 64)))
    const steps = colors.slice(1).map((color, i) => Math.hypot(...color.map((value, k) => value - colors[i][k])))
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
    expect(Math.max(...steps)).toBeLessThan(mean * 1.7)
    expect(Math.min(...steps)).toBeGreaterThan(mean * 0.4)
  })

  test('the table holds the colours as bytes', () => {
    const table = heatTable(256)
    expect(table.length).toBe(1024)
    expect([...table.subarray(0, 4)]).toEqual([...heatColor(0).map((c) => Math.round(c * 255)), 255])
    expect([...table.subarray(1020)]).toEqual([...heatColor(1).map((c) => Math.round(c * 255)), 255])
  })
})

describe('ticks of a scale', () => {
  test.each([
    [3, [0, 1, 2, 3]],
    [5, [0, 1, 2, 3, 4, 5]],
    [0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
    [10, [0, 2, 4, 6, 8, 10]],
    [0, [0]],
  ])('0..%d', (max, ticks) => {
    expect(scaleTicks(max)).toEqual(ticks)
  })

  test('never crowded, never beyond the end', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (max) => {
        const ticks = scaleTicks(max)
        expect(ticks.length).toBeGreaterThanOrEqual(3)
        expect(ticks.length).toBeLessThanOrEqual(6)
        expect(ticks.at(-1)).toBeLessThanOrEqual(max * 1.000001)
      }),
    )
  })
})
