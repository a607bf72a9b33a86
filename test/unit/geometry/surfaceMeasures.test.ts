import { describe, expect, test } from 'vitest'
import { geodesicDistances } from '#core/geometry/geodesicDistances.ts'
import { surfaceCurvature } from '#core/geometry/surfaceCurvature.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

/** A torus about z, outside the outside. */
const torusMesh = (large: number, small: number, steps: number) => {
  const positions: number[] = []
  const triangles: number[] = []
  const [around, across] = [4 * steps, steps]
  for (let i = 0; i < around; i++) {
    for (let j = 0; j < across; j++) {
      const [u, v] = [(2 * Math.PI * i) / around, (2 * Math.PI * j) / across]
      const r = large + small * Math.cos(v)
      positions.push(r * Math.cos(u), r * Math.sin(u), small * Math.sin(v))
      const at = (a: number, b: number): number => ((i + a) % around) * across + ((j + b) % across)
      triangles.push(at(0, 0), at(1, 0), at(1, 1), at(0, 0), at(1, 1), at(0, 1))
    }
  }
  return { positions: new Float32Array(positions), triangles: new Uint32Array(triangles), across }
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length

describe('curvature', () => {
  test('of a sphere of radius 50: 1/50 both ways, within 2 percent on average', () => {
    const { largest, smallest } = surfaceCurvature(sphereMesh({ radius: 50, rings: 60 }))
    expect(meanOf(largest)).toBeCloseTo(0.02, 3)
    expect(Math.abs(meanOf(largest) * 50 - 1)).toBeLessThan(0.02)
    expect(Math.abs(meanOf(smallest) * 50 - 1)).toBeLessThan(0.02)
  })

  test('of a torus: across always 1/r, around as its formula says, inside negative', () => {
    const [large, small] = [60, 20]
    const { across, ...mesh } = torusMesh(large, small, 48)
    const { largest, smallest } = surfaceCurvature(mesh)
    for (let vertex = 0; vertex < 4 * across; vertex++) {
      const v = (2 * Math.PI * (vertex % across)) / across
      expect(Math.abs(largest[vertex] - 1 / small)).toBeLessThan(0.001)
      expect(Math.abs(smallest[vertex] - Math.cos(v) / (large + small * Math.cos(v)))).toBeLessThan(0.001)
    }
  })

  test('of a plane: none; a vertex of no triangle: 0', () => {
    const plane = planeMesh({ size: 10, cells: 5 })
    const { largest, smallest } = surfaceCurvature({
      ...plane,
      positions: new Float32Array([...plane.positions, 9, 9, 9]),
    })
    expect(largest.every((value) => Math.abs(value) < 1e-6)).toBe(true)
    expect(smallest[smallest.length - 1]).toBe(0)
  })
})

describe('distance along the surface', () => {
  test('on a sphere from its pole: the arc, mean error under 1 percent', () => {
    const radius = 80
    const mesh = sphereMesh({ radius, rings: 80 })
    const distances = geodesicDistances(mesh, { triangle: 0, barycentrics: [1, 0, 0] })
    let error = 0
    for (let v = 1; v < distances.length; v++) {
      const arc = radius * Math.acos(Math.max(-1, Math.min(1, mesh.positions[v * 3 + 2] / radius)))
      error += Math.abs(distances[v] - arc) / arc
    }
    expect(error / (distances.length - 1)).toBeLessThan(0.01)
  })

  test('on a plane from within a triangle: straight, within 1 percent everywhere', () => {
    const mesh = planeMesh({ size: 100, cells: 60 })
    const triangle = 3000
    const distances = geodesicDistances(mesh, { triangle, barycentrics: [0.2, 0.3, 0.5] })
    const point = [0, 1, 2].map((axis) =>
      [0.2, 0.3, 0.5].reduce((sum, w, k) => sum + w * mesh.positions[mesh.triangles[triangle * 3 + k] * 3 + axis], 0),
    )
    for (let v = 0; v < distances.length; v++) {
      const straight = Math.hypot(...[0, 1, 2].map((axis) => mesh.positions[v * 3 + axis] - point[axis]))
      expect(Math.abs(distances[v] - straight)).toBeLessThan(0.01 * straight + 1e-3)
    }
  })

  test('another piece is infinitely far; what cannot be is refused', () => {
    const plane = planeMesh({ size: 10, cells: 4 })
    const away = plane.positions.length / 3
    const both = {
      positions: new Float32Array([...plane.positions, ...plane.positions.map((value) => value + 50)]),
      triangles: new Uint32Array([...plane.triangles, ...plane.triangles.map((v) => v + away)]),
    }
    const distances = geodesicDistances(both, { triangle: 0, barycentrics: [1, 0, 0] })
    expect(distances.slice(0, away).every(Number.isFinite)).toBe(true)
    expect(distances.slice(away).every((value) => value === Infinity)).toBe(true)
    const cloud = { positions: plane.positions, triangles: new Uint32Array() }
    expect(() => geodesicDistances(cloud, { triangle: 0, barycentrics: [1, 0, 0] })).toThrow(/point cloud/)
    expect(() => geodesicDistances(plane, { triangle: 99, barycentrics: [1, 0, 0] })).toThrow(/no triangle 99/)
  })
})
