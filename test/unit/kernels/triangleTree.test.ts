import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TriangleBvh } from '#core/geometry/bvh.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { closestPointsFor } from '#core/model/queries.ts'
import { type Random, seededRandom } from '#core/model/random.ts'
import { headMesh } from '../../../bench/headMesh.ts'

const rowsOf = (random: Random, count: number, spread: number): Float32Array =>
  Float32Array.from({ length: count * 3 }, () => spread * random.normal())

/** Triangles at random: some crossing, some long, some without an area. */
const soup = (seed: number, count: number) => {
  const random = seededRandom(seed)
  const vertexCount = Math.max(3, Math.ceil(count * 0.7))
  const positions = rowsOf(random, vertexCount, 5)
  const triangles = Uint32Array.from({ length: count * 3 }, () => random.below(vertexCount))
  for (let i = 0; i < count; i += 17) triangles[i * 3 + 1] = triangles[i * 3]
  for (let i = 5; i < count; i += 23) triangles[i * 3 + 2] = triangles[i * 3]
  return { positions, triangles }
}

/** Single precision chooses the triangle: the distance may be longer by its rounding. */
const tolerance = 2e-6

const expectClosestTwins = (mesh: ReturnType<typeof soup>, queries: Float32Array, maxDistance = Infinity): void => {
  const count = queries.length / 3
  const truth = closestPointsFor(count)
  new TriangleBvh(mesh).closestPoints(queries, truth, { maxDistance })
  const tree = TriangleTree.build(mesh)
  for (const scattered of [false, true]) {
    const found = closestPointsFor(count)
    tree.closestPoints(queries, found, { maxDistance, scattered })
    for (let i = 0; i < count; i++) {
      expect(found.triangles[i] < 0).toBe(truth.triangles[i] < 0)
      if (found.triangles[i] < 0) continue
      const distance = truth.distances[i]
      expect(Math.abs(found.distances[i] - distance)).toBeLessThan(tolerance * (10 + distance))
      for (let axis = 0; axis < 3; axis++) {
        let point = 0
        for (let corner = 0; corner < 3; corner++) {
          const vertex = mesh.triangles[found.triangles[i] * 3 + corner]
          point += found.barycentrics[i * 3 + corner] * mesh.positions[vertex * 3 + axis]
        }
        expect(found.points[i * 3 + axis]).toBeCloseTo(point, 5)
      }
    }
  }
}

describe('closest points equal those of TriangleBvh', () => {
  test('on any soup of triangles (seed 21)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1500 }), (seed, count) => {
        const random = seededRandom(seed + 1)
        expectClosestTwins(soup(seed, count), rowsOf(random, 50, 6))
      }),
      { seed: 21, numRuns: 40 },
    )
  })

  test.each([1, 3, 4, 5, 8, 9, 16, 17, 32, 33, 65])('with %i triangles: every shape of the tree (seed 22)', (count) => {
    expectClosestTwins(soup(count, count), rowsOf(seededRandom(22), 60, 8))
  })

  test('within a limit (seed 23)', () => {
    expectClosestTwins(soup(23, 400), rowsOf(seededRandom(24), 300, 9), 1.5)
  })

  test('whatever the guesses (seed 25)', () => {
    const mesh = headMesh(3000)
    const random = seededRandom(25)
    const queries = Float32Array.from(mesh.positions, (value) => value + random.normal())
    const count = queries.length / 3
    const tree = TriangleTree.build(mesh)
    const plain = closestPointsFor(count)
    tree.closestPoints(queries, plain)
    const guesses = Int32Array.from({ length: count }, () => random.below(tree.count + 1) - 1)
    const guessed = closestPointsFor(count)
    tree.closestPoints(queries, guessed, { guesses })
    for (let i = 0; i < count; i++) expect(guessed.distances[i]).toBeCloseTo(plain.distances[i], 4)
  })

  test('for a part of the queries, one query, none that is finite, and no triangles', () => {
    const mesh = { positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0]), triangles: new Uint32Array([0, 1, 2]) }
    const tree = TriangleTree.build(mesh)
    expect(tree.closestPoint(0.25, 0.25, 2)).toEqual(new TriangleBvh(mesh).closestPoint(0.25, 0.25, 2))
    expect(tree.closestPoint(0.25, 0.25, 2, 1)).toBeNull()
    const out = closestPointsFor(3)
    tree.closestPoints(new Float32Array([0, 0, 1, Number.NaN, 0, 0, 0, 0, 3]), out, { start: 1 })
    expect([...out.triangles]).toEqual([-1, -1, 0])
    expect([...out.distances]).toEqual([Infinity, Infinity, 3])
    const empty = TriangleTree.build({ positions: new Float32Array(0), triangles: new Uint32Array(0) })
    expect(empty.closestPoint(0, 0, 0)).toBeNull()
    expect(empty.raycast([0, 0, 0], [1, 0, 0])).toBeNull()
  })
})

describe('ray hits equal those of TriangleBvh', () => {
  const expectSameHits = (mesh: ReturnType<typeof soup>, random: Random, rays: number): void => {
    const bvh = new TriangleBvh(mesh)
    const tree = TriangleTree.build(mesh)
    for (let i = 0; i < rays; i++) {
      const origin = [10 * random.normal(), 10 * random.normal(), 10 * random.normal()] as const
      const direction = [random.below(3) - 1, random.normal(), random.normal()] as const
      const truth = bvh.raycast(origin, direction)
      const found = tree.raycast(origin, direction)
      expect(found === null).toBe(truth === null)
      if (truth && found) expect(found.distance).toBeCloseTo(truth.distance, 9)
    }
  }

  test('on any soup of triangles (seed 31)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1000 }), (seed, count) => {
        expectSameHits(soup(seed, count), seededRandom(seed + 1), 30)
      }),
      { seed: 31, numRuns: 40 },
    )
  })

  test('through vertices and along edges of a closed head there is no gap (seed 32)', () => {
    const mesh = headMesh(2000)
    const tree = TriangleTree.build(mesh)
    for (let vertex = 0; vertex < mesh.positions.length / 3; vertex++) {
      const [x, y, z] = mesh.positions.subarray(vertex * 3, vertex * 3 + 3)
      expect(tree.raycast([0, 0, 0], [x, y, z])).not.toBeNull()
    }
  })

  test('rays that are neighbours, walked together, equal each on its own; a broken one spoils no other (seed 33)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 20, max: 2000 }), (seed, count) => {
        const mesh = soup(seed, count)
        const random = seededRandom(seed + 2)
        const tree = TriangleTree.build(mesh)
        const bvh = new TriangleBvh(mesh)
        const rays = 70
        const [middle, ahead] = [rowsOf(random, 1, 8), rowsOf(random, 1, 1)]
        const origins = Float64Array.from({ length: rays * 3 }, (_, i) => middle[i % 3] + 0.2 * random.normal())
        const directions = Float64Array.from({ length: rays * 3 }, (_, i) => ahead[i % 3] + 0.005 * random.normal())
        directions.set([0, 0, 0], 15)
        directions.set([Number.NaN, 0, 1], 60)
        origins.set([Infinity, 0, 0], 123)
        const found = closestPointsFor(rays)
        tree.raycasts(origins, directions, found)
        for (let i = 0; i < rays; i++) {
          const row = (rows: Float64Array) => [rows[i * 3], rows[i * 3 + 1], rows[i * 3 + 2]] as const
          const isBroken = [5, 20, 41].includes(i)
          const truth = isBroken ? null : bvh.raycast(row(origins), row(directions))
          expect(found.triangles[i] < 0).toBe(truth === null)
          if (truth) expect(found.distances[i]).toBeCloseTo(truth.distance, 9)
        }
      }),
      { seed: 33, numRuns: 60 },
    )
  })

  test('axis-parallel rays, and rays without a direction', () => {
    const mesh = { positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0]), triangles: new Uint32Array([0, 1, 2]) }
    const tree = TriangleTree.build(mesh)
    expect(tree.raycast([0.25, 0.25, 5], [0, 0, -2])?.distance).toBe(5)
    expect(tree.raycast([0.25, 0.25, 5], [0, 0, 1])).toBeNull()
    expect(tree.raycast([0.25, 0.25, 5], [0, 0, 0])).toBeNull()
  })
})

test('an unsound triangle is named', () => {
  const positions = new Float32Array([0, 0, 0, 1, 0, 0, 0, Number.NaN, 0, 0, 1, 0])
  const build = (...triangles: number[]) => TriangleTree.build({ positions, triangles: new Uint32Array(triangles) })
  expect(() => build(0, 1, 3, 0, 1, 4)).toThrow(/Triangle 1 names vertex 4/)
  expect(() => build(0, 1, 3, 0, 1, 2)).toThrow(/Triangle 1 has a corner/)
  expect(build(0, 1, 3).count).toBe(1)
})
