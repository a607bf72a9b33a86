import { describe, expect, it } from 'vitest'
import { addPoint, changePoint, copyOfScheme, removePoint, shiftPoint } from '#core/editor/schemeDraft.ts'
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
})
