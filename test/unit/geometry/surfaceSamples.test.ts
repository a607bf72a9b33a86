import { describe, expect, it } from 'vitest'
import { surfaceSamples } from '#core/geometry/surfaceSamples.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

const count = 20_000

describe('points drawn from a surface', () => {
  it('lie on a sphere of radius 100 (0.2), spread evenly over its height (2 %), seed 1', () => {
    const { positions, normals } = surfaceSamples(sphereMesh({ radius: 100, rings: 64 }), { count, seed: 1 })
    let inUpperQuarter = 0
    for (let i = 0; i < positions.length; i += 3) {
      const radius = Math.hypot(positions[i], positions[i + 1], positions[i + 2])
      expect(Math.abs(radius - 100)).toBeLessThan(0.2)
      const outwards = positions.subarray(i, i + 3).reduce((sum, value, axis) => sum + value * normals![i + axis], 0)
      expect(outwards / radius).toBeGreaterThan(0.99)
      // Archimedes: a slab of the sphere has the area of its height.
      if (positions[i + 2] > 50) inUpperQuarter++
    }
    expect(Math.abs(inUpperQuarter / count - 0.25)).toBeLessThan(0.02)
  })

  it('are the same for the same seed and others for another', () => {
    const plane = planeMesh({ size: 10, cells: 3 })
    const first = surfaceSamples(plane, { count: 100, seed: 7 })
    expect(surfaceSamples(plane, { count: 100, seed: 7 })).toEqual(first)
    expect(surfaceSamples(plane, { count: 100, seed: 8 }).positions).not.toEqual(first.positions)
  })

  it('never come from a triangle without an area, and take colours between its corners', () => {
    const positions = Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0, 9, 9, 9])
    const colors = Uint8Array.from([10, 0, 0, 10, 200, 0, 10, 0, 0, 255, 255, 255])
    const mesh = { positions, colors, triangles: Uint32Array.from([0, 3, 3, 0, 1, 2, 3, 3, 3]) }
    const points = surfaceSamples(mesh, { count: 1000, seed: 3 })
    for (let i = 0; i < 3000; i += 3) {
      expect([points.positions[i + 2], points.normals![i + 2], points.colors![i]]).toEqual([0, 1, 10])
      expect(Math.abs(points.colors![i + 1] - 200 * points.positions[i])).toBeLessThan(0.51)
    }
  })

  it('cannot be drawn from points', () => {
    const cloud = { positions: new Float32Array(9), triangles: new Uint32Array(0) }
    expect(() => surfaceSamples(cloud, { count: 1, seed: 1 })).toThrow('No triangle of this mesh has an area')
  })
})
