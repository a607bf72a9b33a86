import { describe, expect, test } from 'vitest'
import { certifyRegistration } from '#core/flame/report/certifyRegistration.ts'
import type { RegistrationReport } from '#core/model/registration.ts'
import { good, landmark, quality, region } from './goodReport.ts'

const cases: readonly (readonly [string, 'amber' | 'red', string, Partial<RegistrationReport>])[] = [
  ['no point near the face', 'red', 'surface', { scanToMeshMm: { ...quality, count: 0 } }],
  ['a scan 0.7 mm off', 'amber', 'surface', { scanToMeshMm: { ...quality, median: 0.7 } }],
  ['a face seen by a third', 'red', 'seen', { regions: [region('face', { seen: 0.33, missing: 0.67 })] }],
  ['one half unseen', 'red', 'half-face', { seenHalves: { left: 1, right: 0.1 } }],
  ['a third covered', 'red', 'covered', { regions: [region('face', { seen: 0.67, covered: 0.2, 'cut-off': 0.13 })] }],
  [
    'lips behind a hand',
    'red',
    'covered-part',
    { regions: [region('lips', { seen: 0.3, covered: 0.6, border: 0.1 })] },
  ],
  ['a covered forehead', 'red', 'forehead', { regions: [region('forehead', { seen: 0.1, covered: 0.9 })] }],
  ['a landmark off the scan', 'red', 'off-scan', { offScan: ['chin'] }],
  ['a landmark 8 mm off', 'amber', 'landmarks', { landmarks: [...good.landmarks, landmark('e', 8)] }],
  ['a landmark 20 mm off', 'red', 'landmarks', { landmarks: [...good.landmarks, landmark('e', 20)] }],
  ['points led astray', 'amber', 'held-out', { heldOutMm: { registration: 3, model: 2, count: 8 } }],
  ['three landmarks', 'amber', 'held-out', { heldOutMm: null, landmarks: good.landmarks.slice(0, 3) }],
  ['one flipped face', 'amber', 'flipped', { flippedFaces: { inEars: 0, outsideEars: 1 } }],
  ['a stretched surface', 'red', 'stretched', { stretchedFaces: { inEars: 0, outsideEars: 900 } }],
  ['lips that cross', 'amber', 'parted', { crossings: { found: 9, left: 2 } }],
  ['lips taken far apart', 'amber', 'parted', { crossings: { found: 90, left: 0, movedMm: 6 } }],
  ['a shape unlike any', 'red', 'unlikely-shape', { shape: { mahalanobis: 20, components: 60, largest: 3 } }],
]

describe('the verdict', () => {
  test('nothing speaks against a good registration, and nothing is advised', () => {
    const { verdict, reasons } = certifyRegistration(good)
    expect(verdict).toBe('green')
    expect(reasons.every(({ advice }) => advice === '')).toBe(true)
  })

  test.each(cases)('%s: %s', (_, verdict, code, change) => {
    const certificate = certifyRegistration({ ...good, ...change })
    expect(certificate.verdict).toBe(verdict)
    const against = certificate.reasons.filter((reason) => reason.verdict !== 'green')
    expect(against.map((reason) => reason.code)).toEqual([`registration/${code}`])
    expect(against[0].advice).not.toBe('')
  })

  test('lips that were a little in each other are nothing to look at', () => {
    expect(certifyRegistration({ ...good, crossings: { found: 9, left: 0, movedMm: 0.4 } }).verdict).toBe('green')
  })

  test('what is not tested at all is no reason, and eyeballs are not missed', () => {
    expect(certifyRegistration({ ...good, heldOutMm: null }).verdict).toBe('green')
    const regions = [region('face', { seen: 0.5, model: 0.5 })]
    expect(certifyRegistration({ ...good, regions }).verdict).toBe('green')
  })

  test('the worst comes first', () => {
    const { reasons } = certifyRegistration({
      ...good,
      flippedFaces: { inEars: 0, outsideEars: 1 },
      seenHalves: { left: 0, right: 1 },
    })
    expect(reasons.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['red', 'amber'])
  })
})
