import { describe, expect, test } from 'vitest'
import { scanRoughness } from '#core/geometry/alignment/scanRoughness.ts'
import { SurfaceRegions } from '#core/geometry/alignment/surfaceRegions.ts'
import { seededRandom } from '#core/model/random.ts'
import { headMesh } from '../../../bench/headMesh.ts'

describe('the noise of a scan, told from its surface', () => {
  test.each([0.2, 0.4, 0.6])('%s mm on a curved head, within 15 percent (seed 71)', (noiseMm) => {
    const random = seededRandom(71)
    const { positions, triangles } = headMesh(40_000)
    const noisy = positions.map((value) => value + noiseMm * random.normal())
    const found = scanRoughness({ positions: noisy, triangles }) ?? 0
    expect(Math.abs(found / noiseMm - 1)).toBeLessThan(0.15)
  })

  test('a cloud and a mesh of a few triangles say nothing', () => {
    expect(scanRoughness({ positions: new Float32Array(30), triangles: new Uint32Array() })).toBeNull()
    const few = { positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0]), triangles: new Uint32Array([0, 1, 2]) }
    expect(scanRoughness(few)).toBeNull()
  })
})

describe('regions that do not follow', () => {
  test('one of a hundred, off by less than the noise of a point, loses its say; the others keep theirs (seed 72)', () => {
    const random = seededRandom(72)
    const perRegion = 60
    const points = Float64Array.from({ length: 100 * perRegion * 3 }, (_, i) => {
      const region = Math.floor(i / 3 / perRegion)
      return [region % 10, Math.floor(region / 10), 0][i % 3] * 40 + 5 * random.next()
    })
    const residuals = Float64Array.from({ length: 100 * perRegion }, (_, i) => {
      return 0.5 * random.normal() + (Math.floor(i / perRegion) === 37 ? 0.45 : 0)
    })
    const weights = new Float64Array(residuals.length).fill(1)
    new SurfaceRegions(points).weigh(residuals, weights, 0.5)
    const of = (region: number): number => weights[region * perRegion]
    expect(of(37)).toBeLessThan(0.3)
    const others = Array.from({ length: 100 }, (_, region) => region).filter((region) => region !== 37)
    expect(others.filter((region) => of(region) > 0.5).length).toBeGreaterThan(90)
  })

  test('too few regions to compare leave all weights as they are', () => {
    const weights = new Float64Array(100).fill(1)
    new SurfaceRegions(new Float64Array(300)).weigh(new Float64Array(100).fill(3), weights, 1)
    expect([...weights]).toEqual(new Array(100).fill(1))
  })
})
