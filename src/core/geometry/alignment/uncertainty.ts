import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { MotionDirection } from '../../model/alignment.ts'
import type { Vec3 } from '../../model/transform.ts'
import { type MotionSystem, motionUnknowns } from './motionSystem.ts'
import { spaceCells } from './spaceCells.ts'
import type { SurfacePairs } from './surfacePairs.ts'

/** Residuals nearer together than this are not independent: scanners err smoothly, mm. */
const cellMm = 15

/** `AlignUncertainty` in the frame of the alignment (mm). */
export interface MotionUncertainty {
  /** `[49]` row-major: turns in radians about `pivot`, shifts in mm, logarithm of the scale. */
  readonly covariance: readonly number[]
  readonly pivot: Vec3
  readonly weakest: MotionDirection
}

/**
 * Covariance of the solution in the given unknowns, robust to spatially correlated residuals: A⁻¹·(Σ_c g_c·g_cᵀ)·A⁻¹,
 * A the normal matrix, g_c the sum of w·r·row over all pairs in one cell of 15 mm (Liang and Zeger's sandwich, 1986).
 * Independent residuals would understate it many times over on a scan. Null where too few cells speak.
 *
 * @param system filled by the pairs at the solution.
 */
export const motionUncertainty = (
  system: MotionSystem,
  pairs: SurfacePairs,
  { free, isPoint }: { readonly free: readonly number[]; readonly isPoint: boolean },
): MotionUncertainty | null => {
  const size = free.length
  const cells = gradientsByCell(system, pairs, isPoint)
  if (size === 0 || cells.length <= size) return null
  const normal = new Matrix(
    free.map((i) => free.map((j) => system.matrix[Math.min(i, j) * motionUnknowns + Math.max(i, j)])),
  )
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(normal, { assumeSymmetric: true })
  const strongest = Math.max(...realEigenvalues)
  const inverse = eigenvectorMatrix
    .mmul(Matrix.diag(realEigenvalues.map((value) => 1 / Math.max(value, 1e-12 * strongest))))
    .mmul(eigenvectorMatrix.transpose())
  const meat = Matrix.zeros(size, size)
  for (const gradient of cells) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        meat.set(i, j, meat.get(i, j) + gradient[free[i]] * gradient[free[j]])
      }
    }
  }
  const correction = cells.length / (cells.length - size)
  const spread = inverse.mmul(meat).mmul(inverse).mul(correction)
  const covariance = new Array<number>(motionUnknowns * motionUnknowns).fill(0)
  const unit = (k: number): number => (k >= 3 && k < 6 ? 1 : 1 / system.radius)
  free.forEach((row, i) => {
    free.forEach((column, j) => {
      covariance[row * motionUnknowns + column] = spread.get(i, j) * unit(row) * unit(column)
    })
  })
  return { covariance, pivot: system.pivot, weakest: weakestOf(spread, free) }
}

/** `[7]` for each cell with a pair that has a weight. */
const gradientsByCell = (
  system: MotionSystem,
  { count, moved, directions, weights, residuals, matches }: SurfacePairs,
  isPoint: boolean,
): readonly Float64Array[] => {
  const { cellOf, count: cellCount } = spaceCells(moved, cellMm)
  const gradients = new Float64Array(cellCount * motionUnknowns)
  const hasPairs = new Uint8Array(cellCount)
  const { row } = system
  const add = (cell: number, weighted: number): void => {
    for (let k = 0; k < motionUnknowns; k++) gradients[cell * motionUnknowns + k] += weighted * row[k]
  }
  for (let i = 0; i < count; i++) {
    if (weights[i] === 0) continue
    hasPairs[cellOf[i]] = 1
    const at = i * 3
    const x = moved[at]
    const y = moved[at + 1]
    const z = moved[at + 2]
    if (!isPoint) {
      system.fillRow(x, y, z, directions[at], directions[at + 1], directions[at + 2])
      add(cellOf[i], weights[i] * residuals[i])
      continue
    }
    for (let axis = 0; axis < 3; axis++) {
      system.fillRow(x, y, z, axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0)
      add(cellOf[i], weights[i] * (moved[at + axis] - matches.points[at + axis]))
    }
  }
  return Array.from(hasPairs.keys())
    .filter((cell) => hasPairs[cell] === 1)
    .map((cell) => gradients.subarray(cell * motionUnknowns, (cell + 1) * motionUnknowns))
}

const weakestOf = (spread: Matrix, free: readonly number[]): MotionDirection => {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(spread, { assumeSymmetric: true })
  const largest = realEigenvalues.indexOf(Math.max(...realEigenvalues))
  const direction = new Array<number>(motionUnknowns).fill(0)
  free.forEach((unknown, i) => {
    direction[unknown] = eigenvectorMatrix.get(i, largest)
  })
  const sigmaMm = Math.sqrt(Math.max(0, realEigenvalues[largest]))
  return { direction, sigmaMm, description: describe(direction) }
}

/** What a direction looks like: its largest part, with the axis. */
const describe = (direction: readonly number[]): string => {
  const turn = direction.slice(0, 3)
  const shift = direction.slice(3, 6)
  const [turns, shifts, scales] = [Math.hypot(...turn), Math.hypot(...shift), Math.abs(direction[6])]
  if (scales >= turns && scales >= shifts) return 'growing or shrinking'
  return turns >= shifts ? `turning about the axis ${axisText(turn)}` : `sliding along ${axisText(shift)}`
}

const axisText = (vector: readonly number[]): string => {
  const length = Math.hypot(...vector)
  const sign = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0) < 0 ? -1 : 1
  return `(${vector.map((value) => ((sign * value) / length).toFixed(1).replace('-0.0', '0.0')).join(', ')})`
}
