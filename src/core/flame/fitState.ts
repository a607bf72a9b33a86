import { type Mat4, transformPoint, type Vec3 } from '../model/transform.ts'
import type { JacobianColumns } from './flameJacobian.ts'
import { jointCount } from './flameLayout.ts'
import { FlameForward } from './forward.ts'
import type { FlameModel } from './model.ts'
import { axisAngleFromRotation, multiply3, orthonormalize3, rotationFromAxisAngle } from './rotations.ts'

/**
 * Standard deviations (radians, about x y z) of the turns of neck and jaw that a person in a scanner shows. The jaw
 * opens about x; sideways and rolled it hardly moves. The global turn has none: any is as good as another.
 */
const turnDeviations: readonly (Vec3 | null)[] = [null, [0.3, 0.3, 0.3], [0.25, 0.08, 0.05], null, null]

/** Pull of the prior on each column, as weight·(0 − value). */
export interface PriorPull {
  readonly weights: Float64Array
  readonly pulls: Float64Array
}

/** A model's parameters during a fit: rotations as matrices, so that no pose is singular. */
export class FitState {
  readonly forward: FlameForward
  /** In the order of `shapeDirs`. */
  readonly coefficients: Float64Array
  /** `[J*9]`, each relative to its parent. */
  readonly rotations = new Float64Array(jointCount * 9)
  /** `[3]` metres. */
  readonly trans = new Float64Array(3)

  constructor(model: FlameModel) {
    this.forward = new FlameForward(model)
    this.coefficients = new Float64Array(model.shapeCount + model.expressionCount)
    for (let joint = 0; joint < jointCount; joint++) rotationFromAxisAngle(0, 0, 0, this.rotations, joint * 9)
    this.evaluate()
  }

  /** `[V*3]` vertices at the present parameters; a buffer that the next call overwrites. */
  evaluate(): Float64Array {
    this.forward.setShape(this.coefficients)
    return this.forward.setPose(this.rotations, this.trans)
  }

  /** Puts the head where a rigid motion takes the unposed template. FLAME turns about its root joint. */
  place(targetFromTemplate: Mat4): Float64Array {
    const m = targetFromTemplate
    this.rotations.set([m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]], 0)
    orthonormalize3(this.rotations, 0)
    const [x, y, z] = this.forward.joints
    const moved = transformPoint(m, [x, y, z])
    this.trans.set([moved[0] - x, moved[1] - y, moved[2] - z])
    return this.evaluate()
  }

  /** Adds a step of the columns' parameters: trans, then a turn for each joint, then coefficients. */
  move(step: ArrayLike<number>, { joints, components }: JacobianColumns): Float64Array {
    for (let axis = 0; axis < 3; axis++) this.trans[axis] += step[axis]
    const product = new Float64Array(9)
    joints.forEach((joint, i) => {
      const at = 3 + 3 * i
      multiply3(rotationFromAxisAngle(step[at], step[at + 1], step[at + 2]), 0, this.rotations, joint * 9, product, 0)
      this.rotations.set(product, joint * 9)
      orthonormalize3(this.rotations, joint * 9)
    })
    const first = 3 + 3 * joints.length
    for (let c = 0; c < components.length; c++) this.coefficients[components[c]] += step[first + c]
    return this.evaluate()
  }

  /** Mahalanobis priors: coefficients are standard normal, turns normal with `turnDeviations`. */
  priors({ joints, components }: JacobianColumns): PriorPull {
    const first = 3 + 3 * joints.length
    const weights = new Float64Array(first + components.length)
    const pulls = new Float64Array(first + components.length)
    joints.forEach((joint, i) => {
      const deviations = turnDeviations[joint]
      if (!deviations) return
      const turn = axisAngleFromRotation(this.rotations, joint * 9)
      for (let axis = 0; axis < 3; axis++) {
        weights[3 + 3 * i + axis] = 1 / deviations[axis] ** 2
        pulls[3 + 3 * i + axis] = -turn[axis] / deviations[axis] ** 2
      }
    })
    for (let c = 0; c < components.length; c++) {
      weights[first + c] = 1
      pulls[first + c] = -this.coefficients[components[c]]
    }
    return { weights, pulls }
  }

  /** `[15]` axis-angles. */
  pose(): Float64Array {
    const out = new Float64Array(jointCount * 3)
    for (let joint = 0; joint < jointCount; joint++)
      out.set(axisAngleFromRotation(this.rotations, joint * 9), joint * 3)
    return out
  }
}
