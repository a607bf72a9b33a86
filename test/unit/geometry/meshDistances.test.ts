import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceReport } from '#core/geometry/distance/distanceReport.ts'
import { meshDistances } from '#core/geometry/distance/meshDistances.ts'
import { verticesWithin } from '#core/geometry/distance/regionVertices.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

const cloudOf = (points: Float32Array): Mesh => ({ positions: points, triangles: new Uint32Array() })

const randomCloud = (seed: number, count: number, size: number): Mesh => {
  const random = seededRandom(seed)
  return cloudOf(Float32Array.from({ length: count * 3 }, () => size * random.normal()))
}

/** A star-shaped body with sharp spikes: the normals of single triangles tell the wrong side near its vertices. */
const spikyBody = (seed: number): Mesh => {
  const random = seededRandom(seed)
  return sphereMesh({ radius: 1, rings: 9, radiusAt: () => 0.5 + 2 * random.next() })
}

describe('meshDistances, signed', () => {
  test('side and length on a body with sharp spikes agree with rays from its middle (1e-4)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const body = spikyBody(seed)
        const from = randomCloud(seed, 300, 1.2)
        const { distances } = meshDistances({ from, to: body, measure: 'surface', signed: true })
        const unsigned = meshDistances({ from, to: body, measure: 'surface', signed: false }).distances
        const tree = TriangleTree.build(body)
        for (let i = 0; i < distances.length; i++) {
          const [x, y, z] = from.positions.subarray(i * 3, i * 3 + 3)
          const beyond = tree.raycast([0, 0, 0], [x, y, z])?.distance ?? Infinity
          expect(Math.abs(distances[i])).toBe(unsigned[i])
          if (unsigned[i] > 1e-4) expect(distances[i] > 0).toBe(Math.hypot(x, y, z) > beyond)
        }
      }),
      { seed: 71, numRuns: 20 },
    )
  })

  test('of a sphere: radius less its own (0.3 % of it, the faceting)', () => {
    const sphere = sphereMesh({ radius: 80, rings: 60 })
    const from = randomCloud(72, 500, 60)
    const { distances, onBorder } = meshDistances({ from, to: sphere, measure: 'surface', signed: true })
    for (let i = 0; i < distances.length; i++) {
      const radius = Math.hypot(...from.positions.subarray(i * 3, i * 3 + 3))
      expect(Math.abs(distances[i] - (radius - 80))).toBeLessThan(0.003 * 80)
    }
    expect(onBorder).toBe(0)
  })

  test('vertices beside an open surface are counted, those above and below it are told apart', () => {
    const from = cloudOf(new Float32Array([0, 0, 2, 0, 0, -3, 9.3, 0.1, 1]))
    const { distances, onBorder } = meshDistances({
      from,
      to: planeMesh({ size: 10, cells: 4 }),
      measure: 'surface',
      signed: true,
    })
    expect(distances[0]).toBeCloseTo(2, 6)
    expect(distances[1]).toBeCloseTo(-3, 6)
    expect(onBorder).toBe(1)
  })

  test('refused to a cloud of points and to vertices', () => {
    const cloud = randomCloud(73, 10, 1)
    const refused = expect.objectContaining({ code: 'input/no-surface' })
    expect(() => meshDistances({ from: cloud, to: cloud, measure: 'surface', signed: true })).toThrowError(refused)
    const to = planeMesh({ size: 1, cells: 1 })
    expect(() => meshDistances({ from: cloud, to, measure: 'vertices', signed: true })).toThrowError(refused)
  })
})

describe('meshDistances to vertices', () => {
  test('is the least of all distances, also to a cloud (seed 74)', () => {
    const [from, to] = [randomCloud(74, 200, 50), randomCloud(75, 300, 50)]
    for (const measure of ['vertices', 'surface'] as const) {
      const { distances } = meshDistances({ from, to, measure, signed: false })
      for (let i = 0; i < distances.length; i++) {
        let least = Infinity
        for (let j = 0; j < to.positions.length; j += 3) {
          const [dx, dy, dz] = [0, 1, 2].map((axis) => to.positions[j + axis] - from.positions[i * 3 + axis])
          least = Math.min(least, Math.hypot(dx, dy, dz))
        }
        expect(distances[i]).toBeCloseTo(least, 4)
      }
    }
  })

  test('ends between two pieces of work when it is cancelled', () => {
    const controller = new AbortController()
    controller.abort()
    const cloud = randomCloud(76, 10, 1)
    expect(() =>
      meshDistances({ from: cloud, to: cloud, measure: 'vertices', signed: false }, { signal: controller.signal }),
    ).toThrowError(expect.objectContaining({ code: 'job/cancelled' }))
  })
})

describe('distanceReport', () => {
  const options = {
    signed: true,
    limits: [1, 2],
    bins: 4,
    regions: [{ name: 'first', vertices: Uint32Array.of(0, 1) }],
  }

  test('numbers of known distances, over all and over a region', () => {
    const [all, first] = distanceReport(new Float32Array([-1, 3, 2, 0]), options)
    expect(all.summary).toMatchObject({ mean: 1.5, median: 1.5, max: 3, count: 4, rms: Math.sqrt(14 / 4) })
    expect(all.within).toEqual([
      { limit: 1, share: 0.5 },
      { limit: 2, share: 0.75 },
    ])
    expect(all.signed).toMatchObject({ mean: 1, median: 1, outside: 0.75 })
    expect(all.histogram).toEqual({ from: -1, to: 3, counts: [1, 1, 0, 2] })
    expect(first).toMatchObject({ name: 'first', summary: { count: 2, mean: 2 } })
  })

  test('every distance is in one bin and percentiles ascend, whatever the distances', () => {
    const values = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { maxLength: 50 })
    fc.assert(
      fc.property(values, (distances) => {
        const [all] = distanceReport(Float32Array.from(distances), { ...options, regions: [] })
        expect(all.histogram?.counts.reduce((sum, count) => sum + count, 0)).toBe(distances.length)
        const percentiles = all.percentiles.map(({ distance }) => distance)
        expect(percentiles).toEqual([...percentiles].sort((a, b) => a - b))
        expect(percentiles.every(Number.isFinite)).toBe(true)
      }),
      { seed: 77 },
    )
  })
})

test('verticesWithin keeps what lies within the radius', () => {
  const { positions } = sphereMesh({ radius: 80, rings: 20 })
  const found = new Set(verticesWithin({ positions }, [0, 0, 80], 40))
  for (let i = 0; i < positions.length; i += 3) {
    const isNear = Math.hypot(positions[i], positions[i + 1], positions[i + 2] - 80) <= 40
    expect(found.has(i / 3)).toBe(isNear)
  }
})
