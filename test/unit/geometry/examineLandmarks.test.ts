import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExaminedScan, examineLandmarks } from '#core/geometry/alignment/examineLandmarks.ts'
import { PairingTrials } from '#core/geometry/alignment/pairingTrials.ts'
import { fitReflection, fitSimilarity } from '#core/geometry/similarity.ts'
import { seededRandom } from '#core/model/random.ts'
import { h3ds6, head8 } from '#core/model/schemes.ts'
import { type Mat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { type LengthUnit, mmPer } from '#core/model/units.ts'
import { similarityOf } from './similarityOf.ts'

const turn = similarityOf({ axisAngle: [0.3, -0.8, 0.4], scale: 1, translation: [40, -20, 300] })

/** Landmarks of the template as clicked with an error, moved, in a unit. */
const clicked = (o: {
  readonly seed: number
  readonly unit: LengthUnit
  readonly noiseMm?: number
  readonly motion?: Mat4
  readonly scheme?: typeof h3ds6
}): Map<string, Vec3> => {
  const random = seededRandom(o.seed)
  const noise = o.noiseMm ?? 0.7
  return new Map(
    (o.scheme ?? h3ds6).points.map(({ name, templatePosition }) => {
      const [x, y, z] = templatePosition.map((value) => 1000 * value + noise * random.normal())
      const moved = o.motion ? transformPoint(o.motion, [x, y, z]) : ([x, y, z] as const)
      return [name, moved.map((value) => value / mmPer(o.unit)) as unknown as Vec3]
    }),
  )
}

const scan = (points: ReadonlyMap<string, Vec3>, unit: LengthUnit | null, up: ExaminedScan['up'] = null) => ({
  points,
  unit,
  up,
  longestSide: 280 / mmPer(unit ?? 'mm'),
})

const swapped = (points: ReadonlyMap<string, Vec3>, a: string, b: string): Map<string, Vec3> =>
  new Map([...points].map(([name]) => [name, points.get(name === a ? b : name === b ? a : name) as Vec3]))

const finding = (result: ReturnType<typeof examineLandmarks>, code: string) =>
  result.findings.find((candidate) => candidate.code === code)

const target = clicked({ seed: 2, unit: 'mm', motion: turn })

describe('examineLandmarks', () => {
  test('two swapped, in metres against millimetres that nobody stated: named on the right scan, units told (seed 1)', () => {
    const source = swapped(clicked({ seed: 1, unit: 'm' }), 'left_lips', 'right_lips')
    const result = examineLandmarks({
      source: { ...scan(source, null), longestSide: 0.28 },
      target: scan(target, 'mm'),
      scale: 'free',
    })
    const exchange = finding(result, 'align/landmarks-exchanged')
    expect(exchange?.message).toMatch(
      /left_lips and right_lips look exchanged on the source: RMS \d+\.\d → \d\.\d mm if exchanged/,
    )
    expect(exchange).toMatchObject({ isApplied: true, fix: { kind: 'rename', scan: 'source' } })
    expect(finding(result, 'align/unit-guessed')).toMatchObject({
      fix: { kind: 'unit', scan: 'source', unit: 'm' },
      message: expect.stringMatching(/inner eye corners lie 0\.03\d+ apart, on people 24 to 42 mm/),
    })
    expect(result.fit?.rmsMm).toBeLessThan(2)
  })

  test.each(['m', 'dm', 'cm', 'mm', 'um', 'in'] as const)(
    'a scan in %s is recognised against a wrong statement',
    (unit) => {
      const wrong = unit === 'mm' ? 'm' : 'mm'
      const source = { ...scan(clicked({ seed: 3, unit }), wrong), longestSide: 280 / mmPer(unit) }
      const result = examineLandmarks({ source, target: scan(target, 'mm'), scale: 'fixed' })
      expect(finding(result, 'align/unit-mismatch')).toMatchObject({ fix: { kind: 'unit', scan: 'source', unit } })
      expect(result.fit?.rmsMm).toBeLessThan(2)
    },
  )

  test('any two of eight exchanged are found, on either scan, whatever the noise of the clicks up to 1 mm', () => {
    const names = head8.points.map(({ name }) => name)
    // Nose tip and nose base lie 23 mm apart; eyes and mouth more: all far beyond the clicks.
    const pairs = fc
      .tuple(fc.nat(7), fc.nat(7), fc.integer({ min: 1, max: 1000 }), fc.boolean())
      .filter(([a, b]) => a < b)
    fc.assert(
      fc.property(pairs, ([a, b, seed, onSource]) => {
        const right = clicked({ seed, unit: 'mm', noiseMm: 0.6, scheme: head8 })
        const other = clicked({ seed: seed + 1, unit: 'mm', noiseMm: 0.6, motion: turn, scheme: head8 })
        const wrong = (points: Map<string, Vec3>) => swapped(points, names[a], names[b])
        const result = examineLandmarks({
          source: scan(onSource ? wrong(right) : right, 'mm'),
          target: scan(onSource ? other : wrong(other), 'mm'),
          scale: 'free',
        })
        const exchange = finding(result, 'align/landmarks-exchanged')
        expect(exchange?.message).toContain(names[a])
        expect(exchange?.message).toContain(names[b])
        expect(result.fit?.rmsMm).toBeLessThan(2)
      }),
      { seed: 51, numRuns: 60 },
    )
  })

  test('one scan mirrored: named, and on which (seed 4)', () => {
    const mirrored = new Map(
      [...clicked({ seed: 4, unit: 'mm' })].map(([name, [x, y, z]]) => [name, [-x, y, z] as const]),
    )
    const result = examineLandmarks({ source: scan(mirrored, 'mm'), target: scan(target, 'mm'), scale: 'free' })
    expect(finding(result, 'align/mirrored')).toMatchObject({
      fix: { kind: 'mirror', scan: 'source' },
      isApplied: false,
    })
  })

  test('a list that begins elsewhere, and one that runs backwards', () => {
    const names = head8.points.map(({ name }, i) => [name, `8:${i}`] as const)
    const listed = (points: ReadonlyMap<string, Vec3>, at: (i: number) => number) =>
      new Map(names.map(([, listName], i) => [listName, points.get(names[at(i) % 8][0]) as Vec3]))
    const source = listed(clicked({ seed: 5, unit: 'mm', scheme: head8 }), (i) => i)
    const other = clicked({ seed: 6, unit: 'mm', motion: turn, scheme: head8 })
    for (const [at, sentence] of [
      [(i: number) => i + 3, /shifted by 3/],
      [(i: number) => 7 - i, /ran backwards/],
    ] as const) {
      const result = examineLandmarks({
        source: scan(source, 'mm'),
        target: scan(listed(other, at), 'mm'),
        scale: 'free',
      })
      expect(finding(result, 'align/landmarks-exchanged')?.message).toMatch(sentence)
      expect(result.fit?.rmsMm).toBeLessThan(2)
    }
  })

  test('a wild landmark is left out, and its influence tells how far it is off', () => {
    const source = clicked({ seed: 7, unit: 'mm' })
    const [x, y, z] = source.get('nose_tip') as Vec3
    source.set('nose_tip', [x + 40, y, z])
    const result = examineLandmarks({ source: scan(source, 'mm'), target: scan(target, 'mm'), scale: 'free' })
    expect(finding(result, 'align/landmark-left-out')).toMatchObject({ fix: { kind: 'leave-out', name: 'nose_tip' } })
    const worst = result.influences.reduce((a, b) => (b.leftOutMm > a.leftOutMm ? b : a))
    expect(worst.name).toBe('nose_tip')
    expect(Math.abs(worst.leftOutMm - 40)).toBeLessThan(5)
    expect(worst.leftOutMm).toBeGreaterThan(worst.residualMm)
    expect(worst.turnDegrees).toBeGreaterThan(1)
  })

  test('an up axis that the landmarks contradict', () => {
    const source = clicked({ seed: 8, unit: 'mm' })
    const result = examineLandmarks({ source: scan(source, 'mm', '+z'), target: scan(target, 'mm'), scale: 'free' })
    expect(finding(result, 'align/up-mismatch')).toMatchObject({ fix: { kind: 'up', scan: 'source', up: '+y' } })
    const right = examineLandmarks({ source: scan(source, 'mm', '+y'), target: scan(target, 'mm'), scale: 'free' })
    expect(finding(right, 'align/up-mismatch')).toBeUndefined()
  })

  test('three points give a fit without influences; two, and points on a line, are a finding', () => {
    const first = (points: ReadonlyMap<string, Vec3>, count: number) => new Map([...points].slice(0, count))
    const source = clicked({ seed: 9, unit: 'mm' })
    const three = examineLandmarks({ source: scan(first(source, 3), 'mm'), target: scan(target, 'mm'), scale: 'free' })
    expect(three.fit?.names.length).toBe(3)
    expect(three.influences).toEqual([])
    const two = examineLandmarks({ source: scan(first(source, 2), 'mm'), target: scan(target, 'mm'), scale: 'free' })
    expect(two).toMatchObject({ fit: null, findings: [{ code: 'align/too-few-landmarks' }] })
    const line = new Map(['a', 'b', 'c', 'd'].map((name, i) => [name, [i, 2 * i, 3] as const]))
    const onLine = examineLandmarks({ source: scan(line, 'mm'), target: scan(line, 'mm'), scale: 'free' })
    expect(onLine).toMatchObject({ fit: null, findings: [{ code: 'align/collinear-points' }] })
  })

  test('good clicks give no finding at all', () => {
    const source = clicked({ seed: 10, unit: 'mm' })
    const result = examineLandmarks({ source: scan(source, 'mm'), target: scan(target, 'mm'), scale: 'free' })
    expect(result.findings).toEqual([])
    expect(result.influences.every(({ leftOutMm }) => leftOutMm < 6)).toBe(true)
  })
})

test('PairingTrials gives the residual of the fit and of the mirrored fit, also after an exchange (1e-6)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('free' as const, 'fixed' as const), (seed, scale) => {
      const random = seededRandom(seed)
      const rows = (): Float64Array => Float64Array.from({ length: 24 }, () => 40 * random.normal())
      const pair = { source: rows(), target: rows(), scale }
      const trials = new PairingTrials(pair)
      const order = [0, 1, 2, 3, 4, 5, 6, 7]
      expect(Math.abs(trials.fit(order).rms - fitSimilarity(pair).rms)).toBeLessThan(1e-6)
      expect(Math.abs(trials.fit(order).mirroredRms - fitReflection(pair).rms)).toBeLessThan(1e-6)
      const exchanged = trials.exchanged(order, trials.covarianceOf(order), 2, 5)
      expect(Math.abs(exchanged.rms - trials.fit([0, 1, 5, 3, 4, 2, 6, 7]).rms)).toBeLessThan(1e-6)
    }),
    { seed: 52 },
  )
})
