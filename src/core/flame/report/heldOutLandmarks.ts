import { factorCholesky, solveFactored } from '../denseCholesky.ts'
import type { FitState } from '../fitState.ts'
import { columnCountOf, type JacobianColumns, parameterRows } from '../flameJacobian.ts'
import { addOffsets, jointSpreads } from '../jointFit.ts'
import { addLandmarkRows, type LandmarkTarget } from '../landmarkRows.ts'
import { modelSpreads } from '../modelFit.ts'
import type { OffsetField, OffsetStiffness } from '../offsetField.ts'
import { offsetNormals } from '../offsetNormals.ts'
import { parameterFactor, solveOffsetSystem } from '../offsetSystem.ts'
import { gramOfRows, PointRows } from '../pointRows.ts'
import type { ScanObservations } from '../scanObservations.ts'

/** Of more landmarks than this an even choice is left out in turn: each costs three solutions of the whole system. */
const mostHeldOut = 16
/** Solved so far, the errors of the samples are within 0.02 mm of those of the whole solution, in an eighth of its time. */
const leverageTolerance = 7e-2
/** Keeps a system that sees no landmark but one from being singular (1/m², 1/rad²). */
const ridge = 1

interface FitAtItsEnd {
  readonly state: FitState
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly columns: JacobianColumns
}

/** Which landmarks are left out in turn. */
export const heldOutChoice = (count: number): number[] => {
  const chosen = Math.min(count, mostHeldOut)
  return Array.from({ length: chosen }, (_, i) => Math.floor((i * count) / chosen))
}

/**
 * Errors (m) of landmarks left out in turn, for the model alone, by the update of a linear least-squares fit
 * (Allen's PRESS, 1974): with residual r and leverage L = w·J·H⁻¹·Jᵀ of a landmark's three rows, the residual without
 * them is (1 − L)⁻¹·r. Which places of the scan are seen, and their weights, stay as they are.
 * @returns one number for each of `heldOutChoice`; NaN where nothing but the landmark itself says where it is.
 */
export const heldOutByModel = ({ state, observations, landmarks, columns }: FitAtItsEnd): Float64Array => {
  const model = state.forward.vertices
  const { misfitM, clickM, doubtM } = modelSpreads
  const rows = new PointRows(observations.count + landmarks.length * 3)
  observations.addRows(rows, null, 1 / misfitM ** 2)
  const first = rows.count
  addLandmarkRows(rows, landmarks, { model, surface: model, weight: 1 / clickM ** 2, kernelM: doubtM })
  const parameters = parameterRows(rows, state.forward, columns)
  const { square } = gramOfRows(parameters)
  const { weights } = state.priors(columns)
  const count = columnCountOf(columns)
  for (let i = 0; i < count; i++) square[i * count + i] += weights[i] + ridge
  if (!factorCholesky(square, count)) return new Float64Array(heldOutChoice(landmarks.length).length).fill(Number.NaN)
  const rowAt = (row: number): Float32Array =>
    parameters.weighted.subarray(row * parameters.stride, row * parameters.stride + count)
  return pressErrors(landmarks, { rows, first }, (row) => {
    const moved = Float64Array.from(rowAt(row))
    solveFactored(square, moved)
    return (other) => rowAt(other).reduce((sum, value, i) => sum + value * moved[i], 0)
  })
}

/** The same for model and free vertices together, in the system of `fitJointly` at the finished surface. */
export const heldOutByRegistration = (
  { state, observations, landmarks, columns }: FitAtItsEnd,
  o: {
    /** `[V*3]` of the finished surface. */
    readonly offsets: Float64Array
    readonly field: OffsetField
    readonly stiffness: OffsetStiffness
    readonly noiseM: number
  },
): Float64Array => {
  const { forward } = state
  const model = forward.vertices
  const { finenessM, clickM, doubtM, closestPointShare } = jointSpreads
  const bare = { positions: model, triangles: forward.model.triangles }
  o.field.prepare(o.stiffness, offsetNormals(bare, o.field.adjacency, observations))
  const rows = new PointRows(observations.count + landmarks.length * 3)
  observations.addRows(rows, o.offsets, 1 / (finenessM ** 2 + (closestPointShare * o.noiseM) ** 2))
  const first = rows.count
  const surface = addOffsets(model, o.offsets)
  addLandmarkRows(rows, landmarks, { model: surface, surface, weight: 1 / clickM ** 2, kernelM: doubtM })
  const residuals = rows.targets.slice()
  rows.targets.fill(0)
  const parameterPart = parameterRows(rows, forward, columns)
  const { weights } = state.priors(columns)
  const quadratic = {
    rows: parameterPart,
    priorWeights: weights.map((weight) => weight + ridge),
    priorPulls: new Float64Array(weights.length),
  }
  const parameters = { ...quadratic, factor: parameterFactor(quadratic) }
  const { stride, columnCount, weighted } = parameterPart
  const { field } = o
  const length = model.length
  return pressErrors(landmarks, { rows, first, residuals }, (row) => {
    rows.targets[row] = 1
    weighted[row * stride + columnCount] = Math.sqrt(rows.weights[row])
    const start = new Float64Array(length + columnCount)
    const { x } = solveOffsetSystem(
      { rows, field, parameters },
      { start, tolerance: leverageTolerance, maxIterations: 100 },
    )
    rows.targets[row] = 0
    weighted[row * stride + columnCount] = 0
    return (other) => {
      let sum = 0
      for (let column = 0; column < columnCount; column++) sum += weighted[other * stride + column] * x[length + column]
      let moved = 0
      for (let corner = 0; corner < 3; corner++) {
        const v = rows.vertices[other * 3 + corner] * 3
        for (let axis = 0; axis < 3; axis++) {
          moved += rows.barycentrics[other * 3 + corner] * rows.directions[other * 3 + axis] * x[v + axis]
        }
      }
      // The right side was the row of unit target: one root of the weight is in x already.
      return sum / Math.sqrt(rows.weights[row]) + moved
    }
  })
}

/**
 * @param leverageOf for a landmark's row: how much each of its rows follows it, the root-weighted rows' leverages.
 */
const pressErrors = (
  landmarks: readonly LandmarkTarget[],
  o: { readonly rows: PointRows; readonly first: number; readonly residuals?: Float64Array },
  leverageOf: (row: number) => (other: number) => number,
): Float64Array => {
  const residuals = o.residuals ?? o.rows.targets
  return Float64Array.from(heldOutChoice(landmarks.length), (landmark) => {
    const at = o.first + landmark * 3
    const matrix = new Float64Array(9)
    for (let column = 0; column < 3; column++) {
      const leverage = leverageOf(at + column)
      for (let row = 0; row < 3; row++) matrix[row * 3 + column] = (row === column ? 1 : 0) - leverage(at + row)
    }
    const symmetric = matrix.map((value, i) => (value + matrix[(i % 3) * 3 + Math.floor(i / 3)]) / 2)
    const error = residuals.slice(at, at + 3)
    if (!factorCholesky(symmetric, 3)) return Number.NaN
    solveFactored(symmetric, error)
    return Math.hypot(error[0], error[1], error[2])
  })
}
