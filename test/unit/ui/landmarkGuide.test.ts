import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyLandmarkEdit, type LandmarkEdit, withPendingEdits } from '#core/editor/landmarkEdits.ts'
import { decidedCount, guideRows, nextUnplaced } from '#core/editor/landmarkGuide.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'

const placed = (name: string, position: Vec3 = [1, 2, 3]): Landmark => ({
  name,
  status: 'placed',
  position,
  surface: { triangle: 7, barycentrics: [0.2, 0.3, 0.5] },
})
const place = (name: string, position: Vec3 = [1, 2, 3]): LandmarkEdit => ({
  kind: 'place',
  name,
  position,
  surface: { triangle: 7, barycentrics: [0.2, 0.3, 0.5] },
})
const empty = { landmarks: [] as readonly Landmark[] }

describe('guided order', () => {
  it('lists the points of the scheme in its order and then the others', () => {
    const rows = guideRows(h3ds6, [placed('chin'), placed('nose_tip')])
    expect(rows.map(({ name }) => name)).toEqual([...h3ds6.points.map(({ name }) => name), 'chin'])
    expect(rows.find(({ name }) => name === 'nose_tip')?.status).toBe('placed')
    expect(rows[0].status).toBe('unplaced')
    expect(rows.at(-1)?.inScheme).toBe(false)
  })

  it('calls points outside the scheme by their titles in other schemes, or reads their names as words', () => {
    const titles = guideRows(h3ds6, [placed('left_eye_outer'), placed('left_ear_lobe'), placed('P12'), placed('x_1')])
      .slice(h3ds6.points.length)
      .map(({ title }) => title)
    expect(titles).toEqual(['Left outer eye corner', 'Left ear lobe', 'P12', 'x_1'])
  })

  it('goes to the next undecided point, around the end, and ends when all are decided', () => {
    const names = h3ds6.points.map(({ name }) => name)
    const allButFirst = guideRows(
      h3ds6,
      names.slice(1).map((name) => placed(name)),
    )
    expect(nextUnplaced(allButFirst, names[5])).toBe(names[0])
    expect(nextUnplaced(guideRows(h3ds6, []), names[1])).toBe(names[2])
    expect(
      nextUnplaced(
        guideRows(
          h3ds6,
          names.map((name) => placed(name)),
        ),
        names[2],
      ),
    ).toBeNull()
  })

  it('never asks for a point outside the scheme', () => {
    const chin: Landmark = { name: 'chin', status: 'unplaced', position: null, surface: null }
    const all = h3ds6.points.map(({ name }) => placed(name))
    expect(nextUnplaced(guideRows(h3ds6, [...all, chin]), null)).toBeNull()
  })
})

describe('landmark edits', () => {
  it('places a point once and moves it when it is placed again', () => {
    const once = applyLandmarkEdit(empty, place('nose_tip', [1, 0, 0]))
    const twice = applyLandmarkEdit(once, place('nose_tip', [2, 0, 0]))
    expect(twice.landmarks).toHaveLength(1)
    expect(twice.landmarks[0].position).toEqual([2, 0, 0])
    expect(twice.landmarks[0].status).toBe('placed')
  })

  it('takes the place away from a missing point, and keeps it for an occluded one', () => {
    const set = applyLandmarkEdit(empty, place('nose_tip'))
    const missing = applyLandmarkEdit(set, { kind: 'status', name: 'nose_tip', status: 'missing' })
    const occluded = applyLandmarkEdit(set, { kind: 'status', name: 'nose_tip', status: 'occluded' })
    expect(missing.landmarks[0]).toMatchObject({ status: 'missing', position: null, surface: null })
    expect(occluded.landmarks[0]).toMatchObject({ status: 'occluded', position: [1, 2, 3] })
  })

  it('keeps an estimated point occluded', () => {
    const occluded = applyLandmarkEdit(empty, { kind: 'status', name: 'nose_tip', status: 'occluded' })
    expect(applyLandmarkEdit(occluded, place('nose_tip')).landmarks[0].status).toBe('occluded')
  })

  it('shows the edits on their way on top of the stored set, whatever was stored in between', () => {
    const stored = { landmarks: [placed('left_eye', [9, 9, 9])] }
    const shown = withPendingEdits(stored, [place('nose_tip'), { kind: 'undo' }, place('right_eye')])
    expect(shown.landmarks.map(({ name }) => name)).toEqual(['left_eye', 'nose_tip', 'right_eye'])
  })

  it('holds every name at most once and a position exactly for placed points, for any edits', () => {
    const name = fc.constantFrom('nose_tip', 'nose_base', 'left_eye')
    const edit = fc.oneof(
      name.map((each) => place(each)),
      fc.record({ kind: fc.constant('status' as const), name, status: fc.constantFrom('missing', 'unplaced') }),
    )
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        const { landmarks } = withPendingEdits(empty, edits as LandmarkEdit[])
        const names = landmarks.map((landmark) => landmark.name)
        expect(new Set(names).size).toBe(names.length)
        for (const { status, position } of landmarks) expect(position !== null).toBe(status === 'placed')
        expect(decidedCount(guideRows(h3ds6, landmarks))).toBeLessThanOrEqual(3)
      }),
      { seed: 20260 },
    )
  })
})
