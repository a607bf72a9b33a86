import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carryCamera } from '#core/geometry/camera.ts'
import { lensOf, pixelSlopes, projectPoint } from '#core/geometry/lens.ts'
import { triangulatePoint } from '#core/geometry/triangulatePoint.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { hullReport } from '#core/masks/check/visualHull.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import type { LensDistortion, Projection } from '#core/model/camera.ts'
import { identity4, type Mat4, multiply4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { bumpyHead, headMesh } from '../geometry/bumpyHead.ts'

const sizePx = 200
const focalPx = 160
const centrePx = 99.5
const intrinsics = toMat4([focalPx, 0, centrePx, 0, 0, focalPx, centrePx, 0, 0, 0, 1, 0, 0, 0, 0, 1])
const barrel: LensDistortion = [-0.28, 0.07, 0.002, -0.0015, -0.005]
const pincushion: LensDistortion = [0.21, -0.04, -0.001, 0.003, 0.01]
const lenses = [barrel, pincushion]

/** OpenCV's formula, written down once more. */
const opencv = ([k1, k2, p1, p2, k3]: LensDistortion, x: number, y: number): [number, number] => {
  const r2 = x ** 2 + y ** 2
  const radial = 1 + k1 * r2 + k2 * r2 ** 2 + k3 * r2 ** 3
  return [x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x ** 2), y * radial + p1 * (r2 + 2 * y ** 2) + 2 * p2 * x * y]
}

/** OpenCV's own way back: fixed-point iteration. */
const undistorted = (lens: LensDistortion, wantedX: number, wantedY: number): [number, number] => {
  let [x, y] = [wantedX, wantedY]
  for (let i = 0; i < 400; i++) {
    const [dx, dy] = opencv(lens, x, y)
    x += 0.7 * (wantedX - dx)
    y += 0.7 * (wantedY - dy)
  }
  return [x, y]
}

const inPlane = (px: number): number => (px - centrePx) / focalPx

describe('a distorting lens', () => {
  test('projects by OpenCV’s formula', () => {
    for (const distortion of lenses) {
      const { xPx, yPx, depth } = projectPoint({ worldMat: intrinsics, distortion }, [0.7, -0.4, 2])
      const [x, y] = opencv(distortion, 0.35, -0.2)
      expect(xPx).toBeCloseTo(focalPx * x + centrePx, 10)
      expect(yPx).toBeCloseTo(focalPx * y + centrePx, 10)
      expect(depth).toBeCloseTo(2, 12)
    }
  })

  test('is taken back to 1e-9 px all over the photo', () => {
    const pixel = fc.double({ min: -0.5, max: sizePx - 0.5, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...lenses), pixel, pixel, (distortion, xPx, yPx) => {
        const lens = lensOf({ worldMat: intrinsics, distortion })
        const [px, py] = lens?.pinholeFromPhoto(xPx, yPx) ?? [Number.NaN, Number.NaN]
        const [backX, backY] = lens?.photoFromPinhole(px, py) ?? [Number.NaN, Number.NaN]
        expect(Math.hypot(backX - xPx, backY - yPx)).toBeLessThan(1e-9)
      }),
    )
  })

  test('keeps what lies far outside the photo outside, where the polynomial folds back', () => {
    const lens = lensOf({ worldMat: intrinsics, distortion: [-0.4, 0, 0, 0, 0] })
    let before = 0
    for (let x = 0; x < 8; x += 0.05) {
      const [xPx] = lens?.photoFromPinhole(centrePx + focalPx * x, centrePx) ?? [Number.NaN]
      expect(xPx).toBeGreaterThan(before)
      before = xPx
    }
  })

  test('a similarity carries it along, and pixels stay where they are', () => {
    const moved = toMat4([0, -3, 0, 5, 3, 0, 0, -2, 0, 0, 3, 7, 0, 0, 0, 1])
    const camera = { worldMat: intrinsics, scaleMat: identity4, distortion: barrel }
    const [before, after] = [
      projectPoint(camera, [0.4, 0.6, 2]),
      projectPoint(carryCamera(camera, moved), transformPoint(moved, [0.4, 0.6, 2])),
    ]
    expect(after.xPx).toBeCloseTo(before.xPx, 9)
    expect(after.yPx).toBeCloseTo(before.yPx, 9)
  })

  test('slopes are those of the projection', () => {
    const view = { worldMat: intrinsics, distortion: barrel }
    const at: Vec3 = [0.5, -0.3, 2]
    const step = 1e-5
    const slopes = pixelSlopes(view, at)
    for (let axis = 0; axis < 3; axis++) {
      const [low, high] = [-step, step].map((by) =>
        projectPoint(view, at.map((value, c) => value + (c === axis ? by : 0)) as unknown as Vec3),
      )
      expect(slopes[axis]).toBeCloseTo((high.xPx - low.xPx) / (2 * step), 2)
      expect(slopes[3 + axis]).toBeCloseTo((high.yPx - low.yPx) / (2 * step), 2)
    }
  })

  test('a point clicked in two distorted photos is found where it is', () => {
    const beside = (x: number): Mat4 => multiply4(intrinsics, toMat4([1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]))
    const point: Vec3 = [0.6, -0.5, 2.5]
    const views = [-0.6, 0.4].map((x, i) => {
      const view = { worldMat: beside(x), distortion: lenses[i] }
      const { xPx, yPx } = projectPoint(view, point)
      return { ...view, xPx, yPx }
    })
    const found = triangulatePoint(views)
    for (let c = 0; c < 3; c++) expect(found.point[c]).toBeCloseTo(point[c], 9)
    expect(Math.max(...found.residualsPx)).toBeLessThan(1e-8)
  })
})

describe('silhouettes through a distorting lens', () => {
  test('a checker of single pixels comes out pixel by pixel', () => {
    for (const distortion of lenses) {
      const positions: number[] = []
      const triangles: number[] = []
      const isBlack = (x: number, y: number): boolean => (x + y) % 2 === 0
      for (let y = 0; y < sizePx; y += 1) {
        for (let x = 0; x < sizePx; x += 1) {
          if (!isBlack(x, y)) continue
          const first = positions.length / 3
          for (const [dx, dy] of [
            [-0.4, -0.4],
            [0.4, -0.4],
            [0.4, 0.4],
            [-0.4, 0.4],
          ]) {
            positions.push(...undistorted(distortion, inPlane(x + dx), inPlane(y + dy)), 1)
          }
          triangles.push(first, first + 1, first + 2, first, first + 2, first + 3)
        }
      }
      const mesh = { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) }
      const mask = rasterizeSilhouette({ mesh, worldMat: intrinsics, distortion, widthPx: sizePx, heightPx: sizePx })
      const wrong = mask.reduce((sum, value, i) => {
        const wanted = isBlack(i % sizePx, Math.floor(i / sizePx)) ? 255 : 0
        return sum + (value === wanted ? 0 : 1)
      }, 0)
      expect(wrong).toBe(0)
    }
  })

  test('long triangles bend with the lens and leave no crack', () => {
    for (const distortion of lenses) {
      const corners = [-0.45, -0.5, 1, 0.5, -0.4, 1, 0.45, 0.5, 1, -0.5, 0.45, 1]
      const mesh = { positions: Float32Array.from(corners), triangles: Uint32Array.of(0, 1, 2, 0, 2, 3) }
      const mask = rasterizeSilhouette({ mesh, worldMat: intrinsics, distortion, widthPx: sizePx, heightPx: sizePx })
      const isInside = (x: number, y: number): boolean =>
        [0, 1, 2, 3].every((k) => {
          const [ax, ay, bx, by] = [k, (k + 1) % 4].flatMap((i) => [mesh.positions[i * 3], mesh.positions[i * 3 + 1]])
          return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
        })
      const wrong = mask.reduce((sum, value, i) => {
        const at = undistorted(distortion, inPlane(i % sizePx), inPlane(Math.floor(i / sizePx)))
        return sum + (value === (isInside(...at) ? 255 : 0) ? 0 : 1)
      }, 0)
      // An edge may lie 0.02 px beside its curve: few centres of pixels are as near.
      expect(wrong).toBeLessThan(12)
    }
  })

  test('a generated head has the silhouette that rays through each pixel find', () => {
    const head = headMesh(bumpyHead(5), { rings: 60, turn: identity4 })
    const low = [0, 1, 2].map((c) => head.positions.reduce((a, v, i) => (i % 3 === c ? Math.min(a, v) : a), Infinity))
    const high = [0, 1, 2].map((c) => head.positions.reduce((a, v, i) => (i % 3 === c ? Math.max(a, v) : a), -Infinity))
    const side = Math.max(...high.map((value, c) => value - low[c]))
    const [mx, my, mz] = low.map((value, c) => (value + high[c]) / 2)
    const cameraFromHead = toMat4([1, 0, 0, -mx, 0, -1, 0, my, 0, 0, -1, mz + 1.4 * side, 0, 0, 0, 1])
    const tree = TriangleTree.build(head)
    const origin: Vec3 = [mx, my, mz + 1.4 * side]
    for (const distortion of lenses) {
      const view: Projection = { worldMat: multiply4(intrinsics, cameraFromHead), distortion }
      const mask = rasterizeSilhouette({ mesh: head, ...view, widthPx: sizePx, heightPx: sizePx })
      let [both, either, pinholeDiffers] = [0, 0, 0]
      const straight = rasterizeSilhouette({ mesh: head, worldMat: view.worldMat, widthPx: sizePx, heightPx: sizePx })
      for (let i = 0; i < mask.length; i++) {
        const [x, y] = undistorted(distortion, inPlane(i % sizePx), inPlane(Math.floor(i / sizePx)))
        const isHit = tree.raycast(origin, [x, -y, -1]) !== null
        both += isHit && mask[i] === 255 ? 1 : 0
        either += isHit || mask[i] === 255 ? 1 : 0
        pinholeDiffers += isHit === (straight[i] === 255) ? 0 : 1
      }
      expect(either).toBeGreaterThan(4000)
      expect(both / either).toBeGreaterThan(0.998)
      expect(pinholeDiffers / either).toBeGreaterThan(0.01)
      const hull = hullReport({
        positions: head.positions,
        reach: 0,
        views: [{ index: 0, ...view, mask, widthPx: sizePx, heightPx: sizePx }],
        tolerance: 0,
      })
      expect(hull.views[0].outsideShare).toBeLessThan(0.01)
    }
  })
})
