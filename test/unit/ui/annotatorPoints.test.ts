import { expect, it } from 'vitest'
import { annotatorRows } from '#core/editor/annotatorPoints.ts'
import type { Landmark } from '#core/model/landmarks.ts'

const at = (name: string, x: number): Landmark => ({ name, status: 'placed', position: [x, 0, 0], surface: null })
const missing: Landmark = { name: 'chin', status: 'missing', position: null, surface: null, reason: 'cut off' }

it('points of several annotators stand side by side, each with its distance from the mean of all', () => {
  const sets = [
    { annotator: 'anna', landmarks: [at('chin', 7), at('nose', 0)] },
    { annotator: 'ben', landmarks: [at('nose', 3), missing] },
    { annotator: 'carl', landmarks: [at('nose', 6), { ...missing, name: 'brow', status: 'unplaced' as const }] },
  ]
  const rows = annotatorRows(sets, ['nose', 'brow'])
  expect(rows.map(({ name, apart }) => ({ name, apart }))).toEqual([
    { name: 'nose', apart: 6 },
    { name: 'chin', apart: null },
  ])
  expect(rows[0].cells.map(({ off }) => off)).toEqual([3, 0, 3])
  expect(rows[1].cells).toEqual([
    { annotator: 'anna', status: 'placed', reason: null, off: null },
    { annotator: 'ben', status: 'missing', reason: 'cut off', off: null },
    { annotator: 'carl', status: 'unplaced', reason: null, off: null },
  ])
})
