import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TriangleBvh } from '#core/geometry/bvh.ts'
import { closestPointsFor } from '#core/model/queries.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { sphereMesh } from './shapes.ts'

const soup = (seed: number, count: number, kind: string) => {
  const random = seededRandom(seed)
  const positions = new Float32Array(count * 9)
  for (let i = 0; i < count * 3; i++) {
    const corner = Math.floor(i / 3) * 9
    for (let axis = 0; axis < 3; axis++) positions[i * 3 + axis] = 10 * random.normal()
    if (kind === 'slivers' && i % 3 > 0) {
      for (let axis = 0; axis < 3; axis++) positions[i * 3 + axis] = positions[corner + axis] * (1 + (i % 3))
    }
    if (kind === 'points') for (let axis = 0; axis < 3; axis++) positions[i * 3 + axis] = positions[corner + axis]
  }
  return { positions, triangles: Uint32Array.from({ length: count * 3 }, (_, i) => i) }
}

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

const distanceToSegment = (p: Vec3, a: Vec3, b: Vec3): number => {
  const ab = minus(b, a)
  const along = dot(ab, ab) > 0 ? Math.min(1, Math.max(0, dot(minus(p, a), ab) / dot(ab, ab))) : 0
  return Math.hypot(...minus(p, [a[0] + along * ab[0], a[1] + along * ab[1], a[2] + along * ab[2]]))
}

/** Distance to a triangle by another route than the one tested: its plane where the foot lies inside, else its edges. */
const distanceToTriangle = (p: Vec3, [a, b, c]: readonly [Vec3, Vec3, Vec3]): number => {
  const normal = cross(minus(b, a), minus(c, a))
  const squared = dot(normal, normal)
  const edges = Math.min(distanceToSegment(p, a, b), distanceToSegment(p, b, c), distanceToSegment(p, c, a))
  if (!(squared > 1e-12)) return edges
  const isInside = [[a, b] as const, [b, c] as const, [c, a] as const].every(
    ([from, to]) => dot(cross(minus(to, from), minus(p, from)), normal) >= 0,
  )
  return isInside ? Math.abs(dot(minus(p, a), normal)) / Math.sqrt(squared) : edges
}

const cornersOf = ({ positions }: { positions: Float32Array }, triangle: number): readonly [Vec3, Vec3, Vec3] => {
  const row = (i: number): Vec3 => [positions[i], positions[i + 1], positions[i + 2]]
  return [row(triangle * 9), row(triangle * 9 + 3), row(triangle * 9 + 6)]
}

describe('TriangleBvh.closestPoint', () => {
  test.each(['scattered', 'slivers', 'points'])('equals brute force on %s triangles (1e-5)', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 80 }), (seed, count) => {
        const mesh = soup(seed, count, kind)
        const bvh = new TriangleBvh(mesh)
        const random = seededRandom(seed + 1)
        for (let i = 0; i < 10; i++) {
          const query: Vec3 = [12 * random.normal(), 12 * random.normal(), 12 * random.normal()]
          const distances = Array.from({ length: count }, (_, t) => distanceToTriangle(query, cornersOf(mesh, t)))
          const hit = bvh.closestPoint(...query)
          expect(Math.abs((hit?.distance ?? Infinity) - Math.min(...distances))).toBeLessThan(1e-5)
          expect(Math.abs(Math.hypot(...minus(hit?.point ?? [0, 0, 0], query)) - (hit?.distance ?? 0))).toBeLessThan(
            1e-9,
          )
        }
      }),
      { seed: 43, numRuns: 60 },
    )
  })

  test('barycentrics give the point back in the order of the triangle (seed 9)', () => {
    const mesh = soup(9, 50, 'scattered')
    const hit = new TriangleBvh(mesh).closestPoint(3, 4, 5)
    const corners = cornersOf(mesh, hit?.triangle ?? 0)
    for (const axis of [0, 1, 2] as const) {
      const value = corners.reduce((sum, corner, i) => sum + corner[axis] * (hit?.barycentrics[i] ?? 0), 0)
      expect(value).toBeCloseTo(hit?.point[axis] ?? 0, 4)
    }
  })

  test('a sphere of radius 100: every distance is |r − 100| within the sagitta of its triangles', () => {
    const bvh = new TriangleBvh(sphereMesh({ radius: 100, rings: 90 }))
    for (const radius of [10, 99, 101, 250]) {
      const hit = bvh.closestPoint(radius * 0.6, 0, radius * 0.8)
      expect(Math.abs((hit?.distance ?? 0) - Math.abs(radius - 100))).toBeLessThan(0.07)
    }
  })

  test('nothing within the limit, no triangles, and NaN find nothing', () => {
    const mesh = soup(1, 1, 'points')
    const far = mesh.positions[0] + 100
    expect(new TriangleBvh(mesh).closestPoint(far, 0, 0, 1)).toBeNull()
    expect(new TriangleBvh(mesh).closestPoint(Number.NaN, 0, 0)).toBeNull()
    const empty = new TriangleBvh({ positions: new Float32Array(), triangles: new Uint32Array() })
    expect(empty.closestPoint(0, 0, 0)).toBeNull()
    expect(empty.raycast([0, 0, 0], [1, 0, 0])).toBeNull()
  })
})

describe('TriangleBvh.closestPoints', () => {
  test('equals one by one, with any guesses and after the journey to another thread (seed 11)', () => {
    const bvh = new TriangleBvh(soup(11, 300, 'scattered'))
    const random = seededRandom(12)
    const queries = Float64Array.from({ length: 300 }, () => 12 * random.normal())
    const out = closestPointsFor(100)
    bvh.closestPoints(queries, out)
    const warm = closestPointsFor(100)
    warm.triangles.forEach((_, i) => {
      warm.triangles[i] = random.below(301) - 1
    })
    const arrived = TriangleBvh.fromTransferable(structuredClone(bvh.toTransferable()))
    arrived.closestPoints(queries, warm, { guesses: warm.triangles })
    for (let i = 0; i < 100; i++) {
      const hit = bvh.closestPoint(queries[i * 3], queries[i * 3 + 1], queries[i * 3 + 2])
      expect(out.triangles[i]).toBe(hit?.triangle)
      expect(out.distances[i]).toBe(hit?.distance)
      expect([...out.points.subarray(i * 3, i * 3 + 3)]).toEqual(hit?.point)
      expect(warm.distances[i]).toBe(hit?.distance)
    }
  })

  test('touches only the asked range and says -1 beyond the limit', () => {
    const bvh = new TriangleBvh(sphereMesh({ radius: 1, rings: 8 }))
    const out = closestPointsFor(3)
    bvh.closestPoints(new Float32Array([0, 0, 1.1, 0, 0, 5, 0, 0, 1.1]), out, { end: 2, maxDistance: 1 })
    expect(out.triangles[0]).toBeGreaterThanOrEqual(0)
    expect([out.triangles[1], out.distances[1]]).toEqual([-1, Infinity])
    expect(out.distances[2]).toBe(Infinity)
  })
})

describe('TriangleBvh.raycast', () => {
  test('from inside a closed sphere every ray hits, also through edges and vertices', () => {
    const mesh = sphereMesh({ radius: 100, rings: 24 })
    const bvh = new TriangleBvh(mesh)
    const random = seededRandom(13)
    for (let i = 0; i < 2000; i++) {
      const hit = bvh.raycast([1, 2, 3], [random.normal(), random.normal(), random.normal()])
      expect(Math.hypot(...(hit?.point ?? [0, 0, 0]))).toBeGreaterThan(98)
    }
    for (let i = 0; i < mesh.positions.length; i += 3) {
      const [x, y, z] = mesh.positions.subarray(i, i + 3)
      expect(bvh.raycast([0, 0, 0], [x, y, z])?.distance).toBeCloseTo(100, 3)
    }
  })

  test('takes the first hit, from either side, and never one behind', () => {
    const bvh = new TriangleBvh(sphereMesh({ radius: 1, rings: 40 }))
    expect(bvh.raycast([0, 0.01, 5], [0, 0, -2])?.distance).toBeCloseTo(4, 2)
    expect(bvh.raycast([0, 0.01, 0], [0, 0, -2])?.distance).toBeCloseTo(1, 2)
    expect(bvh.raycast([0, 0.01, 5], [0, 0, 1])).toBeNull()
    expect(bvh.raycast([0, 0, 5], [0, 0, 0])).toBeNull()
  })
})

describe('input that is refused', () => {
  test('a corner that is not finite', () => {
    const positions = new Float32Array([0, 0, 0, 1, 0, 0, 0, Number.NaN, 0])
    expect(() => new TriangleBvh({ positions, triangles: new Uint32Array([0, 1, 2]) })).toThrowError(/Triangle 0/)
  })

  test('an index without a vertex', () => {
    const positions = new Float32Array(9)
    expect(() => new TriangleBvh({ positions, triangles: new Uint32Array([0, 1, 7]) })).toThrowError(/vertex 7/)
  })
})
