import { describe, expect, test } from 'vitest'
import { type AlignmentEvidence, certify } from '#core/geometry/alignment/certificate.ts'
import { surfaceAgreement } from '#core/geometry/alignment/surfaceAgreement.ts'
import { seededRandom } from '#core/model/random.ts'
import { alignmentPair } from '../../../bench/truth/alignmentPair.ts'
import { type PairKind, type PairSpec, specOfKind, usualSpec } from '../../../bench/truth/pairSpec.ts'
import { runPair } from '../../../bench/truth/runPair.ts'

const small = { sourceVertices: 8000, targetVertices: 10_000, noiseMm: 0.2, targetNoiseMm: 0.05 } as const
const outcomeOf = (kind: PairKind, seed: number, changes: Partial<PairSpec> = {}) =>
  runPair(alignmentPair(specOfKind(kind, seed, { ...small, ...changes })))

describe('the certificate against the truth', () => {
  test.each([
    { seed: 1, start: 'landmarks' },
    { seed: 2, start: 'pose' },
    { seed: 3, start: 'none' },
  ] as const)('a right answer is green: seed $seed, start $start', ({ seed, start }) => {
    const { answer, result } = outcomeOf('usual', seed, { start, overlap: 0.8 })
    expect(answer).not.toBe('wrong')
    expect(result?.certificate.reasons.filter(({ verdict }) => verdict !== 'green')).toEqual([])
    expect(result?.certificate.restarts).toHaveLength(8)
  })

  test.each(['other-head', 'far-start', 'sphere', 'plane'] as const)('red: %s', (kind) => {
    const { answer, result } = outcomeOf(kind, 2)
    expect(answer).toBe('wrong')
    expect(result?.certificate.verdict).toBe('red')
    expect(result?.certificate.reasons[0]).toMatchObject({ verdict: 'red', message: expect.stringMatching(/\d/) })
  })

  test('red: a wrong answer whose surfaces agree to the noise is not found again from parts of the surface (seed 86)', () => {
    const { answer, result } = runPair(alignmentPair(usualSpec(86)))
    expect(answer).toBe('wrong')
    expect(result?.certificate.reasons[0]).toMatchObject({ code: 'certificate/refits', verdict: 'red' })
  })

  test('not red: a restart that only stopped short is no second answer (seed 44)', () => {
    const { answer, result } = runPair(alignmentPair(usualSpec(44)))
    expect(answer).toBe('right')
    expect(result?.certificate.verdict).not.toBe('red')
  })

  test.each(['mirrored', 'mirrored-landmarks'] as const)('refused: %s', (kind) => {
    expect(outcomeOf(kind, 1).refusal).toBe('input/mirrored')
  })

  test('the same seed gives the same restarts', () => {
    const once = outcomeOf('usual', 4).result?.certificate
    expect(outcomeOf('usual', 4).result?.certificate).toEqual(once)
  })
})

const sound: AlignmentEvidence = {
  restarts: [{ startDegrees: 9, startMm: 9, differenceMm: 0.1, medianMm: 0.2, overlap: 0.8, agrees: true }],
  medianMm: 0.2,
  fitOverlap: 0.8,
  agreement: { regions: 200, agreeing: 0.98, medianRegionMm: 0.05, noiseMm: 0.3 },
  refitsMm: [0.1, 0.02, 0.04, 0.05, 1.2, 0.1],
  overlap: 0.8,
  weakest: { sigmaMm: 0.01, description: 'turning about the axis (0, 1, 0)' },
  isScaleBounded: false,
  isConverged: true,
  isRefined: true,
  worstLandmark: { name: 'nose_tip', distanceMm: 3 },
  runnerUp: 0.3,
}
const elsewhere = { startDegrees: 9, startMm: 9, differenceMm: 12, medianMm: 0.2, overlap: 0.8, agrees: false }

describe('certify', () => {
  test('nothing against it: green, with the numbers', () => {
    const { verdict, reasons } = certify(sound)
    expect(verdict).toBe('green')
    expect(reasons.map(({ message }) => message).join(' ')).toMatch(
      /98 %.*1 of 1 restarts.*moves by 0\.08 mm.*80 %.*0\.01 mm.*30 %/,
    )
  })

  test.each<[string, Partial<AlignmentEvidence>, 'amber' | 'red']>([
    ['competing', { restarts: [...sound.restarts, elsewhere] }, 'red'],
    ['restarts', { restarts: [{ ...elsewhere, medianMm: 2 }, ...sound.restarts] }, 'amber'],
    ['restarts', { restarts: [{ ...elsewhere, medianMm: 2 }] }, 'red'],
    ['surface', { agreement: { ...sound.agreement, agreeing: 0.7 } }, 'amber'],
    ['surface', { agreement: { ...sound.agreement, agreeing: 0.3 } }, 'red'],
    ['surface', { agreement: { ...sound.agreement, regions: 4 } }, 'red'],
    ['refits', { refitsMm: [0.4, 0.4, 0.4, 0.1, 0.1, 0.4] }, 'amber'],
    ['refits', { refitsMm: [1.4, 0.8, 0.7, 0.1, 0.1, 0.6] }, 'red'],
    ['overlap', { overlap: 0.2 }, 'amber'],
    ['overlap', { overlap: 0.05 }, 'red'],
    ['weakest', { weakest: { sigmaMm: 3, description: 'shifting' } }, 'red'],
    ['scale-bound', { isScaleBounded: true }, 'red'],
    ['not-refined', { isRefined: false }, 'red'],
    ['not-converged', { isConverged: false }, 'amber'],
    ['runner-up', { runnerUp: 0.95 }, 'red'],
  ])('%s: %o is %s', (code, change, verdict) => {
    const certificate = certify({ ...sound, ...change })
    expect(certificate.verdict).toBe(verdict)
    expect(certificate.reasons[0]).toMatchObject({ code: `certificate/${code}`, verdict })
  })

  test('landmarks far apart count only where the surfaces do not decide', () => {
    const worstLandmark = { name: 'nose_tip', distanceMm: 30 }
    expect(certify({ ...sound, worstLandmark }).verdict).toBe('green')
    const { reasons } = certify({ ...sound, worstLandmark, restarts: [] })
    expect(reasons[0]).toMatchObject({ code: 'certificate/landmarks', verdict: 'amber' })
  })
})

describe('surfaceAgreement', () => {
  const random = seededRandom(5)
  const points = Float64Array.from({ length: 9000 }, (_, i) => (i % 3 === 2 ? 0 : 160 * random.next()))
  const isPaired = new Uint8Array(3000).fill(1)

  test('noise without a pattern agrees, whatever its size', () => {
    const residuals = Float64Array.from({ length: 3000 }, () => random.normal())
    const { agreeing, noiseMm, regions } = surfaceAgreement({ points, residuals, isPaired })
    expect(agreeing).toBeGreaterThan(0.97)
    expect(Math.abs(noiseMm - 1)).toBeLessThan(0.1)
    expect(regions).toBe(100)
  })

  test('a wave of another shape does not', () => {
    const residuals = Float64Array.from(
      { length: 3000 },
      (_, i) => 2 * Math.sin(points[i * 3] / 20) + 0.2 * random.normal(),
    )
    expect(surfaceAgreement({ points, residuals, isPaired }).agreeing).toBeLessThan(0.3)
  })

  test('nothing paired agrees in nothing', () => {
    expect(surfaceAgreement({ points, residuals: new Float64Array(3000), isPaired: new Uint8Array(3000) })).toEqual({
      regions: 0,
      agreeing: 0,
      medianRegionMm: 0,
      noiseMm: 0,
    })
  })
})
