import { describe, expect, test } from 'vitest'
import { readPhotoLandmarks } from '#core/formats/photoLandmarks.ts'
import { carryCamera } from '#core/geometry/camera.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { reprojectionReport } from '#core/geometry/reprojection.ts'
import { identity4, multiply4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { similarityOf } from './similarityOf.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const camera = {
  worldMat: multiply4(
    toMat4([900, 0, 380, 0, 0, 920, 370, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
    similarityOf({ axisAngle: [0.1, -0.4, 0.05], scale: 1, translation: [0.02, 0.01, 0.8] }),
  ),
  scaleMat: identity4,
}
const points = new Map<string, Vec3>([
  ['nose_tip', [0.01, 0.02, 0.03]],
  ['left_eye', [-0.02, 0.05, 0]],
  ['chin', [0, -0.06, 0.01]],
])

describe('reprojectionReport', () => {
  test('tells the clicked shift per view and per point, also through a carried camera (1e-6 px)', () => {
    const motion = similarityOf({ axisAngle: [0.5, 1, -0.3], scale: 987, translation: [10, -400, 33] })
    const clicked = new Map(
      [...points].map(([name, point]) => {
        const { xPx, yPx } = projectPoint(camera, point)
        return [name, name === 'left_eye' ? ([xPx + 3, yPx + 4] as const) : ([xPx, yPx] as const)]
      }),
    )
    const photos = new Map([
      [4, clicked],
      [9, clicked],
    ])
    for (const [cameras, inFrame] of [
      [new Map([[4, camera]]), points],
      [
        new Map([[4, carryCamera(camera, motion)]]),
        new Map([...points].map(([name, point]) => [name, transformPoint(motion, point)])),
      ],
    ] as const) {
      const report = reprojectionReport({ cameras, points: inFrame, photos })
      expect(report.count).toBe(3)
      expect(report.views.map(({ view }) => view)).toEqual([4])
      expect(Math.abs(report.rmsPx - Math.sqrt(25 / 3))).toBeLessThan(1e-6)
      const eye = report.points.find(({ name }) => name === 'left_eye')
      expect(Math.abs((eye?.rmsPx ?? 0) - 5)).toBeLessThan(1e-6)
      expect(report.behind).toEqual([])
    }
  })

  test('a landmark behind a camera is named, names of one side alone do not count', () => {
    const far = new Map<string, Vec3>([['nose_tip', [0, 0, -9]]])
    const photos = new Map([[0, new Map([['nose_tip', [1, 2]] as const, ['ear', [3, 4]] as const])]])
    const report = reprojectionReport({ cameras: new Map([[0, camera]]), points: far, photos })
    expect(report).toMatchObject({ count: 0, rmsPx: 0, behind: ['0: nose_tip'] })
  })
})

describe('readPhotoLandmarks', () => {
  test("reads Cameo's JSON; points that were not placed are none", () => {
    const text = '{"format":"cameo-photo-landmarks","version":1,"landmarks":{"nose_tip":[4.5,3],"chin":null}}'
    expect([...readPhotoLandmarks(bytes(text), 'a.json')]).toEqual([['nose_tip', [4.5, 3]]])
    expect(() => readPhotoLandmarks(bytes('{"points":{}}'), 'a.json')).toThrowError(
      expect.objectContaining({ code: 'input/landmark-json' }),
    )
  })

  test('reads iBUG .pts with its pixels from 1, and names the points of the 68 that the schemes know', () => {
    const rows = Array.from({ length: 68 }, (_, i) => `${i + 1}.5 ${2 * i + 1}`)
    const found = readPhotoLandmarks(bytes(`version: 1\nn_points:  68\n{\n${rows.join('\n')}\n}\n`), 'img_0001.pts')
    expect(found.get('68:30')).toEqual([30.5, 60])
    expect(found.get('nose_tip')).toEqual([30.5, 60])
    expect(found.get('right_lips')).toEqual(found.get('68:48'))
  })

  test.each([
    ['Version 1.0\n3\n', /no iBUG/],
    ['version: 1\nn_points: 2\n{\n1 2\n}\n', /2 points are announced, but 1/],
    ['version: 1\nn_points: 1\n{\n1 x\n}\n', /point 1 is “1 x”/],
  ])('refuses %j', (text, message) => {
    expect(() => readPhotoLandmarks(bytes(text), 'a.pts')).toThrowError(message)
  })
})
