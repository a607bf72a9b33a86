import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnCountOf, parameterRows } from '#core/flame/flameJacobian.ts'
import { betasOf, coefficientsOf, FlameForward, flameForward } from '#core/flame/forward.ts'
import { PointRows } from '#core/flame/pointRows.ts'
import { axisAngleFromRotation, leftJacobian, multiply3, rotationFromAxisAngle } from '#core/flame/rotations.ts'
import { CameoError } from '#core/model/errors.ts'
import { seededRandom } from '#core/model/random.ts'
import { smallModel } from './smallModel.ts'

const model = smallModel(11)
const zeros = { betas: [], pose: new Float64Array(15), trans: [0, 0, 0] }

const randomParameters = (seed: number) => {
  const random = seededRandom(seed)
  const betas = new Float64Array(400)
  for (let c = 0; c < 8; c++) betas[c] = random.normal()
  for (let c = 300; c < 303; c++) betas[c] = random.normal()
  const pose = Float64Array.from({ length: 15 }, () => 0.5 * random.normal())
  return { betas, pose, trans: Float64Array.from({ length: 3 }, () => random.normal()) }
}

describe('forward', () => {
  test('no parameters give the template', () => {
    const vertices = flameForward(model, zeros)
    vertices.forEach((value, i) => {
      expect(value).toBeCloseTo(model.template[i], 14)
    })
  })

  test('a global turn pivots about the root joint, and translation comes last (seed 3)', () => {
    const { betas, trans } = randomParameters(3)
    const rest = new FlameForward(model)
    const still = rest.evaluate({ betas, pose: new Float64Array(15), trans: [0, 0, 0] }).slice()
    const root = rest.joints.slice(0, 3)
    const turned = flameForward(model, {
      betas,
      pose: Float64Array.of(0, Math.PI / 2, 0, ...new Float64Array(12)),
      trans,
    })
    for (let at = 0; at < still.length; at += 3) {
      // A quarter turn about +Y takes z to x and x to −z.
      expect(turned[at]).toBeCloseTo(root[0] + (still[at + 2] - root[2]) + trans[0], 10)
      expect(turned[at + 1]).toBeCloseTo(still[at + 1] + trans[1], 10)
      expect(turned[at + 2]).toBeCloseTo(root[2] - (still[at] - root[0]) + trans[2], 10)
    }
  })

  test('betas of components the model does not have are refused, and padded zeros are not', () => {
    const betas = new Float64Array(410)
    expect(() => coefficientsOf(model, betas)).not.toThrow()
    betas[405] = 0.5
    expect(() => coefficientsOf(model, betas)).toThrow(CameoError)
    const all = Float64Array.from({ length: 400 }, (_, i) => i)
    expect([...betasOf(model, coefficientsOf(model, all))]).toEqual([...all])
  })
})

describe('rotations', () => {
  const angle = fc.double({ min: -3.1, max: 3.1, noNaN: true })

  test('axis-angle survives the way through a matrix, near zero and near π too', () => {
    const spread = fc.tuple(angle, angle, angle, fc.constantFrom(1, 1e-3, 1e-9))
    fc.assert(
      fc.property(spread, ([x, y, z, scale]) => {
        const length = Math.hypot(x, y, z)
        const shrink = (length > 3.1 ? 3.1 / length : 1) * scale
        const vector = [x * shrink, y * shrink, z * shrink]
        const back = axisAngleFromRotation(rotationFromAxisAngle(vector[0], vector[1], vector[2]))
        back.forEach((value, i) => {
          expect(value).toBeCloseTo(vector[i], 6)
        })
      }),
      { seed: 5, numRuns: 500 },
    )
  })

  test('the left Jacobian is the derivative of the exponential', () => {
    fc.assert(
      fc.property(angle, angle, angle, (x, y, z) => {
        const jacobian = leftJacobian(x, y, z)
        const inverse = rotationFromAxisAngle(-x, -y, -z)
        for (let axis = 0; axis < 3; axis++) {
          const step = [0, 0, 0]
          step[axis] = 1e-5
          const moved = new Float64Array(9)
          multiply3(rotationFromAxisAngle(x + step[0], y + step[1], z + step[2]), 0, inverse, 0, moved, 0)
          axisAngleFromRotation(moved).forEach((value, row) => {
            expect(value / 1e-5).toBeCloseTo(jacobian[row * 3 + axis], 3)
          })
        }
      }),
      { seed: 6, numRuns: 200 },
    )
  })
})

/**
 * The derivative at 0 of a function of one parameter, from finite steps but without their error: FLAME is affine in
 * trans and coefficients, and a trigonometric polynomial of second degree in a turn (a joint's rotation times the pose
 * correctives that it makes), whose odd part is b₁·sin s + b₂·sin 2s.
 */
const exactDerivative = (at: (step: number) => Float64Array, isTurn: boolean): Float64Array => {
  const odd = (step: number): Float64Array => {
    const [plus, minus] = [at(step), at(-step)]
    return plus.map((value, i) => (value - minus[i]) / 2)
  }
  if (!isTurn) return odd(1)
  const [first, both] = [odd(Math.PI / 2), odd(Math.PI / 4)]
  return first.map((b1, i) => b1 + 2 * (both[i] - b1 * Math.SQRT1_2))
}

test('the Jacobian is the exact derivative for every parameter (seed 17)', () => {
  const { betas, pose, trans } = randomParameters(17)
  const forward = new FlameForward(model)
  forward.evaluate({ betas, pose, trans })
  const components = Uint32Array.of(0, 3, 7, 300, 302)
  const joints = [0, 1, 2, 3, 4]
  const columns = { joints, components }
  const columnCount = columnCountOf(columns)
  const random = seededRandom(18)
  const rows = new PointRows(150)
  for (let i = 0; i < 150; i++) {
    const corners = model.triangles.subarray((i % 40) * 3, (i % 40) * 3 + 3)
    const row =
      i % 2 ? rows.addPoint(corners, [0.2, 0.3, 0.5], 4) : rows.addVertex(random.below(model.vertexCount), 1 + i)
    rows.setDirection(row, random.normal(), random.normal(), random.normal(), random.normal())
  }
  const { stride, weighted } = parameterRows(rows, forward, columns)
  const coefficients = coefficientsOf(model, betas)
  const rotations = forward.rotations.slice()
  const at = (column: number, step: number): Float64Array => {
    const [c, r, t] = [coefficients.slice(), rotations.slice(), trans.slice()]
    if (column < 3) t[column] += step
    else if (column < 18) {
      const joint = Math.floor((column - 3) / 3)
      const turn = [0, 0, 0]
      turn[(column - 3) % 3] = step
      const product = new Float64Array(9)
      multiply3(rotationFromAxisAngle(turn[0], turn[1], turn[2]), 0, rotations, joint * 9, product, 0)
      r.set(product, joint * 9)
    } else c[components[column - 18]] += step
    forward.setShape(c)
    return forward.setPose(r, t).slice()
  }
  let largest = 0
  for (let column = 0; column < columnCount; column++) {
    const derivative = exactDerivative((step) => at(column, step), column >= 3 && column < 18)
    for (let row = 0; row < rows.count; row++) {
      let expected = 0
      for (let i = 0; i < 9; i++) {
        const corner = Math.floor(i / 3)
        const value = rows.vertices[row * 3 + corner] * 3 + (i % 3)
        expected += rows.barycentrics[row * 3 + corner] * rows.directions[row * 3 + (i % 3)] * derivative[value]
      }
      const found = weighted[row * stride + column] / Math.sqrt(rows.weights[row])
      largest = Math.max(largest, Math.abs(found - expected))
    }
  }
  // What single precision rounds off products of this size.
  expect(largest).toBeLessThan(3e-7)
  for (let row = 0; row < rows.count; row++) {
    const target = weighted[row * stride + columnCount] / Math.sqrt(rows.weights[row])
    expect(target).toBeCloseTo(rows.targets[row], 6)
  }
})
