import { jointCount } from './flameLayout.ts'
import { type FlameForward, skinnedHeadOf } from './forward.ts'
import { type FlameModel, regressJoints } from './model.ts'
import type { ParameterRows, PointRows } from './pointRows.ts'

/** Which parameters move; the columns of the Jacobian are trans (3), three for each joint, one for each component. */
export interface JacobianColumns {
  /** Joints that may turn. */
  readonly joints: readonly number[]
  /** Components that may change, by their place in `shapeDirs`. */
  readonly components: Uint32Array
}

export const columnCountOf = ({ joints, components }: JacobianColumns): number =>
  3 + 3 * joints.length + components.length

/**
 * How points of FLAME's surface move along their directions with its parameters, exact (single precision), at the state
 * of a `FlameForward`; times the roots of the rows' weights.
 *
 * A joint's three columns are a turn δ of its own rotation, R_k ← exp(δ)·R_k, pose correctives included; a component
 * moves the joints with the shape. The result lies in memory of the thread, until the next call. For an
 * axis-angle θ_k multiply by `leftJacobian(θ_k)` from the right.
 */
export const parameterRows = (rows: PointRows, forward: FlameForward, columns: JacobianColumns): ParameterRows => {
  const { model } = forward
  const columnCount = columnCountOf(columns)
  const stride = Math.ceil((columnCount + 1) / 8) * 8
  const input = {
    ...rows.weightedGradients(),
    ...columns,
    movedBy: descendantsOf(model.parents),
    skinDirs: skinDirectionsOf(forward, columns.components),
    stride,
  }
  const weighted = rows.roomForParameters(stride)
  skinnedHeadOf(model).rows(input, forward, weighted)
  return { columnCount, stride, weighted }
}

/** `[J*3*components]` how each component moves the translations of A_k, at the present pose. */
const skinDirectionsOf = ({ model, worldRotations }: FlameForward, components: Uint32Array): Float32Array => {
  const jointDirs = jointDirectionsOf(model)
  const out = new Float32Array(jointCount * 3 * components.length)
  const moved = new Float64Array(jointCount * 3)
  for (let c = 0; c < components.length; c++) {
    const base = components[c] * jointCount * 3
    for (let k = 0; k < jointCount; k++) {
      const parent = model.parents[k]
      for (let axis = 0; axis < 3; axis++) {
        let world = jointDirs[base + k * 3 + axis]
        if (parent >= 0) {
          world = moved[parent * 3 + axis]
          for (let i = 0; i < 3; i++) {
            world +=
              worldRotations[parent * 9 + axis * 3 + i] *
              (jointDirs[base + k * 3 + i] - jointDirs[base + parent * 3 + i])
          }
        }
        moved[k * 3 + axis] = world
        let skin = world
        for (let i = 0; i < 3; i++) skin -= worldRotations[k * 9 + axis * 3 + i] * jointDirs[base + k * 3 + i]
        out[(k * 3 + axis) * components.length + c] = skin
      }
    }
  }
  return out
}

const knownDirections = new WeakMap<FlameModel, Float64Array>()

/** `[components*J*3]` how each component of a model moves the unposed joints. */
const jointDirectionsOf = (model: FlameModel): Float64Array => {
  const known = knownDirections.get(model)
  if (known) return known
  const components = model.shapeCount + model.expressionCount
  const out = new Float64Array(components * jointCount * 3)
  const joints = new Float64Array(jointCount * 3)
  for (let c = 0; c < components; c++) {
    regressJoints(model, model.shapeDirs, joints, c * model.vertexCount * 3)
    out.set(joints, c * jointCount * 3)
  }
  knownDirections.set(model, out)
  return out
}

/** Row k, column j: whether joint j is k or hangs on it. */
const descendantsOf = (parents: Int32Array): Uint32Array => {
  const out = new Uint32Array(jointCount * jointCount)
  for (let j = 0; j < jointCount; j++) {
    for (let k = j; k >= 0; k = parents[k]) out[k * jointCount + j] = 1
  }
  return out
}
