import { SkinnedHead } from '../kernels/skinnedHead.ts'
import { badInput } from '../model/errors.ts'
import { betaCount, firstExpressionBeta, jointCount, poseCount, poseFeatureCount } from './flameLayout.ts'
import { type FlameModel, regressJoints } from './model.ts'
import { multiply3, rotationFromAxisAngle } from './rotations.ts'

/** FLAME's parameters as MICA and flame-fitting store them. Scale is none of them. */
export interface FlameParameters {
  /** Identity at 0–299, expression from 300; what is missing at the end is zero. */
  readonly betas: ArrayLike<number>
  /** `[15]` axis-angle: global, neck, jaw, left eye, right eye. */
  readonly pose: ArrayLike<number>
  /** `[3]`, metres. */
  readonly trans: ArrayLike<number>
}

/** `[V*3]` vertices in metres (Li et al. 2017, eq. 1–3; flame.md). One-off; for many use `FlameForward`. */
export const flameForward = (model: FlameModel, parameters: FlameParameters): Float64Array =>
  new FlameForward(model).evaluate(parameters).slice()

/**
 * The coefficients of a model's components, in the order of `shapeDirs`, from `betas`.
 * @throws CameoError `input/flame-betas` where a coefficient is not zero and the model has no such component.
 */
export const coefficientsOf = (model: FlameModel, betas: ArrayLike<number>): Float64Array => {
  const out = new Float64Array(model.shapeCount + model.expressionCount)
  for (let i = 0; i < betas.length; i++) {
    const expression = i - firstExpressionBeta
    const isThere = expression < 0 ? i < model.shapeCount : expression < model.expressionCount
    if (isThere) out[expression < 0 ? i : model.shapeCount + expression] = betas[i]
    else if (betas[i] !== 0) {
      throw badInput(
        'flame-betas',
        `Coefficient ${i} is ${betas[i]}, but the model "${model.name}" has ${model.shapeCount} identity and ${model.expressionCount} expression components. Use the model the parameters were made with.`,
      )
    }
  }
  return out
}

/** `betas` (`[400]`) from a model's coefficients; expression beyond the hundredth has no place in them. */
export const betasOf = (model: FlameModel, coefficients: ArrayLike<number>): Float64Array => {
  const out = new Float64Array(betaCount)
  for (let c = 0; c < model.shapeCount; c++) out[c] = coefficients[c]
  const expressions = Math.min(model.expressionCount, betaCount - firstExpressionBeta)
  for (let c = 0; c < expressions; c++) out[firstExpressionBeta + c] = coefficients[model.shapeCount + c]
  return out
}

/** FLAME's forward with its buffers kept: shape, then pose, each only when it changed. All arrays are reused. */
export class FlameForward {
  readonly model: FlameModel
  /** `[V*3]` v_s: template and components, unposed. */
  readonly shaped: Float64Array
  /** `[V*3]` v_p: with pose correctives. */
  readonly corrected: Float64Array
  /** `[V*3]` the result. */
  readonly vertices: Float64Array
  /** `[J*3]` joints of the shaped head, unposed. */
  readonly joints = new Float64Array(jointCount * 3)
  /** `[J*9]` each joint's own rotation, row-major, relative to its parent. */
  readonly rotations = new Float64Array(jointCount * 9)
  /** `[J*9]` world rotation G_k.R of each joint. */
  readonly worldRotations = new Float64Array(jointCount * 9)
  /** `[J*3]` world position G_k.t of each joint, without trans. */
  readonly worldJoints = new Float64Array(jointCount * 3)
  /** `[J*3]` translation of A_k = [G_k.R | G_k.t − G_k.R·J_k]. */
  readonly skinTranslations = new Float64Array(jointCount * 3)
  readonly trans = new Float64Array(3)

  readonly #head: SkinnedHead
  readonly #blended: Float32Array<ArrayBuffer>

  constructor(model: FlameModel) {
    this.model = model
    this.#head = skinnedHeadOf(model)
    this.#blended = new Float32Array(model.vertexCount * 3)
    this.shaped = new Float64Array(model.vertexCount * 3)
    this.corrected = new Float64Array(model.vertexCount * 3)
    this.vertices = new Float64Array(model.vertexCount * 3)
  }

  /** Everything at once, from stored parameters. */
  evaluate({ betas, pose, trans }: FlameParameters): Float64Array {
    if (pose.length !== poseCount || trans.length !== 3) {
      throw badInput(
        'flame-pose',
        `FLAME takes 15 pose numbers and 3 of translation, not ${pose.length} and ${trans.length}.`,
      )
    }
    const rotations = new Float64Array(jointCount * 9)
    for (let k = 0; k < jointCount; k++) {
      rotationFromAxisAngle(pose[k * 3], pose[k * 3 + 1], pose[k * 3 + 2], rotations, k * 9)
    }
    this.setShape(coefficientsOf(this.model, betas))
    return this.setPose(rotations, trans)
  }

  /** Steps 1–2: v_s = T̄ + S·c and its joints. `coefficients` in the order of `shapeDirs` (zeros at the end cost nothing). */
  setShape(coefficients: Float64Array): void {
    const { template } = this.model
    const blended = this.#head.blend(coefficients, this.#blended)
    for (let i = 0; i < template.length; i++) this.shaped[i] = template[i] + blended[i]
    regressJoints(this.model, this.shaped, this.joints)
  }

  /** Steps 3–7 on the shape set last. `rotations` `[J*9]`, each relative to its parent. */
  setPose(rotations: ArrayLike<number>, trans: ArrayLike<number>): Float64Array {
    this.rotations.set(rotations)
    this.trans.set(trans)
    this.#chainJoints()
    return this.#skin()
  }

  #chainJoints(): void {
    const { worldRotations, worldJoints, joints, skinTranslations } = this
    for (let k = 0; k < jointCount; k++) {
      const parent = this.model.parents[k]
      if (parent < 0) {
        worldRotations.set(this.rotations.subarray(0, 9), 0)
        worldJoints.set(joints.subarray(0, 3), 0)
      } else {
        multiply3(worldRotations, parent * 9, this.rotations, k * 9, worldRotations, k * 9)
        for (let axis = 0; axis < 3; axis++) {
          const row = parent * 9 + axis * 3
          worldJoints[k * 3 + axis] =
            worldJoints[parent * 3 + axis] +
            worldRotations[row] * (joints[k * 3] - joints[parent * 3]) +
            worldRotations[row + 1] * (joints[k * 3 + 1] - joints[parent * 3 + 1]) +
            worldRotations[row + 2] * (joints[k * 3 + 2] - joints[parent * 3 + 2])
        }
      }
      for (let axis = 0; axis < 3; axis++) {
        const row = k * 9 + axis * 3
        skinTranslations[k * 3 + axis] =
          worldJoints[k * 3 + axis] -
          worldRotations[row] * joints[k * 3] -
          worldRotations[row + 1] * joints[k * 3 + 1] -
          worldRotations[row + 2] * joints[k * 3 + 2]
      }
    }
  }

  #skin(): Float64Array {
    const { worldRotations, skinTranslations, trans } = this
    const transforms = new Float64Array(jointCount * 12)
    for (let row = 0; row < jointCount * 3; row++) {
      transforms.set(worldRotations.subarray(row * 3, row * 3 + 3), row * 4)
      transforms[row * 4 + 3] = skinTranslations[row] + trans[row % 3]
    }
    const features = new Float32Array(poseFeatureCount)
    for (let i = 0; i < poseFeatureCount; i++)
      features[i] = this.rotations[9 + i] - (i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? 1 : 0)
    this.#head.skin({
      ...{ features, transforms },
      shaped: this.shaped,
      corrected: this.corrected,
      vertices: this.vertices,
    })
    return this.vertices
  }
}

const knownHeads = new WeakMap<FlameModel, SkinnedHead>()

/** A model in the kernels' memory, put there once. */
export const skinnedHeadOf = (model: FlameModel): SkinnedHead => {
  const head = knownHeads.get(model) ?? new SkinnedHead(model)
  knownHeads.set(model, head)
  return head
}
