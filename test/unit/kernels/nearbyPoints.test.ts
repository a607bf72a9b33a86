import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PointTree } from '#core/kernels/pointTree.ts'
import { seededRandom } from '#core/model/random.ts'

const cloud = (seed: number, count: number): { readonly points: Float32Array; readonly queries: Float32Array } => {
  const random = seededRandom(seed)
  const rows = (n: number) => Float32Array.from({ length: n * 3 }, () => random.normal())
  const points = rows(count)
  // Doubles, as scans have them along seams.
  for (let i = 0; i + 1 < count; i += 13) points.copyWithin(i * 3 + 3, i * 3, i * 3 + 3)
  return { points, queries: rows(30) }
}

/** Distances to all points, ascending, with their points. */
const ranked = (points: Float32Array, queries: Float32Array, query: number) =>
  Array.from({ length: points.length / 3 }, (_, index) => {
    const [dx, dy, dz] = [0, 1, 2].map((axis) => points[index * 3 + axis] - queries[query * 3 + axis])
    return { index, squared: dx * dx + dy * dy + dz * dz }
  }).sort((a, b) => a.squared - b.squared)

describe('the k nearest points', () => {
  test('are those of a search through all (seed 61)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        (seed, count, k, maxDistance) => {
          const { points, queries } = cloud(seed, count)
          const { indices, squaredDistances } = PointTree.build(points).kNearest(queries, k, { maxDistance })
          for (let query = 0; query < queries.length / 3; query++) {
            const truth = ranked(points, queries, query)
            for (let j = 0; j < k; j++) {
              const found = indices[query * k + j]
              const expected = truth[j]
              // At the limit itself single precision decides.
              if (expected && Math.abs(Math.sqrt(expected.squared) - maxDistance) < 1e-5) continue
              if (!expected || expected.squared > maxDistance ** 2) {
                expect(found).toBe(-1)
                expect(squaredDistances[query * k + j]).toBe(Infinity)
                continue
              }
              expect(squaredDistances[query * k + j]).toBeCloseTo(expected.squared, 5)
              expect(truth.find(({ index }) => index === found)?.squared).toBeCloseTo(expected.squared, 5)
            }
            const present = [...indices.subarray(query * k, query * k + k)].filter((index) => index >= 0)
            expect(new Set(present).size).toBe(present.length)
          }
        },
      ),
      { seed: 61, numRuns: 40 },
    )
  })

  test('of nothing, from nowhere, and a k that cannot be', () => {
    const none = PointTree.build(new Float32Array()).kNearest(new Float32Array(3), 2)
    expect([...none.indices]).toEqual([-1, -1])
    const tree = PointTree.build(new Float32Array([1, 2, 3]))
    expect([...tree.kNearest(new Float32Array([Number.NaN, 0, 0]), 1).indices]).toEqual([-1])
    expect(() => tree.kNearest(new Float32Array(3), 0)).toThrow(/from 1 to 256/)
    expect(() => tree.kNearest(new Float32Array(3), 257)).toThrow(RangeError)
  })
})

describe('the points within a radius', () => {
  test('are those of a search through all, also where there are very many (seed 62)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0.01, max: 6, noNaN: true }),
        (seed, count, radius) => {
          const { points, queries } = cloud(seed, count)
          const { starts, indices } = PointTree.build(points).within(queries, radius)
          for (let query = 0; query < queries.length / 3; query++) {
            const found = new Set(indices.subarray(starts[query], starts[query + 1]))
            expect(found.size).toBe(starts[query + 1] - starts[query])
            for (const { index, squared } of ranked(points, queries, query)) {
              if (Math.abs(Math.sqrt(squared) - radius) < 1e-5) continue
              expect(found.has(index)).toBe(squared < radius * radius)
            }
          }
          expect(starts[starts.length - 1]).toBe(indices.length)
        },
      ),
      { seed: 62, numRuns: 30 },
    )
  })
})
