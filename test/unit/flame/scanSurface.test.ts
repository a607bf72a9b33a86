import { describe, expect, test } from 'vitest'
import { ScanSurface, scanMatchesFor } from '#core/flame/scanSurface.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'

const side = 61
const spacingMm = 1.5

/** A gently curved square patch in mm, 90 mm wide, with noise along z. */
const patch = (noiseMm: number, seed: number): Mesh => {
  const random = seededRandom(seed)
  const positions = new Float32Array(side * side * 3)
  const triangles: number[] = []
  for (let i = 0; i < side * side; i++) {
    const x = (i % side) * spacingMm - 45
    const y = Math.floor(i / side) * spacingMm - 45
    positions.set([x, y, -(x * x + y * y) / 160 + noiseMm * random.normal()], i * 3)
  }
  for (let y = 0; y + 1 < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      const a = y * side + x
      triangles.push(a, a + 1, a + side, a + 1, a + side + 1, a + side)
    }
  }
  return { positions, triangles: Uint32Array.from(triangles) }
}

const open = (mesh: Mesh): ScanSurface => new ScanSurface(mesh, { metresPerUnit: 0.001, originInScan: [0, 0, 0] })

describe('a scan as the fit sees it', () => {
  test.each([0.1, 0.3, 0.8])('noise of %f mm is measured within 20 %%, whatever the curvature (seed 81)', (noiseMm) => {
    const found = open(patch(noiseMm, 81)).noiseM * 1000
    expect(found).toBeGreaterThan(0.8 * noiseMm)
    expect(found).toBeLessThan(1.2 * noiseMm)
  })

  test('a smooth scan has next to none', () => {
    expect(open(patch(0, 82)).noiseM).toBeLessThan(2e-5)
  })

  test('pieces that float are not matched, and the rim is known (seed 83)', () => {
    const { positions, triangles } = patch(0.05, 83)
    const first = positions.length / 3
    const speck = [0, 0, 30, 1, 0, 30, 0, 1, 30]
    const surface = open({
      positions: Float32Array.of(...positions, ...speck),
      triangles: Uint32Array.of(...triangles, first, first + 1, first + 2),
    })
    expect(surface.droppedTriangles).toBe(1)
    const matches = scanMatchesFor(3)
    surface.match(Float64Array.of(0, 0, 0.029, 0.01, 0.012, 0.001, 0.06, 0, -0.012), matches, 0.1)
    expect(matches.closest.distances[0]).toBeCloseTo(0.029, 3)
    expect([...matches.isInside]).toEqual([1, 1, 0])
    expect(matches.normals[5]).toBeGreaterThan(0.9)
  })

  test('single precision far from the origin costs no detail: positions are kept about the landmarks', () => {
    const mesh = patch(0, 84)
    const far = Float64Array.from(mesh.positions, (value) => value + 9_000_000)
    const surface = new ScanSurface(
      { positions: Float32Array.from(far), positionsF64: far, triangles: mesh.triangles },
      { metresPerUnit: 0.001, originInScan: [9_000_000, 9_000_000, 9_000_000] },
    )
    surface.positions.forEach((value, i) => {
      expect(value).toBeCloseTo(mesh.positions[i] / 1000, 7)
    })
  })
})
