import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cameraParts, carryCamera } from '#core/geometry/camera.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { identity4, type Mat4, multiply4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { similarityOf } from './similarityOf.ts'

const intrinsics = [900, 1.5, 380, 0, 920, 370, 0, 0, 1]

const cameraOf = (pose: Mat4, k: readonly number[] = intrinsics): Mat4 =>
  multiply4(toMat4([k[0], k[1], k[2], 0, k[3], k[4], k[5], 0, k[6], k[7], k[8], 0, 0, 0, 0, 1]), pose)

const poses = fc
  .tuple(
    fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }),
    fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 2, maxLength: 2 }),
  )
  .map(([axisAngle, [x, y]]) => similarityOf({ axisAngle, scale: 1, translation: [x, y, 0.8] }))

const expectClose = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(tolerance)
}

describe('cameraParts', () => {
  test('finds K, R, t and the centre of any camera again, whatever the common factor', () => {
    fc.assert(
      fc.property(poses, fc.constantFrom(1, -1, 0.001, -250), (pose, factor) => {
        const parts = cameraParts({ worldMat: toMat4(cameraOf(pose).map((v, i) => (i < 12 ? v * factor : v))) })
        expectClose(parts.intrinsics, intrinsics, 1e-8)
        expectClose(
          parts.rotation,
          [0, 1, 2].flatMap((row) => pose.slice(row * 4, row * 4 + 3)),
          1e-10,
        )
        expectClose(parts.translation, [pose[3], pose[7], pose[11]], 1e-10)
        const [x, y, z] = transformPoint(pose, parts.center as unknown as Vec3)
        expectClose([x, y, z], [0, 0, 0], 1e-10)
      }),
      { seed: 44 },
    )
  })

  test('refuses a matrix without an inverse', () => {
    expect(() => cameraParts({ worldMat: toMat4([...new Array(15).fill(0), 1]) })).toThrowError(/no inverse/)
  })
})

describe('carryCamera', () => {
  const points: readonly Vec3[] = [
    [0.02, -0.03, 0.01],
    [-0.08, 0.1, 0.05],
  ]

  test('pixels stay, depths scale, the centre moves with the scan, K stays', () => {
    fc.assert(
      fc.property(poses, poses, fc.double({ min: 0.001, max: 1000, noNaN: true }), (pose, motion, scale) => {
        const targetFromSource = toMat4(motion.map((v, i) => (i < 12 ? v * scale : v)))
        const camera = { worldMat: cameraOf(pose), scaleMat: identity4 }
        const carried = carryCamera(camera, targetFromSource)
        for (const point of points) {
          const before = projectPoint(camera, point)
          const after = projectPoint(carried, transformPoint(targetFromSource, point))
          expectClose([after.xPx, after.yPx], [before.xPx, before.yPx], 1e-6)
          expectClose([after.depth / scale], [before.depth], 1e-9)
        }
        const center = transformPoint(targetFromSource, cameraParts(camera).center as unknown as Vec3)
        expectClose(
          cameraParts(carried).center.map((v) => v / scale),
          center.map((v) => v / scale),
          1e-8,
        )
        expectClose(cameraParts(carried).intrinsics, intrinsics, 1e-6)
        expectClose(carried.scaleMat, targetFromSource, 1e-12)
      }),
      { seed: 45 },
    )
  })

  test('refuses a mirror and a shear', () => {
    const camera = {
      worldMat: cameraOf(similarityOf({ axisAngle: [0, 0, 0], scale: 1, translation: [0, 0, 1] })),
      scaleMat: identity4,
    }
    const mirror = toMat4([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    const stretch = toMat4([2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    expect(() => carryCamera(camera, mirror)).toThrowError(expect.objectContaining({ code: 'input/reflection' }))
    expect(() => carryCamera(camera, stretch)).toThrowError(expect.objectContaining({ code: 'input/not-a-similarity' }))
  })
})

describe('projectPoint', () => {
  test('is negative in depth behind the camera, also for a negated matrix', () => {
    const worldMat = cameraOf(similarityOf({ axisAngle: [0, 0, 0], scale: 1, translation: [0, 0, 1] }))
    const negated = toMat4(worldMat.map((v, i) => (i < 12 ? -v : v)))
    expect(projectPoint({ worldMat }, [0, 0, -3]).depth).toBeCloseTo(-2, 12)
    expect(projectPoint({ worldMat: negated }, [0, 0, -3]).depth).toBeCloseTo(-2, 12)
    expect(projectPoint({ worldMat: negated }, [0, 0, 1])).toEqual({ xPx: 380, yPx: 370, depth: 2 })
  })
})
