import { describe, expect, it } from 'vitest'
import type { Alignment, Image } from '#core/contract/contract.ts'
import { photoReprojection } from '#core/editor/photoReprojection.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { invertAffine4, multiply4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { similarityOf } from '../geometry/similarityOf.ts'

const intrinsics = toMat4([900, 0, 380, 0, 0, 920, 370, 0, 0, 0, 1, 0, 0, 0, 0, 1])
const cameraAt = (turn: number) =>
  multiply4(intrinsics, similarityOf({ axisAngle: [0.1, turn, 0.05], scale: 1, translation: [0.02, 0.01, 0.8] }))
const points: readonly (readonly [string, Vec3])[] = [
  ['nose_tip', [0.01, 0.02, 0.03]],
  ['left_eye', [-0.02, 0.05, 0]],
  ['chin', [0, -0.06, 0.01]],
]
const targetFromSource = similarityOf({ axisAngle: [0.5, 1, -0.3], scale: 987, translation: [10, -400, 33] })
const set = (map: (point: Vec3) => Vec3) => ({
  landmarks: points.map(([name, at]): Landmark => ({ name, status: 'placed', position: map(at), surface: null })),
})
const alignment = { sourceScanId: 'coarse', targetScanId: 'fine', targetFromSource: [...targetFromSource] } as Alignment
const imageOf = (id: string, turn: number, frameScanId: string): Image =>
  ({
    id,
    name: `${id}.jpg`,
    worldMat: [
      ...(frameScanId === 'fine' ? multiply4(cameraAt(turn), invertAffine4(targetFromSource)) : cameraAt(turn)),
    ],
    frameScanId,
  }) as Image
/** Clicked where the point is seen, the left eye 3 and 4 px beside it. */
const clicksIn = (imageId: string, turn: number) => ({
  ...{ imageId, revision: 1, canUndo: false, canRedo: false },
  points: points.map(([name, at]) => {
    const { xPx, yPx } = projectPoint({ worldMat: cameraAt(turn) }, at)
    return name === 'left_eye' ? { name, xPx: xPx + 3, yPx: yPx + 4 } : { name, xPx, yPx }
  }),
})

describe('landmarks of two aligned scans in the photos', () => {
  const turns = { a: -0.4, b: 0.3 }
  const clicks = Object.entries(turns).map(([id, turn]) => clicksIn(id, turn))

  it.each(['coarse', 'fine'])(
    'lie as far from the clicks as these were moved, with cameras of the %s scan',
    (frame) => {
      const found = photoReprojection({
        images: [imageOf('none', 0, frame), ...Object.entries(turns).map(([id, turn]) => imageOf(id, turn, frame))],
        ...{ clicks, alignment },
        source: set((point) => point),
        target: set((point) => transformPoint(targetFromSource, point)),
      })
      const expected = Math.sqrt(25 / 3)
      expect(found?.photos.map(({ image, clicks: count }) => [image.id, count])).toEqual([
        ['a', 3],
        ['b', 3],
      ])
      for (const { sourcePx, targetPx } of [...(found?.photos ?? []), ...(found ? [found.all] : [])]) {
        expect(sourcePx).toBeCloseTo(expected, 6)
        expect(targetPx).toBeCloseTo(expected, 6)
      }
      const eye = found?.landmarks.find(({ name }) => name === 'left_eye')
      expect(eye?.photos).toBe(2)
      expect(eye?.sourcePx).toBeCloseTo(5, 6)
      expect(found?.landmarks.find(({ name }) => name === 'chin')?.targetPx).toBeCloseTo(0, 6)
    },
  )

  it('leads to the photo in which a landmark lies farthest off, and tells the scan whose landmark is wrong', () => {
    const found = photoReprojection({
      images: Object.entries(turns).map(([id, turn]) => imageOf(id, turn, 'coarse')),
      clicks: [clicksIn('a', turns.a), { ...clicksIn('b', turns.b), points: clicksIn('b', turns.b).points.slice(2) }],
      alignment,
      source: set((point) => point),
      target: set((point) => {
        const [x, y, z] = transformPoint(targetFromSource, point)
        return point === points[2][1] ? [x + 30, y, z] : [x, y, z]
      }),
    })
    const chin = found?.landmarks.find(({ name }) => name === 'chin')
    expect(chin?.sourcePx).toBeCloseTo(0, 6)
    expect(chin?.targetPx).toBeGreaterThan(10)
    expect(found?.landmarks.find(({ name }) => name === 'left_eye')?.worst.id).toBe('a')
  })

  it('is nothing without clicks in a photo that has a camera', () => {
    const images = [{ ...imageOf('a', 0, 'coarse'), worldMat: null }]
    const sets = { source: set((point) => point), target: set((point) => point) }
    expect(photoReprojection({ images, clicks: [clicksIn('a', 0)], alignment, ...sets })).toBeNull()
  })
})
