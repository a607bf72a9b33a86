import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KdTree } from '#core/geometry/kdTree.ts'
import { seededRandom } from '#core/model/random.ts'

const bruteForce = (points: ArrayLike<number>, x: number, y: number, z: number): number => {
  let best = Infinity
  for (let i = 0; i < points.length; i += 3) {
    best = Math.min(best, (points[i] - x) ** 2 + (points[i + 1] - y) ** 2 + (points[i + 2] - z) ** 2)
  }
  return best
}

/** Clouds of every kind a scan may hold: scattered, on a plane, on a line, many equal points. */
const cloud = (seed: number, count: number, kind: string): Float32Array => {
  const random = seededRandom(seed)
  const spread = { scattered: [9, 9, 9], plane: [9, 9, 0], line: [9, 0, 0], grid: [3, 3, 3] }[kind] ?? [0, 0, 0]
  return Float32Array.from({ length: count * 3 }, (_, i) => {
    const value = spread[i % 3] * random.normal()
    return kind === 'grid' ? Math.round(value) : value
  })
}

describe('KdTree', () => {
  test.each(['scattered', 'plane', 'line', 'grid', 'one place'])('equals brute force on %s points', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 700 }), (seed, count) => {
        const points = cloud(seed, count, kind)
        const queries = cloud(seed + 1, 20, 'scattered')
        const { indices, squaredDistances } = new KdTree(points).nearest(queries)
        for (let i = 0; i < 20; i++) {
          const [x, y, z] = queries.subarray(i * 3, i * 3 + 3)
          expect(squaredDistances[i]).toBe(bruteForce(points, x, y, z))
          expect(bruteForce(points.subarray(indices[i] * 3, indices[i] * 3 + 3), x, y, z)).toBe(squaredDistances[i])
        }
      }),
      { seed: 42, numRuns: 60 },
    )
  })

  test('keeps double precision where the points have it', () => {
    const points = new Float64Array([1, 0, 0, 1 + 1e-12, 0, 0])
    expect(new KdTree(points).nearestOne(1 + 1e-12, 0, 0)).toBe(1)
  })

  test('any guess leaves the answer as it is (seed 3)', () => {
    const points = cloud(3, 500, 'scattered')
    const queries = cloud(4, 200, 'scattered')
    const tree = new KdTree(points)
    const plain = tree.nearest(queries)
    const random = seededRandom(5)
    const guesses = Int32Array.from({ length: 200 }, () => random.below(501) - 1)
    expect(tree.nearest(queries, { guesses }).squaredDistances).toEqual(plain.squaredDistances)
    expect(tree.nearest(queries, { guesses: plain.indices }).indices).toEqual(plain.indices)
  })

  test('finds nothing beyond the limit', () => {
    const tree = new KdTree(new Float32Array([0, 0, 0]))
    const found = tree.nearest(new Float32Array([0.5, 0, 0, 2, 0, 0]), { maxDistance: 1 })
    expect([...found.indices]).toEqual([0, -1])
    expect([...found.squaredDistances]).toEqual([0.25, Infinity])
    expect(tree.nearestOne(2, 0, 0, 1)).toBe(-1)
  })

  test('no points, and queries that are not finite, find nothing', () => {
    expect(new KdTree(new Float32Array()).nearestOne(0, 0, 0)).toBe(-1)
    const tree = new KdTree(cloud(1, 100, 'scattered'))
    expect(tree.nearestOne(Number.NaN, 0, 0)).toBe(-1)
    expect(tree.nearestOne(0, Infinity, 0)).toBe(-1)
  })

  test('refuses points that are not finite, naming the first', () => {
    expect(() => new KdTree(new Float32Array([0, 0, 0, Number.NaN, 0, 0]))).toThrowError(/Point 1 is not a finite/)
  })

  test('answers alike after the journey to another thread', () => {
    const points = cloud(6, 300, 'scattered')
    const queries = cloud(7, 50, 'scattered')
    const tree = new KdTree(points)
    const arrived = KdTree.fromTransferable(structuredClone(tree.toTransferable()))
    expect(arrived.nearest(queries)).toEqual(tree.nearest(queries))
  })
})
