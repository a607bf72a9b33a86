import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#core/model/random.ts'
import { delaunay } from '#core/synth/head/delaunay.ts'
import { zipRings } from '#core/synth/head/ringPatch.ts'

/** A circle of corners around random points: the hull has no nearly collinear corners. */
const scattered = (count: number, seed: number): Float64Array => {
  const random = seededRandom(seed)
  const points: number[] = []
  for (let k = 0; k < 12; k++) points.push(Math.cos((k * Math.PI) / 6), Math.sin((k * Math.PI) / 6))
  for (let i = 0; i < count; i++) {
    const [radius, angle] = [0.95 * Math.sqrt(random.next()), 2 * Math.PI * random.next()]
    points.push(radius * Math.cos(angle), radius * Math.sin(angle))
  }
  return Float64Array.from(points)
}

describe('delaunay', () => {
  test('covers the hull with counter-clockwise triangles whose circumcircles are empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (count, seed) => {
        const points = scattered(count, seed)
        const triangles = delaunay(points)
        // Euler, with 12 corners on the hull.
        expect(triangles.length / 3).toBe(2 * (points.length / 2) - 2 - 12)
        for (let i = 0; i < triangles.length; i += 3) {
          const [ax, ay, bx, by, cx, cy] = [0, 1, 2].flatMap((k) => {
            const at = triangles[i + k] * 2
            return [points[at], points[at + 1]]
          })
          expect((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)).toBeGreaterThan(0)
          const d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
          const [a2, b2, c2] = [ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy]
          const x = (a2 * (by - cy) + b2 * (cy - ay) + c2 * (ay - by)) / d
          const y = (a2 * (cx - bx) + b2 * (ax - cx) + c2 * (bx - ax)) / d
          const radius = Math.hypot(ax - x, ay - y)
          for (let p = 0; p < points.length; p += 2) {
            expect(Math.hypot(points[p] - x, points[p + 1] - y)).toBeGreaterThan(radius * (1 - 1e-6) - 1e-9)
          }
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('rings', () => {
  test('between two rings there are as many triangles as both have vertices, each edge used once', () => {
    const sizes = fc.tuple(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 3, max: 40 }))
    fc.assert(
      fc.property(sizes, ([outerSize, innerSize]) => {
        const place = (vertex: number): readonly [number, number] => {
          const isOuter = vertex < outerSize
          const angle = (2 * Math.PI * (isOuter ? vertex : vertex - outerSize)) / (isOuter ? outerSize : innerSize)
          const radius = isOuter ? 2 : 1
          return [radius * Math.cos(angle), radius * Math.sin(angle)]
        }
        const outer = Array.from({ length: outerSize }, (_, k) => k)
        const inner = Array.from({ length: innerSize }, (_, k) => outerSize + k)
        const triangles = zipRings(outer, inner, (a, b) => {
          const [[ax, ay], [bx, by]] = [place(a), place(b)]
          return (ax - bx) ** 2 + (ay - by) ** 2
        })
        expect(triangles.length / 3).toBe(outerSize + innerSize)
        const edges = new Set<string>()
        for (let i = 0; i < triangles.length; i += 3) {
          for (let k = 0; k < 3; k++) edges.add(`${triangles[i + k]} ${triangles[i + ((k + 1) % 3)]}`)
        }
        expect(edges.size).toBe(triangles.length)
      }),
    )
  })
})
