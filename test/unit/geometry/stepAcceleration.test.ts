import { describe, expect, test } from 'vitest'
import { StepAcceleration } from '#core/geometry/alignment/stepAcceleration.ts'
import { alignScans } from '#core/geometry/alignScans.ts'
import { identity4, type Mat4, scaleOf } from '#core/model/transform.ts'
import { inputOf, usual } from './alignPair.ts'
import { scanPair, transformError } from './bumpyHead.ts'
import { similarityOf } from './similarityOf.ts'

/** Largest difference of two matrices, lengths over 80 mm. */
const apart = (a: Mat4, b: Mat4): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]) / (i % 4 === 3 ? 80 : 1)))

describe('extrapolated steps', () => {
  const goalOf = [0.15, 0.02, 4, -7, 5]
  /** A turn about z, the scale and the shift of a pose, and back. */
  const numbersOf = (m: Mat4): number[] => [Math.atan2(m[4], m[0]), Math.log(scaleOf(m)), m[3], m[7], m[11]]
  const poseOf = ([turn, logScale, ...translation]: readonly number[]): Mat4 =>
    similarityOf({ axisAngle: [0, 0, turn], scale: Math.exp(logScale), translation })
  const goal = poseOf(goalOf)
  /** Covers between a twentieth and a fifth of the way, every number at its own pace: an iteration that creeps. */
  const paces = [0.04, 0.2, 0.06, 0.12, 0.05]
  const creeping = (m: Mat4): Mat4 => poseOf(numbersOf(m).map((value, i) => value + paces[i] * (goalOf[i] - value)))
  const distanceAfter = (steps: number, acceleration: StepAcceleration | null): number => {
    let pose: Mat4 = identity4
    for (let i = 0; i < steps; i++) {
      const plain = creeping(pose)
      pose = acceleration ? acceleration.next(pose, plain) : plain
    }
    return apart(pose, goal)
  }

  test('reach the point that the plain iteration creeps to, a hundred times nearer in 40 steps', () => {
    const plain = distanceAfter(40, null)
    expect(plain).toBeGreaterThan(0.01)
    expect(distanceAfter(40, new StepAcceleration(80))).toBeLessThan(0.01 * plain)
  })

  test('stay where no step is taken', () => {
    const acceleration = new StepAcceleration(80)
    for (let i = 0; i < 4; i++) expect(apart(acceleration.next(goal, goal), goal)).toBeLessThan(1e-12)
  })

  test('begin anew after a reset', () => {
    const acceleration = new StepAcceleration(80)
    const first = creeping(identity4)
    acceleration.next(identity4, first)
    acceleration.reset()
    expect(acceleration.next(first, creeping(first))).toEqual(creeping(first))
  })
})

test('point-to-point from 10° and 15 mm astray is done within its iterations (seed 12, 0.3 mm)', () => {
  const pair = scanPair({ seed: 12, overlap: 0.9, noiseMm: 0.2, startDeg: 10, startMm: 15 })
  const result = alignScans(inputOf(pair, { options: { ...usual, metric: 'point-to-point' } }))
  expect(result.stop).toBe('converged')
  expect(result.iterations).toBeLessThan(120)
  expect(transformError(result.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(0.3)
})
