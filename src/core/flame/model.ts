import { writeNpz } from '../formats/npz.ts'
import type { Warning } from '../model/mesh.ts'
import { firstExpressionBeta, jointCount, poseFeatureCount } from './flameLayout.ts'
import { knownVersionOf } from './knownVersions.ts'
import { type ModelArrays, modelArraysOf } from './modelArrays.ts'
import { readModelSource } from './modelSource.ts'

/** A sparse matrix by rows: row r holds `columns[k]`, `values[k]` for k in rowStart[r] … rowStart[r+1]-1. */
export interface SparseRows {
  readonly rowStart: Uint32Array
  readonly columns: Uint32Array
  readonly values: Float64Array
}

/**
 * A FLAME head model (Li et al., ACM ToG 36(6), 2017) in memory: metres, +Y up, +Z out of the face, +X the subject's
 * left. V vertices, J = 5 joints. Never changed in place.
 */
export interface FlameModel {
  /** The file's name. */
  readonly name: string
  readonly vertexCount: number
  readonly faceCount: number
  /** Identity components, S ≤ 300. */
  readonly shapeCount: number
  /** Expression components, E. */
  readonly expressionCount: number
  /** `[V*3]`, metres. */
  readonly template: Float64Array
  /** `[F*3]`, counter-clockwise from outside. */
  readonly triangles: Uint32Array
  /**
   * `[(S+E)*V*3]`, component-major: component c moves axis a of vertex v by `shapeDirs[(c*V + v)*3 + a]` metres per
   * unit. Identity first, then expression.
   */
  readonly shapeDirs: Float32Array
  /** `[36*V*3]`, feature-major: as `shapeDirs`, for the 36 rotation features vec(R_k − I), k = 1…4, row-major. */
  readonly poseDirs: Float32Array
  /** `[V*J]` skinning weights, rows sum to 1. */
  readonly weights: Float64Array
  /** J rows over V columns. */
  readonly jointRegressor: SparseRows
  /** `[J]`, −1 for the root; a parent comes before its children. */
  readonly parents: Int32Array
  /** Of the file as the user has it; null where the caller did not say. */
  readonly sha256: string | null
  /** "FLAME 2020 generic" and the like where the hash is a known one, otherwise "unknown". A hint, never a gate. */
  readonly version: string
  readonly warnings: readonly Warning[]
}

/**
 * Loads a FLAME model: the .pkl of 2017–2023 (Python 2 with chumpy), the .pkl of FLAME 2023 Open (protocol 5), an
 * .npz with the same keys, or any of them gzipped. V, F and the numbers of components are the file's own.
 * @param o.sha256 hash of the file where the caller has it: it is kept with every result and names the version.
 * @throws CameoError `input/flame-model` where an array is missing, of another shape or not finite; `input/pickle-…`.
 */
export const loadFlameModel = (
  bytes: Uint8Array,
  fileName: string,
  o: { readonly sha256?: string } = {},
): FlameModel => {
  const warnings: Warning[] = []
  const arrays = modelArraysOf(readModelSource(bytes, fileName), fileName, warnings)
  return flameModelOf(arrays, { name: fileName, sha256: o.sha256 ?? null, warnings })
}

/** A model from its arrays; counts follow from their lengths. */
export const flameModelOf = (
  arrays: ModelArrays,
  about: { readonly name: string; readonly sha256: string | null; readonly warnings: readonly Warning[] },
): FlameModel => {
  const vertexCount = arrays.template.length / 3
  const componentCount = arrays.shapeDirs.length / arrays.template.length
  const shapeCount = Math.min(componentCount, firstExpressionBeta)
  return {
    ...arrays,
    ...about,
    vertexCount,
    faceCount: arrays.triangles.length / 3,
    shapeCount,
    expressionCount: componentCount - shapeCount,
    version: knownVersionOf(about.sha256),
  }
}

/** `[J*3]` joints of a shape: the regressor applied to `[V*3]` vertices. */
export const regressJoints = (
  model: Pick<FlameModel, 'jointRegressor'>,
  vertices: Float64Array | Float32Array,
  out: Float64Array = new Float64Array(jointCount * 3),
  offset = 0,
): Float64Array => {
  const { rowStart, columns, values } = model.jointRegressor
  for (let joint = 0; joint < jointCount; joint++) {
    let x = 0
    let y = 0
    let z = 0
    for (let k = rowStart[joint]; k < rowStart[joint + 1]; k++) {
      const at = offset + columns[k] * 3
      x += values[k] * vertices[at]
      y += values[k] * vertices[at + 1]
      z += values[k] * vertices[at + 2]
    }
    out[joint * 3] = x
    out[joint * 3 + 1] = y
    out[joint * 3 + 2] = z
  }
  return out
}

/**
 * Writes a model as an .npz with the pickle's keys (`J_regressor` dense), readable by `loadFlameModel` and by numpy.
 */
export const writeFlameModelNpz = (model: FlameModel): Uint8Array => {
  const { vertexCount, faceCount } = model
  const components = model.shapeCount + model.expressionCount
  const regressor = new Float64Array(jointCount * vertexCount)
  const { rowStart, columns, values } = model.jointRegressor
  for (let joint = 0; joint < jointCount; joint++) {
    for (let k = rowStart[joint]; k < rowStart[joint + 1]; k++) regressor[joint * vertexCount + columns[k]] = values[k]
  }
  const kinematicTree = new Uint32Array(2 * jointCount)
  for (let joint = 0; joint < jointCount; joint++) {
    kinematicTree[joint] = model.parents[joint] >>> 0
    kinematicTree[jointCount + joint] = joint
  }
  return writeNpz([
    ['f', { shape: [faceCount, 3], data: model.triangles }],
    ['v_template', { shape: [vertexCount, 3], data: model.template }],
    ['shapedirs', { shape: [vertexCount, 3, components], data: valuesLast(model.shapeDirs, components) }],
    ['posedirs', { shape: [vertexCount, 3, poseFeatureCount], data: valuesLast(model.poseDirs, poseFeatureCount) }],
    ['weights', { shape: [vertexCount, jointCount], data: model.weights }],
    ['J_regressor', { shape: [jointCount, vertexCount], data: regressor }],
    ['kintree_table', { shape: [2, jointCount], data: kinematicTree }],
    ['J', { shape: [jointCount, 3], data: regressJoints(model, model.template) }],
  ])
}

/** Component-major `[c*n]` to numpy's `[n*c]`. */
const valuesLast = (source: Float32Array, components: number): Float32Array => {
  const rows = source.length / components
  const out = new Float32Array(source.length)
  for (let c = 0; c < components; c++) {
    for (let i = 0; i < rows; i++) out[i * components + c] = source[c * rows + i]
  }
  return out
}
