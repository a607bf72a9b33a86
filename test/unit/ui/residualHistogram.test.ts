import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { residualHistogram } from '#core/editor/residualHistogram.ts'

describe('the histogram of residuals', () => {
  it('counts unsigned values in bins, both ends included, and leaves out what has no counterpart', () => {
    const values = Float32Array.of(-1, 0, 0.4, 0.5, 1.9, 2, 5)
    const found = residualHistogram(values, { signed: false, maxMm: 2, bins: 4 })
    expect(found).toEqual({ middles: [0.25, 0.75, 1.25, 1.75], counts: [2, 1, 0, 2], known: 6, beyond: 1 })
  })

  it('is symmetric about nothing for signed values', () => {
    const values = Float32Array.of(Number.NaN, -2, -0.1, 0.1, 2, -7)
    const found = residualHistogram(values, { signed: true, maxMm: 2, bins: 2 })
    expect(found).toEqual({ middles: [-1, 1], counts: [2, 2], known: 5, beyond: 1 })
  })

  it('loses no value, for any values and range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -50, max: 50, noNaN: true })),
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        fc.boolean(),
        (list, maxMm, signed) => {
          const { counts, known, beyond } = residualHistogram(Float32Array.from(list), { signed, maxMm, bins: 24 })
          expect(counts.reduce((sum, count) => sum + count, 0) + beyond).toBe(known)
          expect(known).toBe(list.filter((value) => signed || value >= 0).length)
        },
      ),
      { seed: 8, numRuns: 200 },
    )
  })
})
