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

/** Of more landmarks than this an even choice is left out in turn. */
const mostHeldOut = 16
/**
 * Landmarks whose leverages are found in one solution of the whole system: neighbours in no scheme, so that what one says
 * of another is the pose's and the shape's little: the errors of the samples stay within 0.03 mm.
 */
const together = 8
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
  return pressErrors(landmarks, { rows, first, together: 1 }, ([row]) => {
    const moved = Float64Array.from(rowAt(row))
    solveFactored(square, moved)
    return (other) => product(rowAt(other), moved)
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
  const aim = (row: number, target: 0 | 1): void => {
    rows.targets[row] = target
    weighted[row * stride + columnCount] = target * Math.sqrt(rows.weights[row])
  }
  return pressErrors(landmarks, { rows, first, residuals, together }, (aimed) => {
    for (const row of aimed) aim(row, 1)
    const start = new Float64Array(length + columnCount)
    const { x } = solveOffsetSystem(
      { rows, field, parameters },
      { start, tolerance: leverageTolerance, maxIterations: 100 },
    )
    for (const row of aimed) aim(row, 0)
    return (other) => {
      const own = weighted.subarray(other * stride, other * stride + columnCount)
      // The right side was the row of unit target: one root of the weight is in x already.
      return product(own, x.subarray(length)) / Math.sqrt(rows.weights[other]) + movedAlong(rows, other, x)
    }
  })
}

/** How far the point of a row moves along its direction with offsets, which begin `x`. */
const movedAlong = ({ vertices, barycentrics, directions }: PointRows, row: number, x: Float64Array): number => {
  let moved = 0
  for (let corner = 0; corner < 3; corner++) {
    const v = vertices[row * 3 + corner] * 3
    for (let axis = 0; axis < 3; axis++) {
      moved += barycentrics[row * 3 + corner] * directions[row * 3 + axis] * x[v + axis]
    }
  }
  return moved
}

const product = (a: Float32Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

interface PressRows {
  readonly rows: PointRows
  /** Row of the first landmark, three of each. */
  readonly first: number
  readonly residuals?: Float64Array
  /** How many landmarks are aimed at together. */
  readonly together: number
}

/**
 * @param leverageOf for one row of each of some landmarks: how much any row of those follows its landmark's, the
 * root-weighted rows' leverages.
 */
const pressErrors = (
  landmarks: readonly LandmarkTarget[],
  { rows, first, residuals = rows.targets, together }: PressRows,
  leverageOf: (aimed: readonly number[]) => (other: number) => number,
): Float64Array => {
  const chosen = heldOutChoice(landmarks.length)
  const errors = new Float64Array(chosen.length)
  const apart = Math.ceil(chosen.length / together)
  for (let group = 0; group < apart; group++) {
    const members = [...chosen.keys()].filter((i) => i % apart === group)
    const places = members.map((i) => first + chosen[i] * 3)
    const columns = [0, 1, 2].map((column) => leverageOf(places.map((at) => at + column)))
    for (const [k, at] of places.entries()) {
      errors[members[k]] = pressError((row, column) => columns[column](at + row), residuals.slice(at, at + 3))
    }
  }
  return errors
}

/** |(1 − L)⁻¹·r|, NaN where nothing but the landmark itself says where it is. */
const pressError = (leverage: (row: number, column: number) => number, residual: Float64Array): number => {
  const matrix = new Float64Array(9)
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      matrix[row * 3 + column] = (row === column ? 1 : 0) - (leverage(row, column) + leverage(column, row)) / 2
    }
  }
  if (!factorCholesky(matrix, 3)) return Number.NaN
  solveFactored(matrix, residual)
  return Math.hypot(residual[0], residual[1], residual[2])
}
