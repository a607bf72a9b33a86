import { type OffsetSolution, solveOffsets } from '../kernels/solveOffsets.ts'
import { factorCholesky } from './denseCholesky.ts'
import type { OffsetField } from './offsetField.ts'
import { gramOfRows, type ParameterRows, type PointRows } from './pointRows.ts'

/** The model's parameters as further unknowns beside the offsets. */
export interface ParameterPart {
  readonly rows: ParameterRows
  /** `[P]` weights and pulls of priors, and of whatever keeps a step small. */
  readonly priorWeights: Float64Array
  readonly priorPulls: Float64Array
  /** Of `parameterFactor`, for those who solve several times with the same rows; else it is made. */
  readonly factor?: Float64Array
}

/**
 * The minimum of Σ_r w_r (d·(Σ b_k D_k) + a_r·x − t_r)² + prior(D) + prior(x): unknown are the offsets D (`[V*3]`) and,
 * after them, a step x of the model's parameters (`[P]`), all at once. The normal equations are never formed: the data
 * act by their rows, the prior by its edges.
 * @param o.start `[V*3 + P]`.
 */
export const solveOffsetSystem = (
  system: {
    readonly rows: PointRows
    readonly field: OffsetField
    readonly parameters: ParameterPart | null
  },
  o: { readonly start: Float64Array; readonly tolerance: number; readonly maxIterations: number },
): OffsetSolution => {
  const { rows, field, parameters } = system
  const { adjacency, membranes, bendings, ridges, normals, levels } = field
  return solveOffsets(
    {
      ...{ adjacency, membranes, bendings, ridges, normals, levels },
      ...rows.weightedGradients(),
      parameters: parameters && {
        columnCount: parameters.rows.columnCount,
        stride: parameters.rows.stride,
        rows: parameters.rows.weighted,
        priorWeights: parameters.priorWeights,
        priorPulls: parameters.priorPulls,
        factor: parameters.factor ?? parameterFactor(parameters),
      },
    },
    o,
  )
}

/** The factored normal matrix of the parameters alone, which preconditions them. */
export const parameterFactor = ({ rows, priorWeights }: ParameterPart): Float64Array => {
  const n = rows.columnCount
  const { square } = gramOfRows(rows)
  for (let i = 0; i < n; i++) square[i * n + i] += priorWeights[i]
  // The diagonal is scaled up until it stands: a preconditioner may be rough, but must be positive.
  for (let growth = 1e-12; ; growth *= 1e3) {
    const factor = square.slice()
    for (let i = 0; i < n; i++) factor[i * n + i] += growth * (1 + square[i * n + i])
    if (factorCholesky(factor, n)) return factor
  }
}
