import { describe, expect, it } from 'vitest'
import { CurveStretches } from '#core/editor/curveStretches.ts'
import type { ProposalSurface } from '#core/model/landmarkProposals.ts'
import type { SchemeCurve } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'

/** A ball of radius 100, and how often it was asked. */
const ball = () => {
  let asked = 0
  const surface: ProposalSurface = {
    closestPoint: (x, y, z) => {
      asked += 1
      const k = 100 / Math.hypot(x, y, z)
      return { triangle: 0, barycentrics: [1, 0, 0], point: [k * x, k * y, k * z], distance: Math.abs(1 - 1 / k) }
    },
  }
  return { surface, asked: () => asked }
}

const onBall = (degrees: number): Vec3 => {
  const angle = (degrees * Math.PI) / 180
  return [100 * Math.cos(angle), 100 * Math.sin(angle), 0]
}
const curve = (semiLandmarks: number, isClosed = false): SchemeCurve => ({
  ...{ name: 'line', title: 'Line', points: ['a', 'b', 'c'], isClosed, semiLandmarks },
})
const points = new Map([
  ['a', onBall(0)],
  ['b', onBall(40)],
  ['c', onBall(100)],
])

describe('curves of a scheme', () => {
  it('run along the surface with the semi-landmarks that the scheme asks for, evenly', () => {
    for (const count of [0, 1, 2, 5]) {
      const stretches = new CurveStretches(ball().surface).of([curve(count)], points)
      expect(stretches.map(({ semiLandmarks }) => semiLandmarks.length)).toEqual([count, count])
      for (const [i, point] of stretches[0].semiLandmarks.entries()) {
        const expected = onBall((40 * (i + 1)) / (count + 1))
        expect(Math.hypot(...point.map((value, axis) => value - expected[axis]))).toBeLessThan(0.2)
      }
      for (const point of stretches.flatMap(({ line }) => line)) expect(Math.hypot(...point)).toBeCloseTo(100, 6)
    }
  })

  it('have a stretch more where they are closed, and none without both of its points', () => {
    const { surface } = ball()
    expect(new CurveStretches(surface).of([curve(2, true)], points)).toHaveLength(3)
    expect(new CurveStretches(surface).of([curve(2)], new Map([...points].slice(0, 2)))).toHaveLength(1)
  })

  it('are searched anew only where a point has moved', () => {
    const { surface, asked } = ball()
    const stretches = new CurveStretches(surface)
    stretches.of([curve(4)], points)
    const once = asked()
    stretches.of([curve(4)], points)
    expect(asked()).toBe(once)
    const [, second] = stretches.of([curve(4)], new Map([...points, ['c', onBall(90)]]))
    expect(asked()).toBe(1.5 * once)
    expect(second.line.at(-1)).toEqual(onBall(90))
  })
})
