import { describe, expect, test } from 'vitest'
import { reportMesh } from '#core/geometry/meshReport.ts'
import { boundaryLoops } from '#core/geometry/topology.ts'
import { curvedSurface, writeCurvedPoint } from '#core/synth/capture/curvedSurface.ts'
import { refineSurface } from '#core/synth/capture/refineSurface.ts'

/** A ball of radius 40 from an octahedron cut twice. */
const ball = () => {
  let positions = [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1].map((value) => value * 40)
  let triangles = [0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5]
  for (let round = 0; round < 2; round++) {
    const middles = new Map<string, number>()
    const middle = (a: number, b: number): number => {
      const key = [Math.min(a, b), Math.max(a, b)].join()
      const known = middles.get(key)
      if (known !== undefined) return known
      const point = [0, 1, 2].map((axis) => positions[a * 3 + axis] + positions[b * 3 + axis])
      const length = Math.hypot(...point)
      positions = [...positions, ...point.map((value) => (value / length) * 40)]
      middles.set(key, positions.length / 3 - 1)
      return positions.length / 3 - 1
    }
    const next: number[] = []
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = triangles.slice(i, i + 3)
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)]
      next.push(a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca)
    }
    triangles = next
  }
  return curvedSurface(Float64Array.from(positions), Uint32Array.from(triangles))
}

describe('refined surface', () => {
  const surface = ball()
  const kept = Array.from({ length: surface.triangles.length / 3 }, (_, i) => i)
  const samples = refineSurface(surface, { kept, longestMm: 6 })
  const positions = new Float64Array(samples.bases.length * 3)
  for (let i = 0; i < samples.bases.length; i++) {
    const [a, b, c] = samples.weights.subarray(i * 3, i * 3 + 3)
    writeCurvedPoint(surface, samples.bases[i], [a, b, c], positions, i * 3)
  }

  test('stays closed and manifold, without gaps between triangles of different size', () => {
    const mesh = { positions: Float32Array.from(positions), triangles: samples.triangles }
    expect(boundaryLoops(mesh)).toEqual([])
    const report = reportMesh(mesh)
    expect(report.nonManifoldEdges).toBe(0)
    expect(report.components).toBe(1)
    expect(samples.bases.length - samples.triangles.length / 6).toBe(2)
  })

  test('has no vertex of the surface and lies nearer to the ball than its flat triangles', () => {
    for (let i = 0; i < samples.weights.length; i++) expect(samples.weights[i]).toBeLessThan(0.999)
    let flattest = 40
    for (let i = 0; i < positions.length; i += 3) {
      flattest = Math.min(flattest, Math.hypot(positions[i], positions[i + 1], positions[i + 2]))
    }
    const corners = [...surface.triangles.subarray(24, 27)]
    const flat = [0, 1, 2].map((axis) => corners.reduce((sum, v) => sum + surface.positions[v * 3 + axis] / 3, 0))
    expect(40 - flattest).toBeLessThan(0.75 * (40 - Math.hypot(...flat)))
  })
})
