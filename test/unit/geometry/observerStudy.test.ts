import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fProbability, fQuantile } from '#core/geometry/study/fDistribution.ts'
import { observerStudy } from '#core/geometry/study/observerStudy.ts'
import { intraclassCorrelation, technicalError } from '#core/geometry/study/reliability.ts'
import type { Annotation } from '#core/model/observerStudy.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8 } from '#core/model/schemes.ts'
import { transformPoint, type Vec3 } from '#core/model/transform.ts'
import { refusalOf } from '../formats/soundMesh.ts'
import { similarityOf } from './similarityOf.ts'

describe('the F distribution', () => {
  it.each([
    // Printed tables.
    [0.95, 1, 1, 161.4476],
    [0.95, 5, 15, 2.9013],
    [0.975, 5, 15, 3.5764],
    [0.99, 10, 20, 3.3682],
    [0.975, 4, 4, 9.6045],
  ])('%d quantile with %d and %d degrees of freedom', (probability, d1, d2, f) => {
    expect(fQuantile(probability, d1, d2)).toBeCloseTo(f, 3)
  })

  it('of 2 and 2 degrees is f/(1 + f), and quantiles undo probabilities', () => {
    const freedom = fc.double({ min: 0.5, max: 60, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), freedom, freedom, (p, d1, d2) => {
        expect(fProbability(p / (1 - p), 2, 2)).toBeCloseTo(p, 9)
        expect(fProbability(fQuantile(p, d1, d2), d1, d2)).toBeCloseTo(p, 6)
      }),
      { seed: 81, numRuns: 100 },
    )
  })
})

describe('reliability', () => {
  it('TEM by hand: two raters √(Σd²/2n), three raters', () => {
    // d = 1, −2, 2: Σd² = 9, n = 3.
    const two = [
      [10, 11],
      [12, 10],
      [9, 11],
    ]
    expect(technicalError(two)).toBeCloseTo(Math.sqrt(9 / 6), 12)
    // Σ of squares about the rows' means: 2 + 8 = 10, over n(k − 1) = 4.
    const three = [
      [1, 2, 3],
      [4, 6, 8],
    ]
    expect(technicalError(three)).toBeCloseTo(Math.sqrt(10 / 4), 12)
  })

  it('ICC(2,1) of Shrout and Fleiss (1979), table 2: .29, from .02 to .76', () => {
    const ratings = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ]
    const icc = intraclassCorrelation(ratings)
    expect(icc?.value).toBeCloseTo(0.2898, 3)
    expect(icc?.low).toBeCloseTo(0.0188, 2)
    expect(icc?.high).toBeCloseTo(0.7611, 2)
  })

  it('ICC by hand: rater 2 always one above, subjects 0, 2, 4', () => {
    // Rows: means .5, 2.5, 4.5, MSR = 2·8/2 = 8; columns: MSC = 3·.5/1 = 1.5; MSE = 0. ICC = 8/(8 + 2·1.5/3) = 8/9.
    const icc = intraclassCorrelation([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    expect(icc?.value).toBeCloseTo(8 / 9, 12)
    expect(intraclassCorrelation([[1, 2]])).toBeNull()
    expect(
      intraclassCorrelation([
        [3, 3],
        [3, 3],
      ]),
    ).toBeNull()
  })

  it('lies within its interval, and its interval covers the truth as often as it says', () => {
    const random = seededRandom(82)
    let covered = 0
    const studies = 200
    for (let study = 0; study < studies; study++) {
      const raters = [0, 1, 2, 3].map(() => 0.5 * random.normal())
      const ratings = Array.from({ length: 15 }, () => {
        const subject = 2 * random.normal()
        return raters.map((rater) => subject + rater + random.normal())
      })
      const icc = intraclassCorrelation(ratings)!
      expect(icc.low).toBeLessThanOrEqual(icc.value)
      expect(icc.high).toBeGreaterThanOrEqual(icc.value)
      if (icc.low <= 4 / 5.25 && 4 / 5.25 <= icc.high) covered++
    }
    expect(covered / studies).toBeGreaterThan(0.9)
  })
})

describe('an observer study', () => {
  const heads = ['s1', 's2', 's3', 's4', 's5', 's6'].map((scan, i) => {
    const random = seededRandom(90 + i)
    const motion = similarityOf({ axisAngle: [0.5 * i, -0.3 * i, 0.2], scale: 1, translation: [30 * i, 5, -80] })
    const places = new Map(
      head8.points.map(({ name, templatePosition }) => [
        name,
        templatePosition.map((value) => 1000 * value + 3 * random.normal()) as unknown as Vec3,
      ]),
    )
    return { scan, motion, places }
  })
  /** The bias is in the axes of the head, whatever the scan's. */
  const annotate = (
    annotator: string,
    session: number,
    o: { bias?: Vec3; noiseMm?: number; seed: number },
  ): Annotation[] => {
    const random = seededRandom(o.seed)
    const { bias = [0, 0, 0], noiseMm = 0 } = o
    return heads.map(({ scan, motion, places }) => ({
      annotator,
      session,
      scan,
      points: new Map(
        [...places].map(([name, place]) => {
          const shift = name === 'nose_tip' ? bias : ([0, 0, 0] as const)
          const moved = place.map((value, axis) => value + shift[axis] + noiseMm * random.normal())
          return [name, transformPoint(motion, moved as unknown as Vec3)]
        }),
      ),
    }))
  }

  it('finds the bias of an annotator in the axes of the head', () => {
    const study = observerStudy(
      [...annotate('ada', 1, { seed: 1 }), ...annotate('ben', 1, { bias: [0, 4, 0], seed: 2 })],
      'mm',
    )
    expect(study).toMatchObject({ annotators: ['ada', 'ben'], axes: 'head', unit: 'mm', notes: [] })
    const biasOf = (annotator: string) =>
      study.bias.find((bias) => bias.annotator === annotator && bias.name === 'nose_tip')!.mean
    // Each departs by half of the 4 mm from the mean of both; the frame follows the mean, and so by an eighth of 2 mm.
    for (const [annotator, y] of [
      ['ada', -2],
      ['ben', 2],
    ] as const) {
      const [x, up, z] = biasOf(annotator)
      expect(Math.abs(x)).toBeLessThan(0.2)
      expect(up).toBeGreaterThan(y - 0.1)
      expect(up).toBeLessThan(y + 0.1)
      expect(Math.abs(z)).toBeLessThan(0.4)
    }
    const tip = study.points.find(({ name }) => name === 'nose_tip')!
    // d = 4 on every scan: TEM = √(16/2).
    expect(tip.tem.total).toBeCloseTo(Math.sqrt(8), 9)
    const others = study.points.filter(({ name }) => name !== 'nose_tip')
    for (const { tem, icc } of others) {
      expect(tem.total).toBeLessThan(1e-9)
      expect(icc[0]?.value).toBeCloseTo(1, 9)
    }
    expect(study.farthest[0]).toMatchObject({ name: 'nose_tip' })
    expect(study.farthest[0].distance).toBeCloseTo(4, 9)
  })

  it('measures the noise of clicks: TEM is its standard deviation on each axis, within and between annotators', () => {
    const all = [1, 2, 3, 4].flatMap((seed) => annotate(`a${seed}`, 1, { seed, noiseMm: 0.8 }))
    const study = observerStudy([...all, ...annotate('a1', 2, { seed: 9, noiseMm: 0.8 })], 'mm')
    const axis = Math.sqrt(study.points.reduce((sum, { tem }) => sum + tem.total ** 2, 0) / (3 * study.points.length))
    expect(axis).toBeGreaterThan(0.7)
    expect(axis).toBeLessThan(0.9)
    expect(study.totalTem).toBeCloseTo(axis * Math.sqrt(3), 9)
    const [repeat] = study.repeatability
    expect(repeat).toMatchObject({ annotator: 'a1', sessions: 2 })
    expect(repeat.total / Math.sqrt(3)).toBeGreaterThan(0.6)
    expect(repeat.total / Math.sqrt(3)).toBeLessThan(1)
    const tip = study.points.find(({ name }) => name === 'nose_tip')!
    expect(tip.relativeTem).toBeGreaterThan(1)
    expect(tip.relativeTem).toBeLessThan(10)
  })

  it('leaves out scans where a point is absent, says so, and refuses what was placed once', () => {
    const [first, ...rest] = annotate('ben', 1, { seed: 2 })
    const without = { ...first, points: new Map([...first.points].filter(([name]) => name !== 'nose_base')) }
    const study = observerStudy([...annotate('ada', 1, { seed: 1 }), without, ...rest], null)
    expect(study.notes).toEqual(['nose_base: 1 of 6 scans left out, where not everybody placed it.'])
    expect(study.points.find(({ name }) => name === 'nose_base')?.scans).toBe(5)
    expect(refusalOf(() => observerStudy(annotate('ada', 1, { seed: 1 }), null)).code).toBe('input/study-too-few')
  })
})
