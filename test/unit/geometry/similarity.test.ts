import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitReflection, fitSimilarity } from '#core/geometry/similarity.ts'
import { seededRandom } from '#core/model/random.ts'
import { determinant3, type Mat4, multiply4, transformPoints } from '#core/model/transform.ts'
import { similarityOf } from './similarityOf.ts'

const points = (seed: number, count: number): Float64Array => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: count * 3 }, () => 40 * random.normal())
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])))

describe('fitSimilarity', () => {
  test('recovers any similarity exactly (1e-9 mm) from 3 or more points', () => {
    const numbers = { min: -1, max: 1, noNaN: true }
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100000 }),
        fc.integer({ min: 3, max: 9 }),
        fc.array(fc.double(numbers), { minLength: 3, maxLength: 3 }),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        (seed, count, axisAngle, scale) => {
          const source = points(seed, count)
          const truth = similarityOf({ axisAngle: axisAngle.map((a) => 3 * a), scale, translation: [100, -50, 30] })
          const fit = fitSimilarity({ source, target: transformPoints(truth, source), scale: 'free' })
          expect(largestDifference(fit.targetFromSource, truth)).toBeLessThan(1e-9 * Math.max(1, scale))
          expect(fit.rms).toBeLessThan(1e-9 * Math.max(1, scale))
        },
      ),
      { seed: 41 },
    )
  })

  test('never mirrors: on mirrored points the rotation stays proper and the reflection fits', () => {
    const source = points(5, 6)
    const mirrored = source.map((value, i) => (i % 3 === 0 ? -value : value))
    const proper = fitSimilarity({ source, target: mirrored, scale: 'free' })
    const reflected = fitReflection({ source, target: mirrored, scale: 'free' })
    expect(determinant3(proper.targetFromSource)).toBeGreaterThan(0)
    expect(proper.rms).toBeGreaterThan(5)
    expect(determinant3(reflected.targetFromSource)).toBeLessThan(0)
    expect(reflected.rms).toBeLessThan(1e-9)
  })

  test('scale fixed keeps 1 and leaves the size difference in the residuals', () => {
    const source = points(6, 6)
    const fit = fitSimilarity({ source, target: source.map((value) => 2 * value), scale: 'fixed' })
    expect(fit.scale).toBe(1)
    expect(determinant3(fit.targetFromSource)).toBeCloseTo(1, 12)
    expect(fit.rms).toBeGreaterThan(10)
  })

  test('a pair of weight 0 has no say', () => {
    const source = points(7, 6)
    const target = Float64Array.from(source)
    target[0] += 50
    const fit = fitSimilarity({ source, target, weights: [0, 1, 1, 1, 1, 1], scale: 'free' })
    expect(fit.residuals[0]).toBeCloseTo(50, 9)
    expect(fit.rms).toBeLessThan(1e-9)
  })

  test('least squares: no small change of the transform lowers the sum (seed 8)', () => {
    const source = points(8, 6)
    const random = seededRandom(9)
    const target = source.map((value) => 1.3 * value + random.normal())
    const { targetFromSource } = fitSimilarity({ source, target, scale: 'free' })
    const sumOfSquares = (m: Mat4): number =>
      transformPoints(m, source).reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0)
    const best = sumOfSquares(targetFromSource)
    for (const change of [
      similarityOf({ axisAngle: [1e-3, 0, 0], scale: 1, translation: [0, 0, 0] }),
      similarityOf({ axisAngle: [0, -1e-3, 0], scale: 1, translation: [0, 0, 0] }),
      similarityOf({ axisAngle: [0, 0, 0], scale: 1.001, translation: [0, 0, 0] }),
      similarityOf({ axisAngle: [0, 0, 0], scale: 1, translation: [0, 0.01, 0] }),
    ]) {
      const moved = multiply4(change, targetFromSource)
      expect(sumOfSquares(moved)).toBeGreaterThan(best)
    }
  })

  test.each([
    ['two points', [0, 0, 0, 1, 0, 0], 'input/too-few-points'],
    ['points on a line', [0, 0, 0, 1, 1, 1, 2, 2, 2, 5, 5, 5], 'input/collinear-points'],
    ['points in one place', [3, 3, 3, 3, 3, 3, 3, 3, 3], 'input/collinear-points'],
    ['NaN', [0, 0, 0, 1, 0, 0, 0, Number.NaN, 0], 'input/not-finite'],
  ])('refuses %s', (_, rows, code) => {
    expect(() => fitSimilarity({ source: rows, target: rows, scale: 'free' })).toThrowError(
      expect.objectContaining({ code }),
    )
  })
})
