import { describe, expect, test } from 'vitest'
import { type AlignInput, alignScans } from '#core/geometry/alignScans.ts'
import type { AlignOptions } from '#core/model/alignment.ts'
import { invertAffine4, multiply4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { type Changes, inputOf, mirror, scaling, usual } from './alignPair.ts'
import { movedMesh, scanPair, transformError } from './bumpyHead.ts'

describe('alignScans takes every option of its contract', () => {
  const pair = scanPair({ seed: 41, overlap: 0.9, noiseMm: 0.2, startDeg: 4, startMm: 4 })
  const errorOf = (options: Partial<AlignOptions>, changes: Changes = {}): number => {
    const result = alignScans(inputOf(pair, { ...changes, options: { ...usual, ...options } }))
    return transformError(result.targetFromSource, pair.truth, pair.source.positions).mean
  }

  // Kernels that never let go of a pair keep what trimming leaves of the border, whose residuals lean one way.
  test.each([
    { kernel: 'tukey', mm: 0.15 },
    { kernel: 'geman-mcclure', mm: 0.15 },
    { kernel: 'huber', mm: 0.3 },
    { kernel: 'none', mm: 0.3 },
  ] as const)('kernel $kernel ($mm mm)', ({ kernel, mm }) => {
    expect(errorOf({ kernel })).toBeLessThan(mm)
  })

  test('the symmetric metric (0.15 mm)', () => {
    expect(errorOf({ metric: 'symmetric' })).toBeLessThan(0.15)
  })

  test('a given start needs no landmarks (0.15 mm); a reflection is refused', () => {
    const { steps } = alignScans(inputOf(pair))
    const changes = { sourceLandmarks: null, targetLandmarks: null }
    expect(errorOf({ start: steps[0].targetFromSource }, changes)).toBeLessThan(0.15)
    const given = alignScans(inputOf(pair, { ...changes, options: { ...usual, start: steps[0].targetFromSource } }))
    expect(given.steps[0].kind).toBe('given')
    for (const [i, value] of given.steps[0].targetFromSource.entries()) {
      expect(value).toBeCloseTo(steps[0].targetFromSource[i], 9)
    }
    expect(given.landmarkRms).toBeNull()
    expect(() => errorOf({ start: mirror })).toThrowError(expect.objectContaining({ code: 'input/no-similarity' }))
  })

  test('landmarks count by their weights; without a start from landmarks they are refused', () => {
    const landmarks = pair.sourceLandmarks.landmarks.map((landmark) => {
      const [x, y, z] = landmark.position as Vec3
      return landmark.name === 'nose_tip' ? { ...landmark, position: [x, y + 0.006, z] as Vec3 } : landmark
    })
    const sourceLandmarks = { ...pair.sourceLandmarks, landmarks }
    const rmsWith = (landmarkWeights?: Record<string, number>) =>
      alignScans(inputOf(pair, { sourceLandmarks, options: { ...usual, restarts: 0, landmarkWeights } })).landmarkRms
    const [equal, little] = [rmsWith(), rmsWith({ nose_tip: 0.001 })]
    expect(little).toBeLessThan((equal ?? 0) / 5)
    expect(() => errorOf({ start: 'global', landmarkWeights: { nose_tip: 2 } })).toThrowError(
      expect.objectContaining({ code: 'input/landmark-weights-unused' }),
    )
  })

  test('locked freedoms stay as the start has them', () => {
    const { steps, targetFromSource } = alignScans(
      inputOf(pair, { options: { ...usual, locked: ['turn-x', 'turn-y', 'turn-z', 'scale'] } }),
    )
    const ratio = targetFromSource.map((value, i) => value - steps[0].targetFromSource[i])
    for (const i of [0, 1, 2, 4, 5, 6, 8, 9, 10]) expect(Math.abs(ratio[i])).toBeLessThan(1e-6)
    expect(Math.hypot(ratio[3], ratio[7], ratio[11])).toBeGreaterThan(0.05)
  })

  test('the scale stays within the freedom it is given', () => {
    const source = movedMesh(pair.source, scaling(1.1))
    const result = alignScans(inputOf(pair, { source, options: { ...usual, scaleFreedom: 0.02 } }))
    expect(result.scale / result.steps[0].numbers.scale).toBeCloseTo(0.98, 6)
  })

  test('a region that is not trusted has no say: half of the source pushed in by 3 mm (0.15 mm)', () => {
    const { positions } = pair.source
    const middle =
      [...positions].reduce((sum, value, i) => (i % 3 === 0 ? sum + value : sum), 0) / (positions.length / 3)
    const trust = Float32Array.from({ length: positions.length / 3 }, (_, v) => (positions[v * 3] > middle ? 0 : 1))
    const dented = positions.map((value, i) => (trust[Math.floor(i / 3)] === 0 && i % 3 === 2 ? value + 0.003 : value))
    const input = inputOf(pair, { source: { ...pair.source, positions: dented } })
    const errorWith = (source: AlignInput['source']): number => {
      const { targetFromSource } = alignScans({ ...input, source })
      const kept = positions.filter((_, i) => trust[Math.floor(i / 3)] === 1)
      return transformError(targetFromSource, pair.truth, kept).mean
    }
    expect(errorWith({ ...input.source, trust })).toBeLessThan(0.15)
    expect(errorWith(input.source)).toBeGreaterThan(0.5)
    expect(() => alignScans({ ...input, source: { ...input.source, trust: trust.slice(1) } })).toThrowError(
      expect.objectContaining({ code: 'input/trust-length' }),
    )
  })

  test('every iteration is told, the covariance is positive, and the true error lies within five deviations', () => {
    const result = alignScans(inputOf(pair))
    expect(result.iterationsLog).toHaveLength(result.iterations)
    expect(result.iterationsLog.at(-1)?.stepMm).toBeLessThan(0.01)
    const { covariance, pivot, weakest } = result.uncertainty ?? { covariance: [], pivot: [0, 0, 0], weakest: null }
    for (let k = 0; k < 7; k++) expect(covariance[k * 8]).toBeGreaterThan(0)
    expect(weakest?.sigmaMm).toBeGreaterThan(0.001)
    expect(weakest?.sigmaMm).toBeLessThan(0.3)
    const back = multiply4(result.targetFromSource, invertAffine4(pair.truth))
    const moved = transformPoint(back, pivot as Vec3)
    for (let axis = 0; axis < 3; axis++) {
      const sigma = Math.sqrt(covariance[(3 + axis) * 8])
      expect(Math.abs(moved[axis] - pivot[axis])).toBeLessThan(5 * sigma + 0.02)
    }
  })
})
