import { describe, expect, test } from 'vitest'
import { landmarkStart } from '#core/geometry/alignment/landmarkStart.ts'
import { fitSimilarity } from '#core/geometry/similarity.ts'
import { toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

const truth = toMat4([0, -1.02, 0, 5, 1.02, 0, 0, -7, 0, 0, 1.02, 12, 0, 0, 0, 1])
const places: Readonly<Record<string, Vec3>> = {
  right_eye: [-18, 20, 34],
  left_eye: [18, 20, 35],
  nose_tip: [0, -5, 75],
  nose_base: [0, -22, 60],
  right_lips: [-24, -44, 46],
  left_lips: [24, -44, 47],
}
const sourceMm = new Map(Object.entries(places))
/** The nose tip is clicked 6 mm too high on the target. */
const targetMm = new Map(
  [...sourceMm].map(([name, place]): [string, Vec3] => {
    const [x, y, z] = transformPoint(truth, place)
    return [name, name === 'nose_tip' ? [x, y + 6, z] : [x, y, z]]
  }),
)
const startWith = (weights: Readonly<Record<string, number>>) =>
  landmarkStart({ sourceMm, targetMm, scale: 'free', weights: new Map(Object.entries(weights)) })
const errorWith = (weights: Readonly<Record<string, number>>): number => {
  const { targetFromSource } = startWith(weights).fit
  const difference = (place: Vec3): number => {
    const [a, b] = [transformPoint(targetFromSource, place), transformPoint(truth, place)]
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
  }
  return Math.max(...Object.values(places).map(difference))
}

describe('weights of landmarks', () => {
  test('a bad click spoils the fit as much as it counts; 0 leaves it out (1e-9 mm)', () => {
    const errors = [1, 0.1, 0.01].map((weight) => errorWith({ nose_tip: weight }))
    expect(errors[0]).toBeGreaterThan(1.5)
    expect(errors[1]).toBeLessThan(errors[0] / 3)
    expect(errors[2]).toBeLessThan(errors[1] / 5)
    expect(errorWith({ nose_tip: 0 })).toBeLessThan(1e-9)
    expect(startWith({ nose_tip: 0 }).names).not.toContain('nose_tip')
  })

  test('the fit is the weighted least squares of Umeyama, and names not listed count 1', () => {
    const weights = { nose_tip: 0.3, left_lips: 2 }
    const names = [...sourceMm.keys()]
    const rows = (points: ReadonlyMap<string, Vec3>) =>
      Float64Array.from(names.flatMap((name) => points.get(name) ?? []))
    const expected = fitSimilarity({
      ...{ source: rows(sourceMm), target: rows(targetMm), scale: 'free' },
      weights: names.map((name) => ({ ...weights })[name as 'nose_tip'] ?? 1),
    })
    expect(startWith(weights).fit.targetFromSource).toEqual(expected.targetFromSource)
    expect(startWith({ nose_tip: 1 }).fit).toEqual(startWith({}).fit)
  })

  test('names that are not shared, numbers below 0 and too few that are left are refused', () => {
    const refused = (weights: Readonly<Record<string, number>>, code: string): void =>
      expect(() => startWith(weights)).toThrowError(expect.objectContaining({ code: `input/${code}` }))
    refused({ nose: 1 }, 'landmark-weight')
    refused({ nose_tip: -1 }, 'landmark-weight')
    refused({ nose_tip: Number.NaN }, 'landmark-weight')
    refused({ nose_tip: 0, nose_base: 0, left_eye: 0, right_eye: 0 }, 'too-few-landmarks')
  })
})
