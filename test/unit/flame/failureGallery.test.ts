import { expect, test } from 'vitest'
import type { RegistrationCertificate } from '#core/model/registration.ts'
import type { Vec3 } from '#core/model/transform.ts'
import * as head from './galleryHead.ts'

const { scan, landmarks } = head.goodScan

const certificateOf = (taken: head.Taken): RegistrationCertificate => {
  const { certificate } = head.registerTaken(taken)
  return certificate
}

const redCodes = ({ verdict, reasons }: RegistrationCertificate): string[] => {
  expect(verdict).toBe('red')
  for (const reason of reasons) if (reason.verdict !== 'green') expect(reason.advice).not.toBe('')
  return reasons.filter((reason) => reason.verdict === 'red').map(({ code }) => code.replace('registration/', ''))
}

const turnedOver = ([left, up, out]: Vec3): Vec3 => [-left, -up, out]
const onlyNamed = (isGone: (place: Vec3) => boolean): Record<string, null> =>
  Object.fromEntries(
    landmarks.landmarks
      .filter(({ position }) => position && isGone(head.toFace(position)))
      .map(({ name }) => [name, null]),
  )

/** Seen from straight ahead, behind a palm before the subject's left cheek and the mouth. */
const isBehindPalm = ([left, up]: Vec3): boolean => ((left - 26) / 36) ** 2 + ((up + 58) / 46) ** 2 < 1
const isRightHalf = ([left]: Vec3): boolean => left < -4

test('corners of the mouth swapped: refused, and named', () => {
  const swapped = { left_lips: head.positionOf('right_lips'), right_lips: head.positionOf('left_lips') }
  expect(() => head.registerTaken({ scan, landmarks: head.changed(landmarks, swapped) })).toThrow(
    '"left_lips" and "right_lips" look swapped',
  )
})

test('tip and base of the nose swapped: red, the landmarks', () => {
  const swapped = { nose_base: head.positionOf('nose_tip'), nose_tip: head.positionOf('nose_base') }
  const certificate = certificateOf({ scan, landmarks: head.changed(landmarks, swapped) })
  expect(redCodes(certificate)).toContain('landmarks')
})

test('a landmark 3 cm off along the skin: red, that landmark', () => {
  const [left, up, out] = head.toFace(head.positionOf('left_lips'))
  const wrong = head.onScan(scan, head.fromFace([left + 14, up - 26, out - 10]))
  const certificate = certificateOf({ scan, landmarks: head.changed(landmarks, { left_lips: wrong }) })
  expect(redCodes(certificate)).toContain('landmarks')
  expect(certificate.reasons[0].message).toContain('left_lips')
})

test('a landmark 3 cm off in the air: red, not on the scan', () => {
  const [left, up, out] = head.toFace(head.positionOf('nose_tip'))
  const wrong = head.fromFace([left, up, out + 30])
  const certificate = certificateOf({ scan, landmarks: head.changed(landmarks, { nose_tip: wrong }) })
  expect(redCodes(certificate)).toContain('off-scan')
  expect(certificate.reasons[0].message).toContain('nose_tip')
})

test('landmarks upside down: red, the landmarks or the face they make', () => {
  const wrong = Object.fromEntries(
    landmarks.landmarks.flatMap(({ name, position }) =>
      position ? [[name, head.onScan(scan, head.fromFace(turnedOver(head.toFace(position))))]] : [],
    ),
  )
  const codes = redCodes(certificateOf({ scan, landmarks: head.changed(landmarks, wrong) }))
  expect(codes.some((code) => ['landmarks', 'covered', 'seen', 'surface'].includes(code))).toBe(true)
})

test('half a face: red, the half that is missing', () => {
  const certificate = certificateOf({
    scan: head.without(scan, isRightHalf),
    landmarks: head.changed(landmarks, onlyNamed(isRightHalf)),
  })
  expect(redCodes(certificate)).toContain('half-face')
  expect(certificate.reasons.find(({ code }) => code.endsWith('half-face'))?.message).toContain('right half')
})

test('a hand before the mouth: red, the face is covered', () => {
  const mouthOut = head.toFace(head.positionOf('left_lips'))[2]
  const palm = head.egg([26, -58, mouthOut + 26], [36, 46, 12])
  const taken = {
    scan: head.joined(head.without(scan, isBehindPalm), palm),
    landmarks: head.changed(landmarks, onlyNamed(isBehindPalm)),
  }
  expect(redCodes(certificateOf(taken))).toContain('covered')
})

test('a hat down to the brows: red, the forehead', () => {
  const brow = head.toFace(head.positionOf('left_eye_outer'))[1] + 24
  const hat = head.moved(scan, ([left, up, out]) => {
    const share = Math.min(1, Math.max(0, (up - brow) / 2))
    const length = Math.hypot(left, out + 90)
    return [left + (share * 14 * left) / length, up, out + (share * 14 * (out + 90)) / length]
  })
  expect(redCodes(certificateOf({ scan: hat, landmarks }))).toContain('forehead')
})

test('a good scan is green, and lips that lay deep in each other have moved no farther than they must', () => {
  const { certificate, report } = head.registerTaken(head.goodScan)
  expect(certificate.verdict).toBe('green')
  expect(report.crossings).toMatchObject({ left: 0 })
  expect(report.crossings?.found).toBeGreaterThan(100)
  expect(report.crossings?.movedMm).toBeLessThan(2.5)
})

test('noise of 0.3 mm (seed 7) is not red', () => {
  expect(certificateOf({ scan: head.noisy(scan, 0.3, 7), landmarks }).verdict).not.toBe('red')
})

test('holes of 9 mm in both cheeks and the forehead are not red', () => {
  const holes: readonly Vec3[] = [
    [38, -45, 0],
    [-38, -45, 0],
    [0, 35, 0],
  ]
  const isHole = ([left, up, out]: Vec3): boolean =>
    out > -40 && holes.some(([x, y]) => Math.hypot(left - x, up - y) < 9)
  expect(certificateOf({ scan: head.without(scan, isHole), landmarks }).verdict).not.toBe('red')
})

test('a neck that ends below the chin is not red', () => {
  const isBelow = ([, up]: Vec3): boolean => up < -125
  expect(certificateOf({ scan: head.without(scan, isBelow), landmarks }).verdict).not.toBe('red')
})
