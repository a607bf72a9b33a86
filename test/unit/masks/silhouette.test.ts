import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { type Mat4, toMat4 } from '#core/model/transform.ts'

/** Pixel = x, y of the point; depth 1 everywhere: pictures are drawn straight from coordinates. */
const flatCamera: Mat4 = toMat4([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1])
/** f = 100 px, centre (50, 50), at the origin, looking along +z. */
const pinhole: Mat4 = toMat4([100, 0, 50, 0, 0, 100, 50, 0, 0, 0, 1, 0, 0, 0, 0, 1])

const draw = (positions: readonly number[], worldMat: Mat4, sizePx: number): Uint8Array =>
  rasterizeSilhouette({
    mesh: {
      positions: Float32Array.from(positions),
      triangles: Uint32Array.from({ length: positions.length / 3 }, (_, i) => i),
    },
    worldMat,
    widthPx: sizePx,
    heightPx: sizePx,
  })

const covered = (mask: Uint8Array, widthPx: number): string[] =>
  [...mask].flatMap((value, i) => (value ? [`${i % widthPx},${Math.floor(i / widthPx)}`] : []))

describe('silhouette', () => {
  test('a pixel belongs to a triangle when its whole-number centre lies in it, edges included', () => {
    const mask = draw([1, 1, 0, 3, 1, 0, 1, 3, 0], flatCamera, 5)
    expect(covered(mask, 5)).toEqual(['1,1', '2,1', '3,1', '1,2', '2,2', '1,3'])
    expect(covered(draw([1.1, 1.1, 0, 1.9, 1.1, 0, 1.1, 1.9, 0], flatCamera, 5), 5)).toEqual([])
  })

  test('agrees with the definition on any triangle, in either orientation', () => {
    const coordinate = fc.integer({ min: -40, max: 240 }).map((n) => n / 8)
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 6, maxLength: 6 }), ([ax, ay, bx, by, cx, cy]) => {
        const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        fc.pre(Math.abs(area) > 1e-6)
        const mask = draw([ax, ay, 0, bx, by, 0, cx, cy, 0], flatCamera, 24)
        const sign = Math.sign(area)
        const isLeft = (px: number, py: number, qx: number, qy: number, x: number, y: number): boolean =>
          sign * ((qx - px) * (y - py) - (qy - py) * (x - px)) >= 0
        for (let y = 0; y < 24; y++) {
          for (let x = 0; x < 24; x++) {
            const inside = isLeft(ax, ay, bx, by, x, y) && isLeft(bx, by, cx, cy, x, y) && isLeft(cx, cy, ax, ay, x, y)
            expect(mask[y * 24 + x], `pixel ${x}, ${y}`).toBe(inside ? 255 : 0)
          }
        }
      }),
    )
  })

  test('two triangles leave no crack along a shared edge', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (t, tilt) => {
          const [top, bottom] = [10 + t * 20, 10 + t * 20 + tilt]
          const mask = draw(
            [
              2,
              2,
              0,
              37,
              2,
              0,
              37,
              top,
              0,
              2,
              2,
              0,
              37,
              top,
              0,
              2,
              bottom,
              0,
              2,
              bottom,
              0,
              37,
              top,
              0,
              37,
              38,
              0,
              2,
              bottom,
              0,
              37,
              38,
              0,
              2,
              38,
              0,
            ],
            flatCamera,
            40,
          )
          expect(covered(mask, 40)).toHaveLength(36 * 37)
        },
      ),
    )
  })

  test('what lies behind the camera is not drawn, what crosses its plane is cut', () => {
    const behind = [-1, -1, -2, 1, -1, -2, 0, 1, -2]
    expect(covered(draw(behind, pinhole, 100), 100)).toEqual([])
    // A floor 1 below the camera from far behind to far ahead fills the picture below the horizon (row 50).
    const floor = [-1e4, 1, -50, 1e4, 1, -50, 0, 1, 1e4]
    const mask = draw(floor, pinhole, 100)
    expect(mask.slice(0, 100 * 50).some(Boolean)).toBe(false)
    expect(mask.slice(100 * 52).every(Boolean)).toBe(true)
  })

  test('a projection is the same camera whatever factor it carries, also a negative one', () => {
    const triangle = [-0.3, -0.2, 2, 0.4, -0.1, 2, 0, 0.5, 3]
    const negated = toMat4(pinhole.map((value, i) => (i < 12 ? -3 * value : value)))
    expect(draw(triangle, negated, 100)).toEqual(draw(triangle, pinhole, 100))
  })

  test('refuses a size that is none, skips vertices that are not numbers', () => {
    const mesh = { positions: new Float32Array(9).fill(Number.NaN), triangles: Uint32Array.of(0, 1, 2) }
    expect(() => rasterizeSilhouette({ mesh, worldMat: pinhole, widthPx: 0, heightPx: 4 })).toThrow(/0 × 4/)
    expect(rasterizeSilhouette({ mesh, worldMat: pinhole, widthPx: 4, heightPx: 4 }).some(Boolean)).toBe(false)
  })
})
