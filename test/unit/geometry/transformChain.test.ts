import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownTransforms, stepMotion, wholeTransforms } from '#core/geometry/transformChain.ts'
import { identity4, type Mat4, multiply4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

/** A turn about an axis of the frame, a scale, then a shift. */
const similarity = (o: { axis: 0 | 1 | 2; degrees: number; scale: number; shift: Vec3 }): Mat4 => {
  const [c, s] = [Math.cos((o.degrees * Math.PI) / 180), Math.sin((o.degrees * Math.PI) / 180)]
  const [a, b] = [(o.axis + 1) % 3, (o.axis + 2) % 3]
  const m = [...identity4] as number[]
  m[a * 4 + a] = c
  m[a * 4 + b] = -s
  m[b * 4 + a] = s
  m[b * 4 + b] = c
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) m[row * 4 + column] *= o.scale
    m[row * 4 + 3] = o.shift[row]
  }
  return toMat4(m)
}

const anySimilarity = fc
  .record({
    axis: fc.constantFrom(0 as const, 1 as const, 2 as const),
    degrees: fc.double({ min: -170, max: 170, noNaN: true }),
    scale: fc.double({ min: 0.2, max: 50, noNaN: true }),
    shift: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -100, max: 100, noNaN: true }))) as fc.Arbitrary<
      [number, number, number]
    >,
  })
  .map(similarity)

describe('a chain of transforms', () => {
  it('is made of what its steps do alone, for any steps', () => {
    fc.assert(
      fc.property(fc.array(anySimilarity, { minLength: 1, maxLength: 5 }), (own) => {
        const wholes = wholeTransforms(own.map((ownTransform) => ({ ownTransform, enabled: true })))
        const found = ownTransforms(wholes)
        for (const [k, matrix] of own.entries()) {
          const size = Math.max(...matrix.map(Math.abs), ...wholes[k].map(Math.abs))
          for (const [i, value] of matrix.entries()) expect(Math.abs(found[k][i] - value)).toBeLessThan(1e-6 * size)
        }
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  it('is as before a step that is switched off, and goes on behind it', () => {
    const [a, b, c] = [
      similarity({ axis: 0, degrees: 20, scale: 1000, shift: [1, 2, 3] }),
      similarity({ axis: 1, degrees: -70, scale: 1.1, shift: [0, 5, 0] }),
      similarity({ axis: 2, degrees: 5, scale: 0.9, shift: [9, 0, 0] }),
    ]
    const wholes = wholeTransforms([
      { ownTransform: a, enabled: true },
      { ownTransform: b, enabled: false },
      { ownTransform: c, enabled: true },
    ])
    expect(wholes[1]).toEqual(a)
    expect(wholes[2]).toEqual(multiply4(c, a))
  })

  it('tells turn, shift of the middle and scale of a step (1e-9)', () => {
    const before = similarity({ axis: 1, degrees: 33, scale: 1000, shift: [10, 20, 30] })
    const own = similarity({ axis: 2, degrees: -12.5, scale: 1.02, shift: [3, 0, 0] })
    const middle: Vec3 = [0.01, 0.2, -0.1]
    const after = multiply4(own, before)
    const { rotationDeg, shift, scale } = stepMotion({ before, after, middle })
    expect(rotationDeg).toBeCloseTo(12.5, 9)
    expect(scale).toBeCloseTo(1.02, 9)
    const [from, to] = [transformPoint(before, middle), transformPoint(after, middle)]
    expect(shift).toBeCloseTo(Math.hypot(...to.map((value, axis) => value - from[axis])), 9)
  })
})
