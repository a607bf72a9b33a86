import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { jointCount, poseFeatureCount } from './flameLayout.ts'
import type { FlameModel, SparseRows } from './model.ts'
import type { ModelSource } from './modelSource.ts'
import type { SourceArray } from './sourceArray.ts'

/** What a file must give for a model to stand on. */
export type ModelArrays = Pick<
  FlameModel,
  'template' | 'triangles' | 'shapeDirs' | 'poseDirs' | 'weights' | 'jointRegressor' | 'parents'
>

/** Bound on vertices, faces and components: far above any head model, and what keeps every product exact. */
const mostVertices = 2_000_000
const mostComponents = 4096

/**
 * Checks the arrays of a model file and brings them into the layout of `FlameModel`.
 * @throws CameoError `input/flame-model`, naming the array and what is wrong with it.
 */
export const modelArraysOf = (source: ModelSource, fileName: string, warnings: Warning[]): ModelArrays => {
  const refuse = (what: string): Error => badInput('flame-model', `The FLAME model "${fileName}" ${what}.`)
  const arrayOf = (key: string, dimensions: number): SourceArray => {
    const array = source.array(key)
    if (!array) throw refuse(`has no array "${key}" (it has: ${source.keys.slice(0, 20).join(', ')})`)
    if (array.shape.length !== dimensions) throw refuse(`has "${key}" of shape [${array.shape.join(', ')}]`)
    return array
  }
  const template = arrayOf('v_template', 2)
  const vertexCount = template.shape[0]
  const expectShape = (key: string, array: SourceArray, shape: readonly number[]): SourceArray => {
    if (shape.every((length, axis) => length === array.shape[axis])) return array
    throw refuse(`has "${key}" of shape [${array.shape.join(', ')}] where [${shape.join(', ')}] is expected`)
  }
  expectShape('v_template', template, [vertexCount, 3])
  const shapeDirs = arrayOf('shapedirs', 3)
  const componentCount = shapeDirs.shape[2]
  if (vertexCount > mostVertices || componentCount > mostComponents || vertexCount === 0 || componentCount === 0) {
    throw refuse(`has ${vertexCount} vertices and ${componentCount} components`)
  }
  expectShape('shapedirs', shapeDirs, [vertexCount, 3, componentCount])
  const poseDirs = expectShape('posedirs', arrayOf('posedirs', 3), [vertexCount, 3, poseFeatureCount])
  const weights = expectShape('weights', arrayOf('weights', 2), [vertexCount, jointCount])
  const arrays: ModelArrays = {
    template: toFloat64(template),
    triangles: trianglesOf(arrayOf('f', 2), vertexCount, refuse),
    shapeDirs: componentMajor(shapeDirs, componentCount),
    poseDirs: componentMajor(poseDirs, poseFeatureCount),
    weights: toFloat64(weights),
    jointRegressor: regressorOf(source, vertexCount, refuse),
    parents: parentsOf(arrayOf('kintree_table', 2), refuse),
  }
  requireFinite(arrays, refuse)
  requireRowsOfOne(arrays, vertexCount, refuse)
  warnOfStoredJoints(source, arrays, warnings)
  return arrays
}

const toFloat64 = ({ data }: SourceArray): Float64Array =>
  // Big integers alone need more than a copy.
  data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float64Array.from(data, Number)
    : new Float64Array(data as ArrayLike<number>)

const trianglesOf = (faces: SourceArray, vertexCount: number, refuse: (what: string) => Error): Uint32Array => {
  if (faces.shape[1] !== 3) throw refuse(`has faces of ${faces.shape[1]} corners`)
  const corners = toFloat64(faces)
  const out = new Uint32Array(corners.length)
  for (let i = 0; i < out.length; i++) {
    const vertex = corners[i]
    if (!Number.isInteger(vertex) || vertex < 0 || vertex >= vertexCount) {
      throw refuse(`has a face with vertex ${vertex}, and ${vertexCount} vertices`)
    }
    out[i] = vertex
  }
  return out
}

/** `[n*c]` values-last to `[c*n]`, in tiles that stay in the cache. */
const componentMajor = (array: SourceArray, components: number): Float32Array => {
  const { data } = array
  const source = data instanceof Float64Array || data instanceof Float32Array ? data : toFloat64(array)
  const rows = source.length / components
  const out = new Float32Array(source.length)
  const tile = 64
  for (let row0 = 0; row0 < rows; row0 += tile) {
    const row1 = Math.min(rows, row0 + tile)
    for (let c0 = 0; c0 < components; c0 += tile) {
      const c1 = Math.min(components, c0 + tile)
      for (let c = c0; c < c1; c++) {
        for (let row = row0; row < row1; row++) out[c * rows + row] = source[row * components + c]
      }
    }
  }
  return out
}

const regressorOf = (source: ModelSource, vertexCount: number, refuse: (what: string) => Error): SparseRows => {
  const rows: { column: number; value: number }[][] = Array.from({ length: jointCount }, () => [])
  const put = (row: number, column: number, value: number): void => {
    if (!(row >= 0 && row < jointCount) || !Number.isInteger(row)) throw refuse(`has joint ${row} in its "J_regressor"`)
    if (value !== 0) rows[row].push({ column, value })
  }
  const sparse = source.sparse('J_regressor')
  const dense = source.array('J_regressor')
  if (sparse) {
    const { data, indices, indptr } = sparse
    const entryCount = Number(indptr.data[vertexCount])
    if (indptr.data.length !== vertexCount + 1 || entryCount > Math.min(data.data.length, indices.data.length)) {
      throw refuse('has a damaged sparse "J_regressor"')
    }
    for (let column = 0; column < vertexCount; column++) {
      for (let k = Number(indptr.data[column]); k < Number(indptr.data[column + 1]) && k < entryCount; k++) {
        put(Number(indices.data[k]), column, Number(data.data[k]))
      }
    }
  } else if (dense?.shape.length === 2 && dense.shape[0] === jointCount && dense.shape[1] === vertexCount) {
    for (let i = 0; i < dense.data.length; i++) put(Math.floor(i / vertexCount), i % vertexCount, Number(dense.data[i]))
  } else throw refuse(`has no "J_regressor" of ${jointCount} joints and ${vertexCount} vertices`)
  const rowStart = new Uint32Array(jointCount + 1)
  for (let row = 0; row < jointCount; row++) rowStart[row + 1] = rowStart[row] + rows[row].length
  const entries = rows.flat()
  return {
    rowStart,
    columns: Uint32Array.from(entries, (entry) => entry.column),
    values: Float64Array.from(entries, (entry) => entry.value),
  }
}

/** Row 0 of kintree_table; the root's parent is −1, stored as 2³²−1 or as it is. */
const parentsOf = (tree: SourceArray, refuse: (what: string) => Error): Int32Array => {
  if (tree.shape[0] !== 2 || tree.shape[1] !== jointCount) throw refuse(`has ${tree.shape[1]} joints, FLAME has 5`)
  const parents = Int32Array.from({ length: jointCount }, (_, joint) => {
    const parent = Number(tree.data[joint])
    return parent === 0xffffffff || joint === 0 ? -1 : parent
  })
  const broken = parents.findIndex((parent, joint) => joint > 0 && !(parent >= 0 && parent < joint))
  if (broken >= 0) throw refuse(`has joint ${broken} hanging on joint ${parents[broken]}`)
  return parents
}

const requireFinite = (arrays: ModelArrays, refuse: (what: string) => Error): void => {
  const checked = {
    v_template: arrays.template,
    shapedirs: arrays.shapeDirs,
    posedirs: arrays.poseDirs,
    weights: arrays.weights,
  }
  for (const [key, data] of Object.entries(checked)) {
    // A sum is finite only if all its parts are: one pass without a branch per number.
    let sum = 0
    for (let i = 0; i < data.length; i++) sum += data[i] * 0
    if (sum !== 0) throw refuse(`has a number in "${key}" that is not finite`)
  }
}

const requireRowsOfOne = (arrays: ModelArrays, vertexCount: number, refuse: (what: string) => Error): void => {
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    let sum = 0
    for (let joint = 0; joint < jointCount; joint++) sum += arrays.weights[vertex * jointCount + joint]
    if (!(Math.abs(sum - 1) < 1e-3)) throw refuse(`has skinning weights of vertex ${vertex} that sum to ${sum}`)
  }
  const { rowStart, values } = arrays.jointRegressor
  for (let joint = 0; joint < jointCount; joint++) {
    let sum = 0
    for (let k = rowStart[joint]; k < rowStart[joint + 1]; k++) sum += values[k]
    if (!(Math.abs(sum - 1) < 1e-2)) throw refuse(`has a "J_regressor" whose row ${joint} sums to ${sum}`)
  }
}

/** The file's own joints say nothing new; where they contradict the regressor, one of the two is not FLAME's. */
const warnOfStoredJoints = (source: ModelSource, arrays: ModelArrays, warnings: Warning[]): void => {
  const stored = source.array('J')
  if (stored?.data.length !== 3 * jointCount) return
  const { rowStart, columns, values } = arrays.jointRegressor
  let farthest = 0
  for (let joint = 0; joint < jointCount; joint++) {
    for (let axis = 0; axis < 3; axis++) {
      let sum = 0
      for (let k = rowStart[joint]; k < rowStart[joint + 1]; k++)
        sum += values[k] * arrays.template[columns[k] * 3 + axis]
      farthest = Math.max(farthest, Math.abs(sum - Number(stored.data[joint * 3 + axis])))
    }
  }
  if (farthest > 1e-3) {
    const message = `The joints stored in the file lie up to ${(farthest * 1000).toFixed(1)} mm from those its regressor gives; the regressor is used.`
    warnings.push({ code: 'flame-joints', message })
  }
}
