import { solveCholesky } from './denseCholesky.ts'
import type { FitState } from './fitState.ts'
import { columnCountOf, type JacobianColumns, parameterRows } from './flameJacobian.ts'
import { gramOfRows, PointRows } from './pointRows.ts'

/** Spread (m) of a registered vertex about the model, neighbours being alike. */
const misfitM = 0.0015
/** At most so many vertices speak. */
const mostVertices = 1500
const rounds = 2

/**
 * Fits all parameters to a finished registration, vertex by vertex: min Σ_v |M_v(θ, β) − T_v|²/σ² + priors, by
 * Gauss–Newton. Where the registration knows nothing, nothing pulls. Leaves the state at the result.
 * @param surface `[V*3]` the registration, in the state's frame.
 * @param isKnown `[V]` 1 where the registration comes from the scan.
 */
export const refitParameters = (
  state: FitState,
  target: { readonly surface: Float64Array; readonly isKnown: Uint8Array },
  columns: JacobianColumns,
): void => {
  const known: number[] = []
  for (let v = 0; v < target.isKnown.length; v++) if (target.isKnown[v]) known.push(v)
  const stride = Math.max(1, Math.ceil(known.length / mostVertices))
  const chosen = known.filter((_, i) => i % stride === 0)
  const count = columnCountOf(columns)
  for (let round = 0; round < rounds; round++) {
    const rows = new PointRows(chosen.length * 3)
    const present = state.forward.vertices
    for (const vertex of chosen) {
      for (let axis = 0; axis < 3; axis++) {
        const row = rows.addVertex(vertex, stride / misfitM ** 2)
        const gap = target.surface[vertex * 3 + axis] - present[vertex * 3 + axis]
        rows.setDirection(row, axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0, gap)
      }
    }
    const { square, right } = gramOfRows(parameterRows(rows, state.forward, columns))
    const priors = state.priors(columns)
    for (let i = 0; i < count; i++) {
      square[i * count + i] += priors.weights[i] + 1e-6
      right[i] += priors.pulls[i]
    }
    if (!solveCholesky(square, right)) return
    state.move(right, columns)
  }
}
