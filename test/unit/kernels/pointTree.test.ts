import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KdTree } from '#core/geometry/kdTree.ts'
import { PointTree } from '#core/kernels/pointTree.ts'
import { seededRandom } from '#core/model/random.ts'

const kinds = ['scattered', 'plane', 'line', 'grid', 'one place']

/** Clouds of every kind a scan may hold: scattered, on a plane, on a line, many equal points. */
const cloud = (seed: number, count: number, kind: string): Float32Array => {
  const random = seededRandom(seed)
  const spread = { scattered: [9, 9, 9], plane: [9, 9, 0], line: [9, 0, 0], grid: [3, 3, 3] }[kind] ?? [0, 0, 0]
  return Float32Array.from({ length: count * 3 }, (_, i) => {
    const value = spread[i % 3] * random.normal()
    return kind === 'grid' ? Math.round(value) : value
  })
}

/** A walk: neighbours in the array lie near each other, as on a scan. */
const walk = (seed: number, count: number, step: number): Float32Array => {
  const random = seededRandom(seed)
  const rows = new Float32Array(count * 3)
  for (let i = 3; i < rows.length; i++) rows[i] = rows[i - 3] + step * random.normal()
  return rows
}

const expectTwins = (points: Float32Array, queries: Float32Array, maxDistance = Infinity): void => {
  const truth = new KdTree(points).nearest(queries, { maxDistance })
  for (const scattered of [false, true]) {
    const found = PointTree.build(points).nearest(queries, { maxDistance, scattered })
    for (let i = 0; i < truth.indices.length; i++) {
      const distance = Math.sqrt(truth.squaredDistances[i])
      // Single precision decides which of two points is nearer: their true distances may differ by its rounding.
      expect(
        Math.abs(Math.sqrt(found.squaredDistances[i]) - distance) <= 1e-6 * (1 + distance) || distance === Infinity,
      ).toBe(true)
      const row = found.indices[i] * 3
      if (row < 0) continue
      const [x, y, z] = queries.subarray(i * 3, i * 3 + 3)
      expect((points[row] - x) ** 2 + (points[row + 1] - y) ** 2 + (points[row + 2] - z) ** 2).toBeCloseTo(
        found.squaredDistances[i],
        10,
      )
    }
  }
}

describe('PointTree equals KdTree', () => {
  test.each(kinds)('on %s points (seed 42)', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 3000 }), (seed, count) => {
        const points = cloud(seed, count, kind)
        expectTwins(points, cloud(seed + 1, 40, 'scattered'))
        expectTwins(points, walk(seed, 60, 0.1))
      }),
      { seed: 42, numRuns: 25 },
    )
  })

  test.each([1, 15, 16, 17, 32, 33, 64, 65, 128, 129, 513])('with %i points: every shape of the tree (seed 7)', (n) => {
    expectTwins(cloud(n, n, 'scattered'), walk(7, 100, 0.5))
  })

  test('with a limit (seed 8)', () => {
    expectTwins(cloud(8, 2000, 'scattered'), walk(9, 300, 0.5), 0.8)
  })

  test('any guess leaves the answer as it is (seed 3)', () => {
    const points = cloud(3, 5000, 'scattered')
    const queries = walk(4, 1000, 0.2)
    const tree = PointTree.build(points)
    const plain = tree.nearest(queries)
    const random = seededRandom(5)
    const guesses = Int32Array.from({ length: 1000 }, () => random.below(5001) - 1)
    expect(tree.nearest(queries, { guesses }).squaredDistances).toEqual(plain.squaredDistances)
    expect(tree.nearest(queries, { guesses: plain.indices }).indices).toEqual(plain.indices)
  })

  test('for one query, a query that is nowhere, and no points at all', () => {
    const tree = PointTree.build(new Float32Array([0, 0, 0, 5, 0, 0]))
    expect(tree.nearestOne(4, 0, 0)).toBe(1)
    expect(tree.nearestOne(4, 0, 0, 0.5)).toBe(-1)
    const found = tree.nearest(new Float32Array([Number.NaN, 0, 0, Infinity, 0, 0, 1, 0, 0]))
    expect([...found.indices]).toEqual([-1, -1, 0])
    expect(PointTree.build(new Float32Array(0)).nearestOne(0, 0, 0)).toBe(-1)
  })
})

test('a point that is not finite is named', () => {
  expect(() => PointTree.build(new Float32Array([0, 0, 0, 0, Number.NaN, 0]))).toThrow(/Point 1/)
})

test('memory of released trees is used again, and trees do not disturb each other (seed 11)', () => {
  const points = cloud(11, 4000, 'scattered')
  const queries = walk(12, 500, 0.2)
  const kept = PointTree.build(points)
  const before = kept.nearest(queries)
  for (let i = 0; i < 20; i++) PointTree.build(cloud(i, 1000 + 500 * i, 'scattered')).release()
  expect(kept.nearest(queries)).toEqual(before)
})

test('a shared tree answers alike in another thread (seed 13)', async () => {
  const tree = PointTree.build(cloud(13, 3000, 'scattered'), { shared: true })
  const queries = walk(14, 400, 0.2)
  const worker = new Worker(new URL('./sharedTreeWorker.ts', import.meta.url), {
    workerData: { shared: tree.share(), queries },
  })
  const answer = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  expect(answer).toEqual(tree.nearest(queries))
  await worker.terminate()
})
