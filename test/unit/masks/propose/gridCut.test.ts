import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceMap } from '#core/masks/propose/distanceMap.ts'
import { type GridGraph, minimumCut, stepsX, stepsY } from '#core/masks/propose/gridCut.ts'

const gridOf = (
  width: number,
  height: number,
  capacities: readonly number[],
  terminals: readonly number[],
): GridGraph => {
  const neighbours = new Int32Array(width * height * 8).fill(-1)
  for (let i = 0; i < width * height; i++) {
    for (let d = 0; d < 8; d++) {
      const x = (i % width) + stepsX[d]
      const y = Math.floor(i / width) + stepsY[d]
      if (x >= 0 && y >= 0 && x < width && y < height) neighbours[i * 8 + d] = y * width + x
    }
  }
  return { neighbours, capacities: Int32Array.from(capacities), terminals: Int32Array.from(terminals) }
}

/** What a labelling cuts through. */
const costOf = ({ neighbours, capacities, terminals }: GridGraph, isSource: (node: number) => boolean): number => {
  let cost = 0
  for (let i = 0; i < terminals.length; i++) {
    if (terminals[i] > 0 && !isSource(i)) cost += terminals[i]
    if (terminals[i] < 0 && isSource(i)) cost -= terminals[i]
    for (let d = 0; d < 8; d++) {
      const other = neighbours[i * 8 + d]
      if (other >= 0 && isSource(i) && !isSource(other)) cost += capacities[i * 8 + d]
    }
  }
  return cost
}

const clone = ({ neighbours, capacities, terminals }: GridGraph): GridGraph => ({
  neighbours: neighbours.slice(),
  capacities: capacities.slice(),
  terminals: terminals.slice(),
})

describe('minimum cut', () => {
  test('is as cheap as the best of all labellings of a small grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 9 }), { minLength: 96, maxLength: 96 }),
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 12, maxLength: 12 }),
        (capacities, terminals) => {
          const graph = gridOf(4, 3, capacities, terminals)
          const labels = minimumCut(clone(graph))
          let best = Number.POSITIVE_INFINITY
          for (let bits = 0; bits < 2 ** 12; bits++)
            best = Math.min(
              best,
              costOf(graph, (i) => ((bits >> i) & 1) === 1),
            )
          expect(costOf(graph, (i) => labels[i] === 1)).toBe(best)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('follows a cheap seam through a large grid', () => {
    const [width, height] = [60, 40]
    const capacities = Array.from({ length: width * height * 8 }, (_, e) => {
      const x = Math.floor(e / 8) % width
      const nx = x + stepsX[e % 8]
      return Math.min(x, nx) < 25 && Math.max(x, nx) >= 25 ? 1 : 50
    })
    const terminals = Array.from({ length: width * height }, (_, i) => {
      if (i % width === 0) return 100_000
      return i % width === width - 1 ? -100_000 : 0
    })
    const labels = minimumCut(gridOf(width, height, capacities, terminals))
    expect([...labels].every((label, i) => (label === 1) === i % width < 25)).toBe(true)
  })
})

describe('distance map', () => {
  test('is the distance to the nearest seed, and names it', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 63, maxLength: 63 }), (seeds) => {
        const { distancePx, nearest } = distanceMap((i) => seeds[i], { widthPx: 9, heightPx: 7 })
        for (let i = 0; i < 63; i++) {
          const to = (j: number): number => Math.hypot((i % 9) - (j % 9), Math.floor(i / 9) - Math.floor(j / 9))
          const all = seeds.flatMap((isSeed, j) => (isSeed ? [to(j)] : []))
          if (all.length === 0) {
            expect([distancePx[i], nearest[i]]).toEqual([Number.POSITIVE_INFINITY, -1])
            continue
          }
          expect(distancePx[i]).toBeCloseTo(Math.min(...all), 4)
          expect(seeds[nearest[i]]).toBe(true)
          expect(to(nearest[i])).toBeCloseTo(distancePx[i], 4)
        }
      }),
    )
  })
})
