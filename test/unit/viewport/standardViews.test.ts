import { describe, expect, test } from 'vitest'
import type { Vec3 } from '#core/model/transform.ts'
import { guessFront, standardViewDirections } from '../../../src/renderer/viewport/standardViews.ts'

const rounded = (v: { toArray(): number[] }): number[] => v.toArray().map((x) => Math.round(x * 1e6) / 1e6 + 0)

describe('standard views', () => {
  test("FLAME's frame: faces +z, the subject's left is +x", () => {
    const views = standardViewDirections([0, 1, 0], null)
    expect(rounded(views.front.from)).toEqual([0, 0, 1])
    expect(rounded(views.left.from)).toEqual([1, 0, 0])
    expect(rounded(views.right.from)).toEqual([-1, 0, 0])
    expect(rounded(views.top.from)).toEqual([0, 1, 0])
  })

  test.each<[Vec3, Vec3]>([
    [
      [0, 0, 1],
      [0, -1, 0],
    ],
    [
      [0, 0, -1],
      [0, 1, 0],
    ],
    [
      [0, -1, 0],
      [0, 0, 1],
    ],
    [
      [1, 0, 0],
      [0, 0, 1],
    ],
  ])('up %j faces %j', (up, front) => {
    expect(rounded(guessFront(up))).toEqual(front)
  })

  test('a given front is made perpendicular to up', () => {
    const { front, back, left } = standardViewDirections([0, 2, 0], [3, 5, 0])
    expect(rounded(front.from)).toEqual([1, 0, 0])
    expect(rounded(back.from)).toEqual([-1, 0, 0])
    expect(rounded(left.from)).toEqual([0, 0, -1])
  })

  test('every view stands upright: its screen-up is perpendicular to where it looks from', () => {
    for (const { from, screenUp } of Object.values(standardViewDirections([0.1, 0.2, 0.97], null))) {
      expect(from.dot(screenUp)).toBeCloseTo(0, 12)
      expect(from.length()).toBeCloseTo(1, 12)
    }
  })
})
