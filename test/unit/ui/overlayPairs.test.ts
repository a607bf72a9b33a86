import { describe, expect, it } from 'vitest'
import { overlayPairs } from '#core/editor/overlayPairs.ts'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import { effectiveShow, showObstacle } from '#core/editor/scanViews.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { scanOf, subjectWith } from './subjects.ts'

const point = (name: string, position: Vec3): Landmark => ({ name, status: 'placed', position, surface: null })
/** A turn of 90° about z, twice as large, shifted. */
const truth = toMat4([0, -2, 0, 5, 2, 0, 0, -3, 0, 0, 2, 1, 0, 0, 0, 1])
const source = [
  point('a', [0, 0, 0]),
  point('b', [3, 0, 1]),
  point('c', [0, 4, 2]),
  { name: 'd', status: 'missing', position: null, surface: null } as Landmark,
]
const target = source.map((each) =>
  each.position ? { ...each, position: transformPoint(truth, each.position) } : { ...each, position: null },
)

describe('overlayPairs', () => {
  it('finds the points both scans have, and lays them on each other under the true transform', () => {
    const pairs = overlayPairs({ landmarks: source }, { landmarks: target }, truth)
    expect(pairs.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    for (const { distance } of pairs) expect(distance).toBeLessThan(1e-12)
  })

  it('measures in the unit of the target', () => {
    const moved = target.map((each) =>
      each.name === 'b' && each.position
        ? { ...each, position: [each.position[0] + 7, ...each.position.slice(1)] as unknown as Vec3 }
        : each,
    )
    expect(overlayPairs({ landmarks: source }, { landmarks: moved }, truth)[1].distance).toBeCloseTo(7, 10)
  })

  it('agrees with the transform that the pairs themselves give', () => {
    const found = pairResiduals({ landmarks: source }, { landmarks: target })
    for (const [i, value] of truth.entries()) expect(found?.targetFromSource[i]).toBeCloseTo(value, 10)
  })
})

describe('the overlay', () => {
  it('is to be had before an alignment, once three landmarks are on both scans', () => {
    const withPoints = (coarse: number, fine: number) =>
      subjectWith({ scans: [scanOf('coarse', coarse), scanOf('fine', fine)] })
    expect(showObstacle(withPoints(3, 2), 'both')).toMatch(/three landmarks/)
    expect(showObstacle(withPoints(3, 3), 'both')).toBeNull()
    expect(effectiveShow(withPoints(3, 3), 'both')).toBe('both')
  })
})
