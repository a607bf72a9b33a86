import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LabelledDisc, labelOffset, layoutLabels } from '../../../src/renderer/viewport/labelLayout.ts'

const disc = (xPx: number, yPx: number): LabelledDisc => ({
  xPx,
  yPx,
  radiusPx: 6,
  labelWidthPx: 60,
  labelHeightPx: 18,
  lastSide: null,
})

test('a lone label stands to the right', () => {
  expect(layoutLabels([disc(0, 0)])).toEqual(['right'])
})

test('eye corners side by side: the left one is named to its left', () => {
  expect(layoutLabels([disc(0, 0), disc(40, 0)])).toEqual(['left', 'right'])
})

test('a label keeps its side while there is room', () => {
  expect(layoutLabels([{ ...disc(0, 0), lastSide: 'below' }])).toEqual(['below'])
})

test('at the edge of the view a label stands where it is whole, or not at all', () => {
  const room = { widthPx: 200, heightPx: 100 }
  expect(layoutLabels([disc(180, 50)], room)).toEqual(['left'])
  expect(layoutLabels([disc(20, 50), { ...disc(180, 90), lastSide: 'right' }], room)).toEqual(['right', 'left'])
  expect(layoutLabels([disc(20, 50)], { widthPx: 40, heightPx: 100 })).toEqual([null])
})

test('no label ever covers another label or a disc', () => {
  const place = fc.double({ min: 0, max: 300, noNaN: true })
  fc.assert(
    fc.property(fc.array(fc.record({ x: place, y: place }), { maxLength: 25 }), (places) => {
      const discs = places.map(({ x, y }) => disc(x, y))
      const boxes = layoutLabels(discs).flatMap((side, index) => {
        if (!side) return []
        const { xPx, yPx } = labelOffset(discs[index], side)
        const left = discs[index].xPx + xPx
        const top = discs[index].yPx + yPx
        return [{ index, left, top, right: left + 60, bottom: top + 18 }]
      })
      for (const a of boxes) {
        for (const b of boxes) {
          if (a === b) continue
          expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false)
        }
        for (const [index, { xPx, yPx }] of discs.entries()) {
          const beside = a.left >= xPx + 6 || a.right <= xPx - 6 || a.top >= yPx + 6 || a.bottom <= yPx - 6
          if (index !== a.index) expect(beside).toBe(true)
        }
      }
    }),
  )
})
