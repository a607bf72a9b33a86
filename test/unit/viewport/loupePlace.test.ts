import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cornerBeside } from '../../../src/renderer/viewport/loupePlace.ts'

test('the magnifier never covers the pixel it magnifies and stays in a view that has room for it', () => {
  const view = { widthPx: 700, heightPx: 520 }
  fc.assert(
    fc.property(fc.double({ min: 0, max: 700, noNaN: true }), fc.double({ min: 0, max: 520, noNaN: true }), (x, y) => {
      const { xPx, yPx } = cornerBeside({ xPx: x, yPx: y }, view, 176)
      const covers = x >= xPx && x <= xPx + 176 && y >= yPx && y <= yPx + 176
      expect(covers).toBe(false)
      expect(xPx).toBeGreaterThanOrEqual(0)
      expect(yPx).toBeGreaterThanOrEqual(0)
      expect(xPx + 176).toBeLessThanOrEqual(700)
      expect(yPx + 176).toBeLessThanOrEqual(520)
    }),
  )
})
