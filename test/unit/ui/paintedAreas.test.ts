import { describe, expect, it } from 'vitest'
import { paintedAreas } from '#core/editor/paintedAreas.ts'

describe('residuals by what is painted', () => {
  const values = Float32Array.from([1, 2, 3, 10, 20, -1, 5])
  const signed = Float32Array.from([1, -2, 3, 10, -20, Number.NaN, -5])
  const trust = Uint8Array.from([255, 255, 255, 0, 0, 0, 128])

  it('are told for each part, without vertices that have no counterpart', () => {
    expect(paintedAreas({ values, signed, trust })).toEqual([
      { title: 'Listened to', count: 3, median: 2, p90: expect.closeTo(2.8, 6), meanSigned: expect.closeTo(2 / 3, 6) },
      { title: 'Half', count: 1, median: 5, p90: 5, meanSigned: -5 },
      { title: 'Left out', count: 2, median: 15, p90: 19, meanSigned: -5 },
    ])
  })

  it('have no mean with a side where sides are not known, and no row for what is not painted', () => {
    const areas = paintedAreas({ values, signed: null, trust: new Uint8Array(7).fill(255) })
    expect(areas.map(({ title, count, meanSigned }) => [title, count, meanSigned])).toEqual([['Listened to', 6, null]])
  })
})
