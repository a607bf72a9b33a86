import { describe, expect, test } from 'vitest'
import { alignScans } from '#core/geometry/alignScans.ts'
import type { Progress } from '#core/model/run.ts'
import { determinant3, invertAffine4, scaleOf } from '#core/model/transform.ts'
import { codesOf, inputOf, usual } from './alignPair.ts'
import { scanPair, transformError } from './bumpyHead.ts'

describe('alignScans finds a known transform', () => {
  // Tolerance: 3 times what the noise of the coarse vertices lets one know, and the faceting of the fine scan.
  test.each([
    { seed: 1, overlap: 1, noiseMm: 0, startDeg: 20, startMm: 30 },
    { seed: 2, overlap: 0.6, noiseMm: 0, startDeg: 15, startMm: 20, clutter: true },
    { seed: 3, overlap: 0.9, noiseMm: 0.3, startDeg: 20, startMm: 30 },
    { seed: 4, overlap: 0.8, noiseMm: 0.5, startDeg: 10, startMm: 20, clutter: true },
    { seed: 5, overlap: 0.7, noiseMm: 0.3, startDeg: 20, startMm: 10 },
    { seed: 6, overlap: 0.6, noiseMm: 0.5, startDeg: 5, startMm: 30, clutter: true },
    { seed: 7, overlap: 1, noiseMm: 1, startDeg: 20, startMm: 30 },
    { seed: 8, overlap: 0.6, noiseMm: 1, startDeg: 10, startMm: 10 },
  ])('seed $seed, overlap $overlap, noise $noiseMm mm, start $startDeg° and $startMm mm astray', (o) => {
    const pair = scanPair(o)
    const result = alignScans(inputOf(pair))
    expect(transformError(result.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(
      0.01 + 0.6 * o.noiseMm,
    )
    expect(Math.abs(result.scale / scaleOf(pair.truth) - 1)).toBeLessThan(0.0001 + 0.003 * o.noiseMm)
    expect(result.stop).toBe('converged')
    expect(Math.abs(result.overlap - o.overlap)).toBeLessThan(o.clutter ? 0.2 : 0.1)
    expect(codesOf(result).includes('align/floating-pieces')).toBe(o.clutter === true)
    expect(scaleOf(result.targetFromSource)).toBeCloseTo(result.scale, 9)
  })

  const easy = { seed: 11, overlap: 0.9, noiseMm: 0.2, startDeg: 4, startMm: 4 }

  test('the other way round gives the inverse (0.15 mm)', () => {
    const pair = scanPair(easy)
    const { source, target } = inputOf(pair)
    const backwards = alignScans({ source: target, target: source, options: usual })
    const error = transformError(invertAffine4(backwards.targetFromSource), pair.truth, pair.source.positions)
    expect(error.mean).toBeLessThan(0.15)
    expect(backwards.unit).toBe('m')
  })

  test('point-to-point with a near start (0.5 mm), point clouds as source (0.15 mm)', () => {
    const pair = scanPair({ ...easy, startDeg: 1, startMm: 1 })
    const byPoints = alignScans(inputOf(pair, { options: { ...usual, metric: 'point-to-point' } }))
    expect(transformError(byPoints.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(0.5)
    const cloud = { positions: pair.source.positions, triangles: new Uint32Array() }
    const fromCloud = alignScans(inputOf(pair, { source: cloud }))
    expect(transformError(fromCloud.targetFromSource, pair.truth, cloud.positions).mean).toBeLessThan(0.15)
  })

  test('a fixed scale is exactly the ratio of the units', () => {
    const pair = scanPair(easy)
    const result = alignScans(inputOf(pair, { options: { ...usual, scale: 'fixed' } }))
    expect(Math.abs(result.scale / 1000 - 1)).toBeLessThan(1e-12)
    expect(determinant3(result.targetFromSource)).toBeGreaterThan(0)
  })

  test('a stated overlap is kept to (0.3 mm)', () => {
    const pair = scanPair(easy)
    const result = alignScans(inputOf(pair, { options: { ...usual, overlap: 0.8 } }))
    expect(transformError(result.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(0.3)
    expect(result.steps[1].numbers.pairShare).toBeLessThanOrEqual(0.8)
  })

  test('steps, residuals and progress tell what was done', () => {
    const pair = scanPair({ ...easy, clutter: true })
    const told: Progress[] = []
    const result = alignScans(inputOf(pair), { report: (progress) => told.push(progress) })
    expect(result.steps.map(({ kind }) => kind)).toEqual(['landmarks', 'icp'])
    expect(result.steps[1].targetFromSource).toEqual(result.targetFromSource)
    expect(result.sourceResiduals.length).toBe(pair.source.positions.length / 3)
    const known = result.sourceResiduals.filter((value) => value >= 0)
    expect(known.length).toBe(result.residual.count)
    expect(result.sourceResiduals.length - known.length).toBeGreaterThan(100)
    expect(result.residual.median).toBeGreaterThan(0.05)
    expect(result.residual.median).toBeLessThan(0.3)
    const iterations = told.filter(({ numbers }) => numbers !== undefined)
    expect(iterations.length).toBe(result.iterations)
    for (const key of ['rmsMm', 'medianMm', 'overlap', 'pairs', 'rotationDeg', 'translationMm', 'scaleChange']) {
      expect(Number.isFinite(iterations[0].numbers?.[key])).toBe(true)
    }
    expect(told.every(({ fraction }, i) => i === 0 || fraction >= told[i - 1].fraction)).toBe(true)
  })

  test('the same input gives the same numbers', () => {
    const input = inputOf(scanPair(easy))
    expect(alignScans(input)).toEqual(alignScans(input))
  })
})
