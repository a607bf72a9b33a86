import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantile } from '#core/geometry/distances.ts'
import { selectQuantile, selectRank } from '#core/geometry/selectRank.ts'

const someValues = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 5 })), {
  minLength: 1,
  maxLength: 300,
})

test('the value of a rank is that of the sorted values, and parts them', () => {
  fc.assert(
    fc.property(someValues, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const rank = Math.floor(share * (list.length - 1))
      const values = Float64Array.from(list)
      expect(selectRank(values, rank)).toBe(Float64Array.from(list).sort()[rank])
      expect(Math.max(...values.subarray(0, rank + 1))).toBeLessThanOrEqual(values[rank])
      expect(Math.min(...values.subarray(rank))).toBeGreaterThanOrEqual(values[rank])
    }),
    { seed: 71, numRuns: 400 },
  )
})

test('a quantile is that of the sorted values', () => {
  fc.assert(
    fc.property(someValues, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const sorted = Float64Array.from(list).sort()
      expect(selectQuantile(Float64Array.from(list), share)).toBe(quantile(sorted, share))
    }),
    { seed: 72, numRuns: 400 },
  )
})
