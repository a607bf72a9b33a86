import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import type { ShapePrior } from './shapePrior.ts'

/** Spread of each coordinate of a click, mm. */
export const clickMm = 1
/** What is not known of how a head lies: translation (mm), turn (radians), size (share). */
const free = { translationMm: 30, turn: 0.5, size: 0.3 } as const

export interface ConditionedShape {
  /** `[n*3]` mm, in the frame of the prior: what is expected of every point. */
  readonly mean: Float64Array
  /** `[n]` root mean square distance (mm) to be expected between it and a click. */
  readonly sigmaMm: Float64Array
}

/**
 * What the places of some points (`known`: indices; `places`: `[k*3]` mm, in the prior's frame) say of all the others:
 * the conditional of the Gaussian prior. How the head lies and how large it is counts as unknown, to first order, so
 * that few points, or points close together, make far ones uncertain.
 */
export const conditionShape = (
  { mean, covariance }: ShapePrior,
  known: readonly number[],
  places: Float64Array,
): ConditionedShape => {
  const full = Matrix.add(covariance, poseCovariance(mean))
  const rows = known.flatMap((point) => [3 * point, 3 * point + 1, 3 * point + 2])
  const all = Array.from({ length: mean.length }, (_, i) => i)
  const cross = full.subMatrixRow(rows)
  const own = cross.subMatrixColumn(rows)
  const decomposition = new CholeskyDecomposition(Matrix.add(own, Matrix.eye(rows.length).mul(clickMm ** 2)))
  const differences = Matrix.columnVector(rows.map((row, i) => places[i] - mean[row]))
  const shift = cross.transpose().mmul(decomposition.solve(differences))
  const explained = decomposition.solve(cross)
  const variance = (i: number): number => {
    let sum = 0
    for (let k = 0; k < rows.length; k++) sum += cross.get(k, i) * explained.get(k, i)
    return Math.max(0, full.get(i, i) - sum) + clickMm ** 2
  }
  const variances = all.map(variance)
  return {
    mean: mean.map((value, i) => value + shift.get(i, 0)),
    sigmaMm: Float64Array.from({ length: mean.length / 3 }, (_, i) =>
      Math.sqrt(variances[3 * i] + variances[3 * i + 1] + variances[3 * i + 2]),
    ),
  }
}

/** Of small motions of the whole head: three translations, three turns about its middle, its size. */
export const poseCovariance = (mean: Float64Array): Matrix => {
  const count = mean.length / 3
  const middle = [0, 1, 2].map((axis) => mean.reduce((sum, v, i) => sum + (i % 3 === axis ? v / count : 0), 0))
  const modes = Matrix.zeros(mean.length, 7)
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [0, 1, 2].map((axis) => mean[3 * i + axis] - middle[axis])
    for (let axis = 0; axis < 3; axis++) {
      modes.set(3 * i + axis, axis, free.translationMm)
      modes.set(3 * i + axis, 6, free.size * [x, y, z][axis])
    }
    const turns = [
      [0, -z, y],
      [z, 0, -x],
      [-y, x, 0],
    ]
    turns.forEach((move, turn) => {
      for (let axis = 0; axis < 3; axis++) modes.set(3 * i + axis, 3 + turn, free.turn * move[axis])
    })
  }
  return modes.mmul(modes.transpose())
}
