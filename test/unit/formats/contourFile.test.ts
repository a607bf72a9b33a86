import { describe, expect, test } from 'vitest'
import { readContours } from '#core/formats/contourFile.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const points = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 2, 3],
]

describe('contours in JSON', () => {
  const json = (contours: unknown): Uint8Array => bytes(JSON.stringify({ contours }))

  test('are closed where they say so or end where they begin', () => {
    const { contours, warnings } = readContours(
      json([
        { name: 'right-lids', isClosed: true, points },
        { name: 'inner-lips', points: [...points, points[0]] },
        { name: 'upper left lid', points },
        { name: 'jaw', points },
        { name: 'left-lids', points: points.slice(1) },
      ]),
      'lines.json',
    )
    expect(contours.map(({ name, isClosed, half }) => [name, isClosed, half])).toEqual([
      ['right-lids', true, null],
      ['inner-lips', true, null],
      ['upper left lid', false, 'upper'],
    ])
    expect(contours.every((contour) => contour.points.length === 3 && contour.anchors === null)).toBe(true)
    expect(warnings.map(({ code }) => code)).toEqual(['contour-name', 'contour-short'])
  })

  test.each([
    ['{', 'no JSON'],
    ['{"contours": [{"name": "lips", "points": [[1, 2]]}]}', 'contours.0.points.0'],
    ['[]', 'Expected {"contours"'],
    ['{"contours": []}', 'no lines at all'],
    [JSON.stringify({ contours: [{ name: 'jaw', points }] }), 'jaw'],
  ])('%s is refused with what to do', (text, words) => {
    expect(() => readContours(bytes(text), 'lines.json')).toThrow(words)
  })
})

describe('lines of an OBJ', () => {
  test('have the name of their object, and pieces of two are one line', () => {
    const text = 'v 1 2 3\nv 2 3 4\nv 3 2 3\no lips_outer\nl 1 2\nl 2 3\nl 3 1\ng right eyelid upper\nl -3 -2 -1\n'
    const { contours } = readContours(bytes(text), 'lines.OBJ')
    expect(contours).toEqual([
      { name: 'lips_outer', feature: 'outer-lips', half: null, isClosed: true, points, anchors: null },
      { name: 'right eyelid upper', feature: 'right-lids', half: 'upper', isClosed: false, points, anchors: null },
    ])
  })

  test.each([
    ['o lips\nl 1 2 3\n', 'line 2'],
    ['v 1 2\n', 'line 1'],
    ['v 1 2 3\no lips\nf 1 1 1\n', 'no lines at all'],
  ])('%s is refused', (text, words) => {
    expect(() => readContours(bytes(text), 'lines.obj')).toThrow(words)
  })
})
