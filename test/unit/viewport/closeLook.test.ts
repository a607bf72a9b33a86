import { Box3, Vector3 } from 'three'
import { describe, expect, test } from 'vitest'
import { lookStraightAt } from '../../../src/renderer/viewport/closeLook.ts'
import { OrbitCamera } from '../../../src/renderer/viewport/OrbitCamera.ts'

const radiusMm = 100

/** A camera before a ball of 100 mm around the origin, and what its rays meet. */
const beforeBall = () => {
  const camera = new OrbitCamera()
  const box = new Box3(new Vector3(-100, -100, -100), new Vector3(100, 100, 100))
  camera.setSize(800, 600)
  camera.setUp(new Vector3(0, 1, 0))
  camera.setSceneBox(box)
  camera.lookFrom(new Vector3(0, 0, 1), new Vector3(0, 1, 0), new Float32Array([...box.min, ...box.max]))
  const pick = (xPx: number, yPx: number) => {
    const { origin, direction } = camera.rayAt(xPx, yPx)
    const along = origin.dot(direction)
    const under = along * along - origin.lengthSq() + radiusMm * radiusMm
    return under < 0 ? null : { pointInView: origin.addScaledVector(direction, -along - Math.sqrt(under)) }
  }
  return { camera, pick }
}

const look = { up: new Vector3(0, 1, 0), mmPerViewUnit: 1 }

describe('looking straight at a place', () => {
  test('on a ball, 40° aside: along its radius, the place in the middle (20 px), 15 cm across the view', () => {
    const { camera, pick } = beforeBall()
    const place = new Vector3(0, 0, radiusMm).applyAxisAngle(new Vector3(0, 1, 0), (40 * Math.PI) / 180)
    const { xPx, yPx } = camera.pixelOf(place) as { xPx: number; yPx: number }
    expect(lookStraightAt(camera, pick, { xPx, yPx, ...look })).toBe(true)
    const forward = new Vector3(0, 0, -1).applyQuaternion(camera.camera.quaternion)
    expect((forward.angleTo(place.clone().negate()) * 180) / Math.PI).toBeLessThan(3)
    const at = camera.pixelOf(place) as { xPx: number; yPx: number }
    expect(Math.hypot(at.xPx - 400, at.yPx - 300)).toBeLessThan(20)
    const seenMm = camera.unitsPerPixel(camera.depthOf(place)) * 600
    expect(seenMm).toBeGreaterThan(150)
    expect(seenMm).toBeLessThan(190)
    const right = new Vector3(1, 0, 0).applyQuaternion(camera.camera.quaternion)
    expect(Math.abs(right.y)).toBeLessThan(1e-6)
  })

  test('beside the surface: nothing moves', () => {
    const { camera, pick } = beforeBall()
    const before = camera.camera.matrixWorld.clone()
    expect(lookStraightAt(camera, pick, { xPx: 5, yPx: 5, ...look })).toBe(false)
    expect(camera.camera.matrixWorld.equals(before)).toBe(true)
  })
})
