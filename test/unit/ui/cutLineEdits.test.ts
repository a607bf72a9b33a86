import { expect, test } from 'vitest'
import { cutStateOf, type DrawnCut, turnedOver, withPoint, withPointMoved } from '#core/editor/cutLineEdits.ts'
import { planeThrough } from '#core/masks/propose/cutPlane.ts'
import type { Vec3 } from '#core/model/transform.ts'

const up: Vec3 = [0, 0, 1]
const drawn = (points: readonly Vec3[], scanId = 'a'): DrawnCut =>
  points.reduce<DrawnCut | null>((cut, point) => withPoint(cut, { scanId, point, up }), null)!
const normal = (cut: DrawnCut) =>
  planeThrough(cut.points, cut.keep)?.normal.map((value) => Math.round(value * 1e6) / 1e6)
// About the neck in either direction, 300 to the right of the origin and tilted forward.
const ring: readonly Vec3[] = [
  [310, 0, 1],
  [300, 10, 0],
  [290, 0, -1],
  [300, -10, 0],
]

test('what lies above the line is kept, whichever way it is drawn, until it is turned over', () => {
  for (const points of [ring, [...ring].reverse(), ring.slice(0, 3)]) {
    const cut = drawn(points)
    expect(normal(cut)?.[2]).toBeGreaterThan(0.9)
    const over = turnedOver(cut)
    expect(normal(over)?.[2]).toBeLessThan(-0.9)
    expect(normal(withPointMoved(over, 0, [312, 0, 4]))?.[2]).toBeLessThan(-0.9)
    expect(normal(turnedOver(over))).toEqual(normal(cut))
  }
})

test('tells when it cuts; a click on another scan begins anew', () => {
  const cut = drawn(ring)
  expect([null, drawn(ring.slice(0, 2)), cut].map(cutStateOf)).toEqual(['none', 'begun', 'plane'])
  const straight = drawn([
    [0, 0, 0],
    [1, 1, 0],
    [2, 2, 0],
  ])
  expect(cutStateOf(straight)).toBe('on-a-line')
  expect(withPoint(cut, { scanId: 'b', point: [1, 2, 3], up }).points).toEqual([[1, 2, 3]])
})
