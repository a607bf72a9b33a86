import { describe, expect, test } from 'vitest'
import { closeFaces, crossingPairs, repairCrossings } from '#core/flame/crossings.ts'
import { deriveRegions } from '#core/flame/deriveRegions.ts'
import { flameForward } from '#core/flame/forward.ts'
import { headTopologyOf } from '#core/flame/headTopology.ts'
import { standInEmbedding } from '#core/synth/standInEmbedding.ts'
import { standInModel } from '#core/synth/standInModel.ts'

const all = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i)

describe('two triangles', () => {
  const pairsOf = (second: readonly number[]): number =>
    crossingPairs(
      Float64Array.of(0, 0, 0, 0.01, 0, 0, 0, 0.01, 0, ...second.map((value) => value / 100)),
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      all(2),
    ).length / 2

  test('that pass through each other are found, those beside, above and touching are not', () => {
    expect(pairsOf([0.2, 0.2, -0.5, 0.3, 0.2, 0.5, 0.2, 0.3, 0.5])).toBe(1)
    expect(pairsOf([1.2, 0.2, -0.5, 1.3, 0.2, 0.5, 1.2, 0.3, 0.5])).toBe(0)
    expect(pairsOf([0, 0, 0.1, 1, 0, 0.1, 0, 1, 0.1])).toBe(0)
    expect(pairsOf([0.2, 0.2, 0, 0.3, 0.2, 0.5, 0.2, 0.3, 0.5])).toBe(0)
  })

  test('with a common corner are neighbours', () => {
    const surface = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0.2, 0.2, 1, 0.3, 0.3, -1)
    expect(crossingPairs(surface, Uint32Array.of(0, 1, 2, 0, 3, 4), all(2))).toHaveLength(0)
  })
})

describe('the mouth of the stand-in head', () => {
  const model = standInModel()
  const topology = headTopologyOf(model)
  const faces = closeFaces(model.triangles, topology, deriveRegions(model, standInEmbedding(model)))
  const parts = {
    ...{ triangles: model.triangles, faces, adjacency: topology.adjacency },
    mobility: new Float64Array(model.vertexCount).fill(1),
  }
  /** The jaw turned by so much: below 0 the lips are pressed into each other. */
  const withJaw = (turnRad: number): Float64Array => {
    const pose = new Float64Array(15)
    pose[6] = turnRad
    return flameForward(model, { betas: new Float64Array(400), pose, trans: [0, 0, 0] })
  }
  const mostMovedMm = (a: Float64Array, b: Float64Array): number =>
    1000 * a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)

  test('open: nothing crosses, and nothing moves', () => {
    const surface = withJaw(0.2)
    const before = surface.slice()
    expect(repairCrossings(surface, parts)).toEqual({ found: 0, left: 0 })
    expect(surface).toEqual(before)
  })

  test('pressed shut: the lips are taken apart by little, and only there', () => {
    const surface = withJaw(-0.01)
    const before = surface.slice()
    const { found, left } = repairCrossings(surface, parts)
    expect(found).toBeGreaterThan(50)
    expect(left).toBe(0)
    expect(crossingPairs(surface, model.triangles, faces)).toHaveLength(0)
    expect(mostMovedMm(surface, before)).toBeLessThan(1)
    const moved = surface.filter((value, i) => i % 3 === 0 && value !== before[i]).length
    expect(moved).toBeLessThan(300)
  })

  test('pressed far into each other: never worse than before', () => {
    const surface = withJaw(-0.03)
    const { found, left } = repairCrossings(surface, parts)
    expect(left).toBeLessThanOrEqual(found)
    expect(crossingPairs(surface, model.triangles, faces).length / 2).toBe(left)
  })
})
