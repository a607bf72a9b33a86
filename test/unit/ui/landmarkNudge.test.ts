import { describe, expect, it } from 'vitest'
import { nudgeAlongSurface } from '#core/editor/landmarkNudge.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import type { Vec3 } from '#core/model/transform.ts'

/** A square of 40 × 40 in the plane z = 0 and, standing on its right edge x = 20, a wall of 20: a sharp inner corner. */
const floorAndWall = TriangleTree.build({
  positions: new Float32Array([-20, -20, 0, 20, -20, 0, 20, 20, 0, -20, 20, 0, 20, -20, 20, 20, 20, 20]),
  triangles: new Uint32Array([0, 1, 2, 0, 2, 3, 1, 4, 5, 1, 5, 2]),
})
const closest = (point: Vec3) => floorAndWall.closestPoint(...point)
const from: Vec3 = [1, 2, 0]

describe('moving a point along a surface', () => {
  it('goes the whole step in the surface, however slanted it is seen (1e-4)', () => {
    for (const degrees of [0, 30, -60, 75]) {
      const slant = (degrees * Math.PI) / 180
      const direction: Vec3 = [Math.cos(slant), 0, Math.sin(slant)]
      const hit = nudgeAlongSurface({ from, direction, step: 0.1, closest })
      expect(hit?.point[0]).toBeCloseTo(1.1, 4)
      expect(hit?.point[1]).toBeCloseTo(2, 4)
      expect(hit?.point[2]).toBeCloseTo(0, 6)
      expect(hit?.barycentrics.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9)
    }
  })

  it('stays where the surface stands across the direction', () => {
    expect(nudgeAlongSurface({ from, direction: [0, 0, 1], step: 0.1, closest })).toBeNull()
  })

  it('never leaves the surface, also beyond its edge', () => {
    const atEdge: Vec3 = [0, 19.95, 0]
    const hit = nudgeAlongSurface({ from: atEdge, direction: [0, 1, 0], step: 0.1, closest })
    expect(hit?.point[1]).toBeCloseTo(20, 4)
  })

  it('climbs a wall that it stands before when it is told to go up', () => {
    const hit = nudgeAlongSurface({ from: [20, 0, 1], direction: [0, 0, 1], step: 1, closest })
    expect(hit?.point).toEqual([20, expect.closeTo(0, 5), expect.closeTo(2, 5)])
  })

  it('finds nothing without a surface', () => {
    expect(nudgeAlongSurface({ from, direction: [1, 0, 0], step: 1, closest: () => null })).toBeNull()
  })
})
