import { describe, expect, it } from 'vitest'
import { headAxes } from '#core/editor/headAxes.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import { toMat4, transformPoint } from '#core/model/transform.ts'

/** Metres to millimetres; the template's up (y) becomes +z, its front (z) becomes -y. */
const lying = toMat4([1000, 0, 0, 5, 0, 0, -1000, 6, 0, 1000, 0, 7, 0, 0, 0, 1])

describe('axes of a head', () => {
  const landmarks: readonly Landmark[] = h3ds6.points.map(({ name, templatePosition }) => ({
    name,
    status: 'placed',
    position: transformPoint(lying, templatePosition),
    surface: null,
  }))

  it('are the template’s axes where the landmarks lie (1e-9)', () => {
    const axes = headAxes({ landmarks })
    for (const [found, expected] of [
      [axes?.up, [0, 0, 1]],
      [axes?.front, [0, -1, 0]],
    ] as const) {
      for (let axis = 0; axis < 3; axis++) expect(found?.[axis]).toBeCloseTo(expected[axis], 9)
    }
  })

  it('are not known from two points, nor from points no scheme knows', () => {
    expect(headAxes({ landmarks: landmarks.slice(0, 2) })).toBeNull()
    expect(headAxes({ landmarks: landmarks.map((each, index) => ({ ...each, name: `point ${index}` })) })).toBeNull()
  })
})
