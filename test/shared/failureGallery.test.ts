import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadFlameModel } from '#core/flame/model.ts'
import { registerToFlame } from '#core/flame/registerToFlame.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { changed, faceSpace, joined, onScan, type Taken } from '../unit/flame/faceSpace.ts'

const data = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const isThere = existsSync(join(data, 'flame')) && existsSync(join(data, 'flame-scan-sample'))
if (!isThere) console.warn('SKIPPED: the failure gallery on the shared scans, ../shared/data is not there')

const modelFile = 'flame2023open_partial_model.npz'
const bytesOf = (...path: readonly string[]): Uint8Array => readFileSync(join(data, ...path))

const sample = (folder: string): Taken => ({
  scan: readMesh(bytesOf('flame-scan-sample', folder, 'scan.ply'), 'scan.ply').mesh,
  landmarks: readLandmarks(bytesOf('flame-scan-sample', folder, 'landmarks8.json'), 'landmarks8.json').set,
})

/** The eight of head-8 among james's 51. */
const james = (): Taken => {
  const file = 'james_lmks51_flame_order_mm.csv'
  const { set } = readLandmarks(bytesOf('scans', 'menpo3d', file), file)
  const places = { right_eye_outer: 19, right_eye: 22, left_eye: 25, left_eye_outer: 28, nose_base: 16 }
  const all = { ...places, right_lips: 31, left_lips: 37, nose_tip: 13 }
  const landmarks = Object.entries(all).map(([name, index]) => ({ ...set.landmarks[index], name }))
  return {
    scan: readMesh(bytesOf('scans', 'menpo3d', 'james.obj'), 'james.obj').mesh,
    landmarks: { ...set, scheme: 'head-8', landmarks },
  }
}

const redCodes = ({ scan, landmarks }: Taken): readonly string[] => {
  const model = loadFlameModel(bytesOf('flame', 'fixtures', modelFile), modelFile)
  const input = { scan, unit: 'mm', landmarks, model, embedding: null, regions: null, isTested: true } as const
  const { certificate } = registerToFlame(input, {})
  expect(certificate.verdict).toBe('red')
  return certificate.reasons.flatMap(({ verdict, code }) => (verdict === 'red' ? [code.split('/')[1]] : []))
}

const positionOf = ({ landmarks }: LandmarkSet, name: string): Vec3 => {
  const position = landmarks.find((landmark) => landmark.name === name)?.position
  if (!position) throw new Error(`${name} was not placed`)
  return position
}

describe.skipIf(!isThere).each([
  ['scan_001', () => sample('scan_001')],
  ['james', james],
] as const)('%s, spoilt, is red with the reason', (_, open) => {
  const taken = isThere ? open() : null
  const parts = () => {
    if (!taken) throw new Error('the shared scans are not there')
    return { ...taken, space: faceSpace(taken.landmarks), at: (name: string) => positionOf(taken.landmarks, name) }
  }
  const lostWhere = ({ landmarks }: LandmarkSet, isGone: (position: Vec3) => boolean): Record<string, null> =>
    Object.fromEntries(landmarks.filter(({ position }) => position && isGone(position)).map(({ name }) => [name, null]))

  test('by a landmark 3 cm off along the skin', () => {
    const { scan, landmarks, space, at } = parts()
    const [left, up, out] = space.toFace(at('left_lips'))
    const wrong = onScan(scan, space.fromFace([left + 14, up - 26, out - 10]))
    expect(redCodes({ scan, landmarks: changed(landmarks, { left_lips: wrong }) })).toContain('landmarks')
  })

  test('by landmarks upside down', () => {
    const { scan, landmarks, space } = parts()
    const turned = Object.fromEntries(
      landmarks.landmarks.flatMap(({ name, position }) => {
        if (!position) return []
        const [left, up, out] = space.toFace(position)
        return [[name, onScan(scan, space.fromFace([-left, -up, out]))]]
      }),
    )
    const codes = redCodes({ scan, landmarks: changed(landmarks, turned) })
    expect(codes.some((code) => ['landmarks', 'covered', 'seen', 'surface'].includes(code))).toBe(true)
  })

  test('by half a face', () => {
    const { scan, landmarks, space } = parts()
    const isGone = ([left]: Vec3): boolean => left < -4
    const less = changed(
      landmarks,
      lostWhere(landmarks, (position) => isGone(space.toFace(position))),
    )
    expect(redCodes({ scan: space.without(scan, isGone), landmarks: less })).toContain('half-face')
  })

  test('by a hand before the mouth', () => {
    const { scan, landmarks, space, at } = parts()
    // A scanner that goes around sees a little behind the rim of the palm.
    const isBehind = ([left, up]: Vec3): boolean => ((left - 10) / 34) ** 2 + ((up + 58) / 42) ** 2 < 1
    // Fine enough not to be taken for a floating piece of a fine scan.
    const palm = space.egg([10, -58, space.toFace(at('left_lips'))[2] + 24], [42, 50, 12], 2)
    const less = changed(
      landmarks,
      lostWhere(landmarks, (position) => isBehind(space.toFace(position))),
    )
    expect(redCodes({ scan: joined(space.without(scan, isBehind), palm), landmarks: less })).toContain('covered-part')
  })

  test('by a hat down to the brows', () => {
    const { scan, landmarks, space, at } = parts()
    const brow = space.toFace(at('left_eye_outer'))[1] + 24
    const hat = space.moved(scan, ([left, up, out]) => {
      const share = Math.min(1, Math.max(0, (up - brow) / 2))
      const length = Math.hypot(left, out + 90)
      return [left + (share * 14 * left) / length, up, out + (share * 14 * (out + 90)) / length]
    })
    expect(redCodes({ scan: hat, landmarks })).toContain('forehead')
  })
})
