import * as fc from 'fast-check'
import { Box3, Vector3 } from 'three'
import { describe, expect, test } from 'vitest'
import { OrbitCamera } from '../../../src/renderer/viewport/OrbitCamera.ts'

const widthPx = 1000
const heightPx = 700

/** A camera before a box of 200 × 300 × 180 mm around (10, -20, 40), seen from the front. */
const boxPoints = new Float32Array(
  [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
    10 + (i & 1 ? 100 : -100),
    -20 + (i & 2 ? 150 : -150),
    40 + (i & 4 ? 90 : -90),
  ]),
)
const up = new Vector3(0, 1, 0)

const makeCamera = (): OrbitCamera => {
  const camera = new OrbitCamera()
  camera.setSize(widthPx, heightPx)
  camera.setUp(up)
  camera.setSceneBox(new Box3().setFromArray(boxPoints))
  camera.lookFrom(new Vector3(0, 0, 1), up, boxPoints)
  return camera
}

const pixels = (camera: OrbitCamera): { xPx: number; yPx: number }[] =>
  Array.from({ length: 8 }, (_, i) => camera.pixelOf(new Vector3().fromArray(boxPoints, i * 3))!)

const drag = fc.record({
  dxPx: fc.double({ min: -900, max: 900, noNaN: true }),
  dyPx: fc.double({ min: -900, max: 900, noNaN: true }),
})

describe('turntable camera', () => {
  test('a fit shows every point and touches two opposite margins', () => {
    const at = pixels(makeCamera())
    const xs = at.map(({ xPx }) => xPx)
    const ys = at.map(({ yPx }) => yPx)
    expect(Math.min(...xs)).toBeGreaterThan(0)
    expect(Math.max(...xs)).toBeLessThan(widthPx)
    expect(Math.min(...ys)).toBeCloseTo(heightPx * 0.06, 3)
    expect(Math.max(...ys)).toBeCloseTo(heightPx * 0.94, 3)
  })

  test('the pivot keeps its pixel and the horizon stays level, whatever is dragged (1e-6 px)', () => {
    fc.assert(
      fc.property(fc.array(drag, { minLength: 1, maxLength: 8 }), (drags) => {
        const camera = makeCamera()
        camera.setPivot(new Vector3(60, 50, 100))
        const before = camera.pixelOf(camera.pivot)!
        for (const { dxPx, dyPx } of drags) camera.orbit(dxPx, dyPx)
        const after = camera.pixelOf(camera.pivot)!
        expect(after.xPx).toBeCloseTo(before.xPx, 6)
        expect(after.yPx).toBeCloseTo(before.yPx, 6)
        const right = new Vector3(1, 0, 0).applyQuaternion(camera.camera.quaternion)
        expect(right.dot(up)).toBeCloseTo(0, 9)
        const screenUp = new Vector3(0, 1, 0).applyQuaternion(camera.camera.quaternion)
        expect(screenUp.dot(up)).toBeGreaterThan(-1e-9)
      }),
    )
  })

  test('a pan moves what was grabbed by exactly the pixels of the drag (1e-6 px)', () => {
    fc.assert(
      fc.property(drag, ({ dxPx, dyPx }) => {
        const camera = makeCamera()
        const grabbed = new Vector3(-30, 40, 110)
        const before = camera.pixelOf(grabbed)!
        camera.pan(dxPx, dyPx, camera.depthOf(grabbed))
        const after = camera.pixelOf(grabbed)!
        expect(after.xPx - before.xPx).toBeCloseTo(dxPx, 6)
        expect(after.yPx - before.yPx).toBeCloseTo(dyPx, 6)
      }),
    )
  })

  test('a zoom keeps its target under the pointer and never runs through it (1e-6 px)', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.3, max: 3, noNaN: true }), { maxLength: 40 }), (factors) => {
        const camera = makeCamera()
        const target = new Vector3(-30, 40, 110)
        const before = camera.pixelOf(target)!
        for (const factor of factors) camera.zoomAt(target, factor)
        const after = camera.pixelOf(target)!
        expect(after.xPx).toBeCloseTo(before.xPx, 6)
        expect(after.yPx).toBeCloseTo(before.yPx, 6)
        expect(camera.depthOf(target)).toBeGreaterThan(camera.camera.near)
      }),
    )
  })

  test('the ray through the pixel of a point meets the point (1e-6 mm)', () => {
    const camera = makeCamera()
    camera.orbit(137, -80)
    const point = new Vector3(33, -71, 88)
    const { xPx, yPx } = camera.pixelOf(point)!
    const { origin, direction } = camera.rayAt(xPx, yPx)
    expect(direction.length()).toBeCloseTo(1, 12)
    expect(point.clone().sub(origin).cross(direction).length()).toBeLessThan(1e-6)
  })

  test('what is behind the camera has no pixel', () => {
    expect(makeCamera().pixelOf(new Vector3(0, 0, 1e5))).toBeNull()
  })
})
