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

  constructor(model: FlameModel) {
    this.model = model
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

  /** Steps 1–2: v_s = T̄ + S·c and its joints. `coefficients` in the order of `shapeDirs`, zeros cost nothing. */
  setShape(coefficients: ArrayLike<number>): void {
    this.shaped.set(this.model.template)
    addComponents(this.model.shapeDirs, coefficients, this.shaped)
    regressJoints(this.model, this.shaped, this.joints)
  }

  /** Steps 3–7 on the shape set last. `rotations` `[J*9]`, each relative to its parent. */
  setPose(rotations: ArrayLike<number>, trans: ArrayLike<number>): Float64Array {
    this.rotations.set(rotations)
    this.trans.set(trans)
    this.corrected.set(this.shaped)
    const features = new Float64Array(poseFeatureCount)
    for (let i = 0; i < poseFeatureCount; i++)
      features[i] = this.rotations[9 + i] - (i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? 1 : 0)
    addComponents(this.model.poseDirs, features, this.corrected)
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
    const { corrected, vertices, trans } = this
    const skin = new Float64Array(12)
    for (let vertex = 0; vertex < this.model.vertexCount; vertex++) {
      this.blend(vertex, skin)
      const at = vertex * 3
      const x = corrected[at]
      const y = corrected[at + 1]
      const z = corrected[at + 2]
      vertices[at] = skin[0] * x + skin[1] * y + skin[2] * z + skin[9] + trans[0]
      vertices[at + 1] = skin[3] * x + skin[4] * y + skin[5] * z + skin[10] + trans[1]
      vertices[at + 2] = skin[6] * x + skin[7] * y + skin[8] * z + skin[11] + trans[2]
    }
    return vertices
  }

  /** Σ_k w_k A_k of one vertex: its 3×3 row-major in `out[0…8]`, its translation in `out[9…11]`. */
  blend(vertex: number, out: Float64Array): void {
    const { weights } = this.model
    const { worldRotations, skinTranslations } = this
    out.fill(0)
    for (let k = 0; k < jointCount; k++) {
      const weight = weights[vertex * jointCount + k]
      if (weight === 0) continue
      for (let i = 0; i < 9; i++) out[i] += weight * worldRotations[k * 9 + i]
      out[9] += weight * skinTranslations[k * 3]
      out[10] += weight * skinTranslations[k * 3 + 1]
      out[11] += weight * skinTranslations[k * 3 + 2]
    }
  }
}

/**
 * out += Σ_c coefficients[c]·directions[c*n … ], n = out.length: four components a pass, so that `out` is read and
 * written a quarter as often; zero coefficients are skipped.
 */
const addComponents = (directions: Float32Array, coefficients: ArrayLike<number>, out: Float64Array): void => {
  const length = out.length
  const used: number[] = []
  for (let c = 0; c < coefficients.length; c++) if (coefficients[c] !== 0) used.push(c)
  let next = 0
  for (; next + 4 <= used.length; next += 4) {
    const a0 = used[next] * length
    const a1 = used[next + 1] * length
    const a2 = used[next + 2] * length
    const a3 = used[next + 3] * length
    const c0 = coefficients[used[next]]
    const c1 = coefficients[used[next + 1]]
    const c2 = coefficients[used[next + 2]]
    const c3 = coefficients[used[next + 3]]
    for (let i = 0; i < length; i++) {
      out[i] += c0 * directions[a0 + i] + c1 * directions[a1 + i] + c2 * directions[a2 + i] + c3 * directions[a3 + i]
    }
  }
  for (; next < used.length; next++) {
    const at = used[next] * length
    const coefficient = coefficients[used[next]]
    for (let i = 0; i < length; i++) out[i] += coefficient * directions[at + i]
  }
}
