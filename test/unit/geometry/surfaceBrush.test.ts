import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paintVertices } from '#core/geometry/surfaceBrush.ts'

/** A row of vertices along x, 1 apart. */
const row = (count: number): Float32Array =>
  Float32Array.from({ length: count * 3 }, (_, i) => (i % 3 === 0 ? i / 3 : 0))
const fresh = (count: number): Uint8Array => new Uint8Array(count).fill(255)

describe('the brush on a surface', () => {
  it('sets what is well inside, fades at its rim and leaves the rest', () => {
    const values = fresh(30)
    const changed = paintVertices(values, row(30), { value: 0, radius: 5, points: [10, 0, 0] })
    expect([...values.slice(7, 14)]).toEqual(Array(7).fill(0))
    expect(values[14]).toBeGreaterThan(0)
    expect(values[14]).toBeLessThan(255)
    expect([values[5], values[15], values[20]]).toEqual([255, 255, 255])
    expect(changed).toEqual({ first: 6, last: 14 })
  })

  it('follows a path, and says nothing changed where nothing did', () => {
    const values = fresh(40)
    paintVertices(values, row(40), { value: 0.5, radius: 2, points: [5, 0, 0, 30, 0, 0] })
    expect([...values.slice(5, 31)]).toEqual(Array(26).fill(128))
    expect(paintVertices(values, row(40), { value: 0, radius: 2, points: [5, 50, 0] })).toBeNull()
  })

  it('never touches a vertex farther away than the radius, for any stroke', () => {
    const coordinate = fc.double({ min: -20, max: 60, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0.1, max: 15, noNaN: true }),
        (path, radius) => {
          const values = fresh(40)
          paintVertices(values, row(40), { value: 0, radius, points: path.flat() })
          const box = [0, 1, 2].map((axis) => path.map((point) => point[axis]))
          for (const [i, value] of values.entries()) {
            const isOutside = [i, 0, 0].some(
              (at, axis) => at < Math.min(...box[axis]) - radius || at > Math.max(...box[axis]) + radius,
            )
            if (isOutside) expect(value).toBe(255)
          }
        },
      ),
      { seed: 5, numRuns: 200 },
    )
  })

  it('refuses a brush without a size, a number beyond 1, and a torn path', () => {
    const paint = (stroke: Parameters<typeof paintVertices>[2]) => () => paintVertices(fresh(2), row(2), stroke)
    expect(paint({ value: 0, radius: 0, points: [0, 0, 0] })).toThrow(/positive radius/)
    expect(paint({ value: 2, radius: 1, points: [0, 0, 0] })).toThrow(/from 0 to 1/)
    expect(paint({ value: 0, radius: 1, points: [0, 0] })).toThrow(/x y z rows/)
  })
})
