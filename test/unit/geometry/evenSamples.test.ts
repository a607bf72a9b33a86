import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import { evenSamples } from '#core/geometry/evenSamples.ts'
import { KdTree } from '#core/geometry/kdTree.ts'
import { angleWeightedNormals, vertexNormals } from '#core/geometry/normals.ts'
import { surfaceSamples } from '#core/geometry/surfaceSamples.ts'
import { surfaceArea } from '#core/geometry/surfaceSize.ts'
import { WeightHeap } from '#core/geometry/weightHeap.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { startHost, testRoot } from '../services/testHost.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

/** Distance from each point to the nearest other one. */
const gaps = (positions: Float32Array): number[] => {
  const count = positions.length / 3
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    let least = Infinity
    for (let j = 0; j < count; j++) {
      if (i === j) continue
      const [x, y, z] = [0, 1, 2].map((axis) => positions[i * 3 + axis] - positions[j * 3 + axis])
      least = Math.min(least, x * x + y * y + z * z)
    }
    found.push(Math.sqrt(least))
  }
  return found
}

/** The largest distance that so many points can keep on so much surface: that of a lattice of equal triangles. */
const latticeGap = (mesh: Mesh, count: number): number => 2 * Math.sqrt(surfaceArea(mesh) / (2 * Math.sqrt(3) * count))

describe('points spread evenly', () => {
  test('keep 60 % of the distance that a lattice would, where independent ones all but meet (seed 4)', () => {
    const sphere = sphereMesh({ radius: 100, rings: 40 })
    const even = evenSamples(sphere, { count: 1500, seed: 4 })
    expect(even.positions.length).toBe(4500)
    expect(even.normals?.length).toBe(4500)
    const lattice = latticeGap(sphere, 1500)
    expect(Math.min(...gaps(even.positions)) / lattice).toBeGreaterThan(0.6)
    expect(Math.min(...gaps(surfaceSamples(sphere, { count: 1500, seed: 4 }).positions)) / lattice).toBeLessThan(0.2)
    // Nowhere on the sphere is it farther to a point than a lattice's distance.
    const probes = surfaceSamples(sphere, { count: 5000, seed: 5 }).positions
    const { squaredDistances } = new KdTree(even.positions).nearest(probes)
    expect(Math.sqrt(Math.max(...squaredDistances)) / lattice).toBeLessThan(1)
  })

  test('are the same for the same seed and others for another; a cancelled spreading ends', () => {
    const plane = planeMesh({ size: 10, cells: 3 })
    const first = evenSamples(plane, { count: 200, seed: 7 })
    expect(evenSamples(plane, { count: 200, seed: 7 })).toEqual(first)
    expect(evenSamples(plane, { count: 200, seed: 8 }).positions).not.toEqual(first.positions)
    const controller = new AbortController()
    controller.abort()
    expect(() => evenSamples(plane, { count: 200, seed: 7 }, { signal: controller.signal })).toThrow(/Cancelled/)
    expect(() => evenSamples(plane, { count: 500_001, seed: 7 })).toThrow(/At most 500000/)
  })

  test('serve both sides of something thin alike (seed 2)', () => {
    const top = planeMesh({ size: 10, cells: 4 })
    const below = top.positions.map((value, i) => (i % 3 === 2 ? -0.01 : value))
    const turned = top.triangles.map((_, i, all) => all[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1])
    const sheet: Mesh = {
      positions: Float32Array.of(...top.positions, ...below),
      triangles: Uint32Array.of(...top.triangles, ...turned.map((v) => v + top.positions.length / 3)),
    }
    const { positions } = evenSamples(sheet, { count: 800, seed: 2 })
    const side = (isAbove: boolean): Float32Array =>
      positions.filter((_, i) => positions[i - (i % 3) + 2] > -0.005 === isAbove)
    expect(Math.abs(side(true).length / 3 - 400)).toBeLessThan(20)
    for (const isAbove of [true, false]) {
      expect(Math.min(...gaps(side(isAbove))) / latticeGap(top, 400)).toBeGreaterThan(0.55)
    }
  })

  test('the heap gives the heaviest first, also after some became lighter (seed 6)', () => {
    const random = seededRandom(6)
    const weights = Float64Array.from({ length: 200 }, () => random.below(40))
    const heap = new WeightHeap(weights)
    for (let i = 0; i < 100; i++) heap.lower(random.below(200), random.below(5))
    const expected = [...weights.keys()].sort((a, b) => weights[b] - weights[a] || a - b)
    expect(expected.map(() => heap.takeLargest())).toEqual(expected)
    expect(heap.holds(3)).toBe(false)
  })
})

describe('normals weighted by angles', () => {
  test('do not depend on how a flat face is cut: at the corner of a cube they point along its diagonal', () => {
    // Three faces at the origin; the first is cut into two triangles there, the others are one each.
    const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1)
    const triangles = Uint32Array.of(0, 2, 1, 0, 3, 2, 0, 1, 4, 0, 4, 3)
    const [x, y, z] = angleWeightedNormals({ positions, triangles })
    for (const value of [x, y, z]) expect(value).toBeCloseTo(-1 / Math.sqrt(3), 6)
    expect(vertexNormals({ positions, triangles })[2]).toBeLessThan(-0.8)
  })

  test('are 0 where there is no triangle, and those of a sphere run along its radius (0.3°)', () => {
    const { positions, triangles } = sphereMesh({ radius: 5, rings: 30 })
    const normals = angleWeightedNormals({ positions: Float32Array.of(...positions, 9, 9, 9), triangles })
    expect([...normals.subarray(positions.length)]).toEqual([0, 0, 0])
    for (let i = 0; i < positions.length; i += 3) {
      const along = positions.subarray(i, i + 3).reduce((sum, value, axis) => sum + value * normals[i + axis], 0) / 5
      expect(along).toBeGreaterThan(Math.cos((0.3 * Math.PI) / 180))
    }
  })
})

describe('on the command’s way', () => {
  const root = testRoot('even')
  const input = join(root, 'ball.ply')

  test('points are spread, normals are computed, and a folder is not called like a mesh', async () => {
    mkdirSync(root, { recursive: true })
    writeFileSync(input, writeMesh(sphereMesh({ radius: 90, rings: 16 }), { format: 'ply' }))
    const { client } = startHost()
    await client.run('meshes.sample', { input, output: join(root, 'even.ply'), count: 150, seed: 1, even: true })
    const points = readMesh(readFileSync(join(root, 'even.ply')), 'even.ply').mesh.positions
    expect(Math.min(...gaps(points)) / latticeGap(sphereMesh({ radius: 90, rings: 16 }), 150)).toBeGreaterThan(0.6)
    const output = join(root, 'normals.obj')
    const convert = { input, output, unitFrom: null, unitTo: null, strictFor: null, normals: 'angle' } as const
    await client.run('meshes.convert', convert)
    expect(readMesh(readFileSync(output), 'normals.obj').mesh.normals?.length).toBe((2 + 15 * 32) * 3)
    await expect(client.run('meshes.convert', { ...convert, input: join(root, 'even.ply') })).rejects.toMatchObject({
      code: 'input/no-triangles',
    })
    const align = {
      source: input,
      target: input,
      sourceLandmarks: null,
      targetLandmarks: null,
      cameras: null,
      options: {},
    }
    for (const out of [join(root, 'x.glb'), input]) {
      await expect(client.run('files.align', { ...align, out })).rejects.toMatchObject({
        code: 'input/out-is-no-folder',
      })
    }
    expect(existsSync(join(root, 'x.glb'))).toBe(false)
  })
})
