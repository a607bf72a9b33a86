import { describe, expect, it } from 'vitest'
import { bestPhoto, type SeeingPhoto } from '#core/editor/bestPhoto.ts'
import { type Mat4, toMat4, type Vec3 } from '#core/model/transform.ts'

/** A camera at `center` that looks at the origin, 500 px of focal length, 400 × 300 px. */
const lookingFrom = (center: Vec3): SeeingPhoto => {
  const length = Math.hypot(...center)
  const z = center.map((value) => -value / length)
  const x0 = [z[2], 0, -z[0]]
  const x = x0.map((value) => value / Math.hypot(...x0))
  const y = [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]]
  const rows = [x, y, z].map((row) => [...row, -row.reduce((sum, value, axis) => sum + value * center[axis], 0)])
  const k = [
    [500, 0, 199.5],
    [0, 500, 149.5],
    [0, 0, 1],
  ]
  const world = k.map((row) => [0, 1, 2, 3].map((column) => row.reduce((sum, v, i) => sum + v * rows[i][column], 0)))
  return { worldMat: toMat4([...world.flat(), 0, 0, 0, 1]) as Mat4, widthPx: 400, heightPx: 300 }
}

const ring = [0, 45, 90, 180].map((degrees) => {
  const angle = (degrees * Math.PI) / 180
  return lookingFrom([1000 * Math.sin(angle), 0, 1000 * Math.cos(angle)])
})

describe('the photo that sees a point best', () => {
  it('looks most squarely at the side it faces', () => {
    expect(bestPhoto(ring, { point: [0, 0, 50], facing: [0, 0, 1] })).toBe(0)
    expect(bestPhoto(ring, { point: [30, 0, 30], facing: [1, 0, 1] })).toBe(1)
    expect(bestPhoto(ring, { point: [60, 0, 0], facing: [1, 0, 0.1] })).toBe(2)
    expect(bestPhoto(ring.slice(0, 1), { point: [0, 0, -50], facing: [0, 0, -1] })).toBeNull()
  })

  it('holds the point, and has it near its middle where nobody knows where it faces', () => {
    expect(bestPhoto(ring, { point: [900, 0, 0], facing: null })).not.toBe(0)
    expect(bestPhoto(ring, { point: [0, 5000, 0], facing: null })).toBeNull()
    expect(bestPhoto([], { point: [0, 0, 0], facing: null })).toBeNull()
  })
})
