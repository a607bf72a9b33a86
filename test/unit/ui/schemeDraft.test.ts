import { describe, expect, it } from 'vitest'
import {
  addCurve,
  addPoint,
  changeCurve,
  changePoint,
  copyOfScheme,
  removeCurve,
  removePoint,
  shiftPoint,
} from '#core/editor/schemeDraft.ts'
import { schemeFaults } from '#core/model/schemeFaults.ts'
import { head8, landmarkSchemes } from '#core/model/schemes.ts'

const draft = copyOfScheme(head8, new Set())
const pointOf = (scheme: typeof draft, name: string) => scheme.points.find((point) => point.name === name)

describe('writing a scheme', () => {
  it('begins with a copy under a free name, without faults, for every scheme that comes with Cameo', () => {
    expect(draft.name).toBe('my-head-8')
    expect(copyOfScheme(head8, new Set(['my-head-8'])).name).toBe('my-head-8-2')
    for (const scheme of landmarkSchemes.values()) expect(schemeFaults(copyOfScheme(scheme, new Set()))).toEqual([])
  })

  it('adds points under free names, takes them out everywhere, and keeps the scheme sound', () => {
    const more = addPoint(addPoint(draft))
    expect(more.points).toHaveLength(10)
    expect(schemeFaults(more)).toEqual([])
    for (const scheme of landmarkSchemes.values()) {
      const less = removePoint(copyOfScheme(scheme, new Set()), scheme.points[0].name)
      expect(schemeFaults(less)).toEqual([])
    }
    expect(pointOf(removePoint(draft, 'left_lips'), 'right_lips')?.mirror).toBeNull()
  })

  it('renames a point wherever it is named, and mirrors both ways', () => {
    const renamed = changePoint(draft, 'left_lips', { name: 'cheilion_left' })
    expect(pointOf(renamed, 'right_lips')?.mirror).toBe('cheilion_left')
    expect(schemeFaults(renamed)).toEqual([])
    const paired = changePoint(addPoint(draft), 'point_9', { mirror: 'left_lips' })
    expect(pointOf(paired, 'left_lips')?.mirror).toBe('point_9')
    expect(pointOf(paired, 'right_lips')?.mirror).toBeNull()
    expect(schemeFaults(paired)).toEqual([])
  })

  it('moves a point in the order, not beyond its ends', () => {
    const names = draft.points.map(({ name }) => name)
    expect(
      shiftPoint(draft, names[1], -1)
        .points.map(({ name }) => name)
        .slice(0, 2),
    ).toEqual([names[1], names[0]])
    expect(shiftPoint(draft, names[0], -1)).toBe(draft)
  })

  it('adds curves under free names, changes them and takes them out, and says what is wrong with one', () => {
    const curved = addCurve(addCurve(draft))
    expect(curved.curves.map(({ name }) => name)).toEqual(['curve-1', 'curve-2'])
    expect(schemeFaults(curved)).toEqual([])
    const led = changeCurve(curved, 'curve-2', { points: ['right_lips', 'nose_base', 'left_lips'], semiLandmarks: 5 })
    expect(schemeFaults(led)).toEqual([])
    expect(schemeFaults(changeCurve(led, 'curve-2', { points: ['right_lips'] }))[0]).toContain('fewer than two points')
    expect(schemeFaults(changeCurve(led, 'curve-2', { points: ['right_lips', 'ear'] }))[0]).toContain('"ear"')
    expect(removeCurve(led, 'curve-1').curves.map(({ semiLandmarks }) => semiLandmarks)).toEqual([5])
  })
})
