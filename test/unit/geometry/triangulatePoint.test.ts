import { describe, expect, it } from 'vitest'
import { projectPoint } from '#core/geometry/lens.ts'
import { triangulatePoint } from '#core/geometry/triangulatePoint.ts'
import { seededRandom } from '#core/model/random.ts'
import { type Mat4, multiply4, toMat4, type Vec3 } from '#core/model/transform.ts'

/** A camera 900 mm from the origin at an angle about the upright axis, looking at it; 1200 px focal length, skew 2. */
const cameraAt = (degrees: number): Mat4 => {
  const turn = (degrees * Math.PI) / 180
  const [c, s] = [Math.cos(turn), Math.sin(turn)]
  const intrinsics = toMat4([1200, 2, 640, 0, 0, 1180, 480, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  const cameraFromWorld = toMat4([c, 0, -s, 0, 0, -1, 0, 0, -s, 0, -c, 900, 0, 0, 0, 1])
  return multiply4(intrinsics, cameraFromWorld)
}
const point: Vec3 = [31, -52, 77]
const clickIn = (worldMat: Mat4) => {
  const { xPx, yPx } = projectPoint({ worldMat }, point)
  return { worldMat, xPx, yPx }
}
const apart = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

describe('a point clicked in several photos', () => {
  it('is found from two, three and five exact clicks (1e-6 mm)', () => {
    for (const angles of [
      [-20, 20],
      [0, 35, -60],
      [0, 10, -10, 40, -40],
    ]) {
      const found = triangulatePoint(angles.map((degrees) => clickIn(cameraAt(degrees))))
      expect(apart(found.point, point)).toBeLessThan(1e-6)
      expect(Math.max(...found.rayDistances, ...found.residualsPx)).toBeLessThan(1e-6)
      expect(found.angleDegrees).toBeGreaterThan(15)
    }
  })

  it('minimises the pixel residuals under clicks 1 px off (seed 8), and says how far the rays disagree', () => {
    const random = seededRandom(8)
    const views = [-40, -15, 15, 40].map((degrees) => {
      const exact = clickIn(cameraAt(degrees))
      return { ...exact, xPx: exact.xPx + random.normal(), yPx: exact.yPx + random.normal() }
    })
    const found = triangulatePoint(views)
    expect(apart(found.point, point)).toBeLessThan(2)
    expect(found.rms).toBeGreaterThan(0.05)
    expect(found.rms).toBeLessThan(2)
    const squares = (at: Vec3): number =>
      views.reduce((sum, { worldMat, xPx, yPx }) => {
        const seen = projectPoint({ worldMat }, at)
        return sum + (seen.xPx - xPx) ** 2 + (seen.yPx - yPx) ** 2
      }, 0)
    const best = squares(found.point)
    for (const axis of [0, 1, 2]) {
      for (const by of [-0.05, 0.05]) {
        const beside = found.point.map((value, i) => (i === axis ? value + by : value)) as unknown as Vec3
        expect(squares(beside)).toBeGreaterThan(best)
      }
    }
  })

  it('does not care for the scale or sign of a camera matrix', () => {
    const views = [-20, 20].map((degrees) => clickIn(cameraAt(degrees)))
    const scaled = views.map((view) => {
      const rows = view.worldMat.map((value, i) => (i < 12 ? -0.01 * value : value))
      return { ...view, worldMat: toMat4(rows) }
    })
    expect(apart(triangulatePoint(scaled).point, point)).toBeLessThan(1e-6)
  })

  it('refuses one view, and views from one place', () => {
    const one = clickIn(cameraAt(5))
    expect(() => triangulatePoint([one])).toThrow(expect.objectContaining({ code: 'input/too-few-views' }))
    expect(() => triangulatePoint([one, one])).toThrow(expect.objectContaining({ code: 'input/parallel-rays' }))
  })
})
