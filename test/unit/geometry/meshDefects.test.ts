import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { duplicateTriangleCount, duplicateVertexCount } from '#core/geometry/duplicates.ts'
import { areaSign, volumeSign } from '#core/geometry/exactSigns.ts'
import { reportMesh } from '#core/geometry/meshReport.ts'
import { selfIntersections } from '#core/geometry/selfIntersections.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

const soupOf = (...corners: readonly (readonly number[])[]): Mesh => ({
  positions: Float32Array.from(corners.flat()),
  triangles: Uint32Array.from(corners, (_, i) => i),
})

const joinedMesh = (a: Mesh, b: Mesh): Mesh => ({
  positions: Float32Array.of(...a.positions, ...b.positions),
  triangles: Uint32Array.of(...a.triangles, ...b.triangles.map((v) => v + a.positions.length / 3)),
})

const movedBy = (mesh: Mesh, step: readonly number[]): Mesh => ({
  ...mesh,
  positions: mesh.positions.map((value, i) => value + step[i % 3]),
})

describe('holes', () => {
  test('a sheet with a window has two borders, with their lengths and places', () => {
    const sheet = planeMesh({ size: 10, cells: 10 })
    const centre = (t: number, axis: number): number =>
      (sheet.positions[sheet.triangles[t * 3] * 3 + axis] +
        sheet.positions[sheet.triangles[t * 3 + 1] * 3 + axis] +
        sheet.positions[sheet.triangles[t * 3 + 2] * 3 + axis]) /
      3
    const isInWindow = (t: number): boolean =>
      centre(t, 0) > 1 && centre(t, 0) < 3 && centre(t, 1) > -2 && centre(t, 1) < 1
    const triangles = sheet.triangles.filter((_, i) => !isInWindow(Math.floor(i / 3)))
    const { holes, boundaryLoops } = reportMesh({ ...sheet, triangles })
    expect(boundaryLoops).toBe(2)
    expect(holes.map(({ length, edges }) => [Math.round(length * 1e4) / 1e4, edges])).toEqual([
      [40, 40],
      [10, 10],
    ])
    expect(holes[1].place[0]).toBeCloseTo(2, 5)
    expect(holes[1].place[1]).toBeCloseTo(-0.5, 5)
    expect(reportMesh(sphereMesh({ radius: 1, rings: 8 })).holes).toEqual([])
  })
})

describe('duplicates', () => {
  test('are counted but for the first of each, 0 and −0 alike', () => {
    const positions = Float32Array.of(0, 1, 2, -0, 1, 2, 0, 1, 2, 5, 5, 5, Number.NaN, 0, 0, Number.NaN, 0, 0)
    expect(duplicateVertexCount({ positions })).toBe(2)
    const positionsF64 = Float64Array.of(0, 0, 1, 0, 0, 1 + 1e-12, 0, 0, 1)
    expect(duplicateVertexCount({ positions: Float32Array.from(positionsF64), positionsF64 })).toBe(1)
    expect(duplicateTriangleCount({ triangles: Uint32Array.of(0, 1, 2, 2, 1, 0, 1, 2, 0, 1, 2, 3) })).toBe(2)
  })

  test('equal a table of strings on any triangles', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 120 }), (corners) => {
        const triangles = Uint32Array.from(corners.slice(0, corners.length - (corners.length % 3)))
        const seen = new Set<string>()
        for (let i = 0; i < triangles.length; i += 3) seen.add([...triangles.subarray(i, i + 3)].sort().join(' '))
        expect(duplicateTriangleCount({ triangles })).toBe(triangles.length / 3 - seen.size)
      }),
      { seed: 51 },
    )
  })
})

describe('exact signs', () => {
  test('of points on one plane and one line are 0, and of the next number beside it not', () => {
    const random = seededRandom(5)
    for (let run = 0; run < 200; run++) {
      // Small whole steps of one direction pair: exactly in one plane, far from the origin.
      const base = [0, 0, 0].map(() => Math.fround(random.next() * 1000))
      const [u, v] = [0, 1].map(() => [0, 0, 0].map(() => random.below(64) - 32))
      const at = (a: number, b: number): number[] => base.map((value, k) => Math.round(value) + a * u[k] + b * v[k])
      const p = Float32Array.from([at(0, 0), at(1, 3), at(-5, 2), at(7, -4)].flat())
      expect(volumeSign(p, 0, 3, 6, 9)).toBe(0)
      expect(Math.abs(areaSign(Float32Array.from([at(0, 0), at(1, 0), at(3, 0)].flat()), 0, 3, 6, 0, 1))).toBe(0)
    }
    const flat = Float32Array.of(0, 0, 1, 1, 0, 1, 0, 1, 1, 0.3, 0.3, 1 + 2 ** -23)
    expect(volumeSign(flat, 0, 3, 6, 9)).toBe(1)
    expect(volumeSign(flat, 0, 6, 3, 9)).toBe(-1)
    expect(areaSign(flat, 0, 3, 6, 0, 1)).toBe(1)
  })
})

describe('self-intersections', () => {
  test('sound surfaces have none, flat ones with many coplanar neighbours included', () => {
    expect(selfIntersections(sphereMesh({ radius: 90, rings: 30 })).pairs).toBe(0)
    expect(selfIntersections(planeMesh({ size: 3, cells: 20 })).pairs).toBe(0)
    // The same sheet with every triangle on vertices of its own.
    const sheet = planeMesh({ size: 3, cells: 12 })
    const apart = soupOf(...[...sheet.triangles].map((v) => [...sheet.positions.subarray(v * 3, v * 3 + 3)]))
    expect(selfIntersections(apart).pairs).toBe(0)
    expect(selfIntersections({ positions: new Float32Array(3), triangles: new Uint32Array(0) }).pairs).toBe(0)
  })

  test('every kind of contact that is more than a shared corner or edge counts', () => {
    const a = [
      [0, 0, 0],
      [4, 0, 0],
      [0, 4, 0],
    ]
    const pairsWith = (...b: readonly (readonly number[])[]): number => selfIntersections(soupOf(...a, ...b)).pairs
    // Through the middle; touching with a corner; touching edge on edge; apart by a hair.
    expect(pairsWith([1, 1, -1], [1, 1, 1], [9, 9, 0])).toBe(1)
    expect(pairsWith([1, 1, 0], [1, 1, 1], [2, 1, 1])).toBe(1)
    expect(pairsWith([1, -1, 0], [1, 1, 0], [1, 0, 3])).toBe(1)
    expect(pairsWith([1, 1, 1e-30], [1, 1, 1], [2, 1, 1])).toBe(0)
    // One corner shared: fine where the rest stays away, not where it goes through.
    expect(pairsWith([0, 0, 0], [-1, 0, 1], [0, -1, 1])).toBe(0)
    expect(pairsWith([0, 0, 0], [1, 1, 1], [1, 1, -1])).toBe(1)
    // An edge shared: fine at any angle but folded back flat.
    expect(pairsWith([0, 0, 0], [4, 0, 0], [0, -4, 0])).toBe(0)
    expect(pairsWith([0, 0, 0], [4, 0, 0], [1, 1, 1])).toBe(0)
    expect(pairsWith([0, 0, 0], [4, 0, 0], [1, 1, 0])).toBe(1)
    // In one plane: apart, and one within the other.
    expect(pairsWith([3, 3, 0], [9, 3, 0], [3, 9, 0])).toBe(0)
    expect(pairsWith([1, 1, 0], [1.5, 1, 0], [1, 1.5, 0])).toBe(1)
    // Duplicates and triangles without an area are told of elsewhere.
    expect(pairsWith([0, 0, 0], [0, 4, 0], [4, 0, 0])).toBe(0)
    expect(pairsWith([1, 1, 0], [1, 1, 0], [1, 1, 0])).toBe(0)
  })

  test('two spheres through each other, as every pair tested without a tree', () => {
    const sphere = sphereMesh({ radius: 1, rings: 9 })
    const mesh = joinedMesh(sphere, movedBy(sphere, [0.8, 0.31, 0.13]))
    const found = selfIntersections(mesh)
    const alone = (t: number): Mesh => ({ ...mesh, triangles: mesh.triangles.slice(t * 3, t * 3 + 3) })
    const half = sphere.triangles.length / 3
    let pairs = 0
    for (let i = 0; i < half; i++) {
      for (let j = half; j < 2 * half; j++) {
        const two = Uint32Array.of(...alone(i).triangles, ...alone(j).triangles)
        pairs += selfIntersections({ ...mesh, triangles: two }).pairs
      }
    }
    expect(found.pairs).toBe(pairs)
    expect(found.pairs).toBeGreaterThan(40)
    expect(found.triangles).toBeLessThan(found.pairs * 2)
    for (const { place } of found.examples) expect(Math.abs(Math.hypot(...place) - 1)).toBeLessThan(0.3)
  })

  test('turn with the mesh: the same pairs, whatever the order of the triangles (seed 9)', () => {
    const random = seededRandom(9)
    const positions = Float32Array.from({ length: 90 }, () => random.next() * 4)
    const triangles = Uint32Array.from({ length: 90 }, (_, i) => i % 30)
    const { pairs } = selfIntersections({ positions, triangles: triangles.slice(0, 30) })
    const reversed = Uint32Array.from({ length: 30 }, (_, i) => 29 - i)
    expect(selfIntersections({ positions, triangles: reversed }).pairs).toBe(pairs)
    expect(pairs).toBeGreaterThan(0)
  })

  test('a cancelled search ends', () => {
    const controller = new AbortController()
    controller.abort()
    expect(() => selfIntersections(planeMesh({ size: 1, cells: 2 }), { signal: controller.signal })).toThrow(
      /Cancelled/,
    )
  })
})
