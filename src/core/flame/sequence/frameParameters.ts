import type { Mat4, Vec3 } from '../../model/transform.ts'
import type { FitState } from '../fitState.ts'
import { betaCount, firstExpressionBeta, jointCount } from '../flameLayout.ts'
import { multiply3, orthonormalize3, rotationFromAxisAngle } from '../rotations.ts'

/** Where a frame's registration ended: what the next one starts from. In metres, in the scan's frame. */
export interface FrameParameters {
  /** `[400]`, `[15]`, `[3]` */
  readonly betas: Float64Array
  readonly pose: Float64Array
  readonly trans: Float64Array
}

/** Brings a state to a frame's parameters, in a frame whose origin lies at `originM` of the scan's. */
export const setParameters = (state: FitState, { betas, pose, trans }: FrameParameters, originM: Vec3): void => {
  const { shapeCount, expressionCount } = state.forward.model
  for (let c = 0; c < shapeCount; c++) state.coefficients[c] = betas[c]
  for (let c = 0; c < Math.min(expressionCount, betaCount - firstExpressionBeta); c++) {
    state.coefficients[shapeCount + c] = betas[firstExpressionBeta + c]
  }
  for (let joint = 0; joint < jointCount; joint++) {
    const [x, y, z] = pose.subarray(joint * 3, joint * 3 + 3)
    rotationFromAxisAngle(x, y, z, state.rotations, joint * 9)
  }
  for (let axis = 0; axis < 3; axis++) state.trans[axis] = trans[axis] - originM[axis]
  state.evaluate()
}

/** Moves the posed head rigidly: FLAME turns about its root joint J, so v = R(x − J) + J + t becomes M·v. */
export const moveRigidly = (state: FitState, m: Mat4): void => {
  const turn = [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]]
  const product = new Float64Array(9)
  multiply3(turn, 0, state.rotations, 0, product, 0)
  state.rotations.set(product, 0)
  orthonormalize3(state.rotations, 0)
  const { joints } = state.forward
  const pivot = [0, 1, 2].map((axis) => joints[axis] + state.trans[axis])
  for (let axis = 0; axis < 3; axis++) {
    const row = m.slice(axis * 4, axis * 4 + 4)
    state.trans[axis] = row[0] * pivot[0] + row[1] * pivot[1] + row[2] * pivot[2] + row[3] - joints[axis]
  }
  state.evaluate()
}
