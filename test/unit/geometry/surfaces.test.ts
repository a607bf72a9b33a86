import { describe, expect, test } from 'vitest'
import { clusterDecimate } from '#core/geometry/clusterDecimate.ts'
import { distancesToSurface, summarizeDistances, within } from '#core/geometry/distances.ts'
import { reportMesh } from '#core/geometry/meshReport.ts'
import { faceAreaVectors, faceNormals, vertexNormals } from '#core/geometry/normals.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { toMat4 } from '#core/model/transform.ts'
import { bumpyHead, croppedMesh, headMesh, movedMesh } from './bumpyHead.ts'
import { planeMesh, sphereMesh } from './shapes.ts'
import { similarityOf } from './similarityOf.ts'

describe('normals', () => {
  test('of a sphere point outwards along the radius (1.5°)', () => {
    const mesh = sphereMesh({ radius: 80, rings: 40 })
    const normals = vertexNormals(mesh)
    for (let i = 0; i < normals.length; i += 3) {
      const cosine = [0, 1, 2].reduce((sum, k) => sum + (normals[i + k] * mesh.positions[i + k]) / 80, 0)
      expect(cosine).toBeGreaterThan(Math.cos((1.5 * Math.PI) / 180))
    }
  })

  test('a large triangle outweighs a small one; without triangles there is no normal', () => {
    const positions = new Float32Array([0, 0, 0, 9, 0, 0, 0, 9, 0, 0, -1, 0, 0, 0, 1, 5, 5, 5])
    const triangles = new Uint32Array([0, 1, 2, 0, 3, 4])
    const normals = vertexNormals({ positions, triangles })
    expect(normals[2]).toBeGreaterThan(0.99)
    expect([...normals.subarray(15)]).toEqual([0, 0, 0])
  })

  test('of faces are units or zero; area vectors of a closed surface sum to zero', () => {
    const mesh = planeMesh({ size: 2, cells: 2 })
    expect([...faceNormals(mesh).subarray(0, 3)]).toEqual([0, 0, 1])
    expect([...faceNormals({ ...mesh, triangles: new Uint32Array([0, 1, 1]) })]).toEqual([0, 0, 0])
    const vectors = faceAreaVectors(sphereMesh({ radius: 10, rings: 12 }))
    for (const axis of [0, 1, 2]) {
      expect(Math.abs(vectors.filter((_, i) => i % 3 === axis).reduce((sum, value) => sum + value, 0))).toBeLessThan(
        1e-4,
      )
    }
  })
})

describe('distances', () => {
  const plane = planeMesh({ size: 100, cells: 10 })

  test('to a square: the height above it, and the way to its rim beside it', () => {
    const points = new Float32Array([1, 2, 3, -7, 8, -4, 53, 0, 4])
    expect([...distancesToSurface(points, plane)]).toEqual([3, 4, 5])
    expect([...distancesToSurface(points, TriangleTree.build(plane))]).toEqual([3, 4, 5])
  })

  test('to a cloud of points: the nearest one; to nothing, and from nowhere: -1', () => {
    const cloud: Mesh = { positions: new Float32Array([0, 0, 0, 10, 0, 0]), triangles: new Uint32Array() }
    expect([...distancesToSurface(new Float32Array([7, 0, 4]), cloud)]).toEqual([5])
    const nothing: Mesh = { positions: new Float32Array(), triangles: new Uint32Array() }
    expect([...distancesToSurface(new Float32Array([7, 0, 4]), nothing)]).toEqual([-1])
    expect([...distancesToSurface(new Float32Array([Number.NaN, 0, 4]), plane)]).toEqual([-1])
  })

  test('can be cancelled and tells how far it is', () => {
    const controller = new AbortController()
    const told: number[] = []
    const report = ({ fraction }: { fraction: number }): void => {
      told.push(fraction)
      controller.abort()
    }
    const points = new Float32Array(3 * 20000)
    expect(() => distancesToSurface(points, plane, { signal: controller.signal, report })).toThrowError(
      expect.objectContaining({ code: 'job/cancelled' }),
    )
    expect(told.length).toBe(1)
  })

  test('summary with linear percentiles, unknown ones left out', () => {
    const summary = summarizeDistances([4, -1, 1, 2, 3, -1], { ignoreNegative: true })
    expect(summary).toEqual({ median: 2.5, mean: 2.5, p90: 3.7, max: 4, rms: Math.sqrt(7.5), count: 4 })
    expect(summarizeDistances([-2, 2], { ignoreNegative: false }).mean).toBe(0)
    expect(summarizeDistances([-1], { ignoreNegative: true }).count).toBe(0)
    expect(within([0.5, 1, 2, -1], 1)).toBeCloseTo(2 / 3, 12)
    expect(within([-1], 1)).toBe(0)
  })
})

describe('clusterDecimate', () => {
  test('keeps the surface (5 mm) and the budget, averages colours', () => {
    const mesh = { ...sphereMesh({ radius: 100, rings: 100 }) }
    const colors = new Uint8Array(mesh.positions.length).fill(200)
    const coarse = clusterDecimate({ ...mesh, colors }, { targetTriangles: 4000 })
    expect(coarse.triangles.length / 3).toBeLessThanOrEqual(4000)
    expect(coarse.triangles.length / 3).toBeGreaterThan(2000)
    expect(Math.max(...coarse.triangles)).toBeLessThan(coarse.positions.length / 3)
    expect(coarse.colors?.every((value) => value === 200)).toBe(true)
    expect(summarizeDistances(distancesToSurface(coarse.positions, mesh), { ignoreNegative: true }).max).toBeLessThan(5)
  })

  test('leaves a mesh within the budget as it is', () => {
    const mesh = planeMesh({ size: 1, cells: 2 })
    expect(clusterDecimate(mesh, { targetTriangles: 8 })).toBe(mesh)
  })
})

describe('reportMesh', () => {
  const head = headMesh(bumpyHead(51), {
    rings: 60,
    turn: similarityOf({ axisAngle: [0, 0, 0], scale: 1, translation: [0, 0, 0] }),
  })
  const withNeck = croppedMesh(head, (_x, y) => y > -85)
  const scaled = (factor: number): Mesh => ({
    ...withNeck,
    positions: withNeck.positions.map((value) => value * factor),
  })

  test.each([
    ['mm', 1],
    ['cm', 0.1],
    ['m', 0.001],
    ['um', 1000],
  ])('a head in %s', (unit, factor) => {
    const report = reportMesh(scaled(factor))
    expect(report.unit.guess).toBe(unit)
    expect(report.unit.confidence).toBeGreaterThan(0.5)
  })

  test('nothing like a head: no unit, and a warning', () => {
    const report = reportMesh(scaled(1e-9))
    expect(report.unit).toEqual({ guess: null, confidence: 0 })
    expect(report.warnings.map(({ code }) => code)).toContain('mesh/unit-unknown')
  })

  test.each([
    ['+y', [1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['-y', [-1, 0, 0, 0, -1, 0, 0, 0, 1]],
    ['+z', [1, 0, 0, 0, 0, -1, 0, 1, 0]],
    ['-x', [0, -1, 0, 1, 0, 0, 0, 0, 1]],
  ])('up is %s however the head is turned', (up, [a, b, c, d, e, f, g, h, i]) => {
    const turned = movedMesh(withNeck, toMat4([a, b, c, 0, d, e, f, 0, g, h, i, 0, 0, 0, 0, 1]))
    expect(reportMesh(turned).up.guess).toBe(up)
  })

  test('no up where the shape does not tell: closed, without a back, oblique', () => {
    expect(reportMesh(head).up.guess).toBeNull()
    expect(reportMesh(croppedMesh(head, (_x, _y, z) => z > 0)).up.guess).toBeNull()
    const oblique = movedMesh(withNeck, similarityOf({ axisAngle: [0.7, 0, 0.4], scale: 1, translation: [0, 0, 0] }))
    expect(reportMesh(oblique).up.guess).toBeNull()
  })

  test('counts what is there', () => {
    const { bounds, components, boundaryLoops, nonManifoldEdges, degenerateFaces, warnings } = reportMesh(
      planeMesh({ size: 300, cells: 4 }),
    )
    expect(bounds).toEqual({ min: [-150, -150, 0], max: [150, 150, 0] })
    expect({ components, boundaryLoops, nonManifoldEdges, degenerateFaces }).toEqual({
      components: 1,
      boundaryLoops: 1,
      nonManifoldEdges: 0,
      degenerateFaces: 0,
    })
    expect(warnings).toEqual([])
  })

  test('says what is damaged instead of failing', () => {
    const random = seededRandom(52)
    const positions = Float32Array.from({ length: 60 }, () => 100 * random.normal())
    positions[4] = Number.NaN
    const codes = (triangles: readonly number[]): readonly string[] =>
      reportMesh({ positions, triangles: new Uint32Array(triangles) }).warnings.map(({ code }) => code)
    expect(codes([0, 1, 2, 0, 0, 3])).toEqual(['mesh/not-finite', 'mesh/isolated-vertices', 'mesh/degenerate-faces'])
    expect(codes([0, 2, 3, 0, 2, 4, 0, 2, 5])).toContain('mesh/non-manifold')
    expect(codes([0, 1, 99])).toEqual(['mesh/index-out-of-range'])
    expect(codes([])).toEqual(['mesh/point-cloud', 'mesh/not-finite'])
    expect(reportMesh({ positions: new Float32Array(), triangles: new Uint32Array() }).warnings[0].code).toBe(
      'mesh/empty',
    )
  })
})
