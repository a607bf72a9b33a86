import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundLengthMm } from '../../../src/renderer/viewport/roundLength.ts'

test.each([
  [1, 130, 100],
  [0.5, 130, 50],
  [0.17, 130, 20],
  [0.0042, 130, 0.5],
])('%d mm a pixel, at most %d px: %d mm', (mmPerPixel, limitPx, mm) => {
  expect(roundLengthMm(mmPerPixel, limitPx)).toBeCloseTo(mm, 12)
})

test('the bar fits and takes at least two fifths of its room', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (mmPerPixel) => {
      const widthPx = roundLengthMm(mmPerPixel, 130) / mmPerPixel
      expect(widthPx).toBeLessThanOrEqual(130 * 1.000001)
      expect(widthPx).toBeGreaterThanOrEqual(130 * 0.399)
    }),
  )
})
