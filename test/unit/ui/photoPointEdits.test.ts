import { expect, it } from 'vitest'
import { applyPhotoPointEdit, type PhotoPoint } from '#core/editor/photoPointEdits.ts'

const nose: PhotoPoint = { name: 'nose_tip', xPx: 3, yPx: 4 }
const eye: PhotoPoint = { name: 'left_eye', xPx: 1, yPx: 2 }

it('a second click of a point replaces the first, forgetting takes it away, steps are left to the host', () => {
  const once = applyPhotoPointEdit([eye], { kind: 'click', point: nose })
  expect(once).toEqual([eye, nose])
  const moved = { ...nose, xPx: 9 }
  expect(applyPhotoPointEdit(once, { kind: 'click', point: moved })).toEqual([eye, moved])
  expect(applyPhotoPointEdit(once, { kind: 'forget', name: 'left_eye' })).toEqual([nose])
  expect(applyPhotoPointEdit(once, { kind: 'undo' })).toBe(once)
})
