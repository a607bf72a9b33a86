import type { LinearSystem } from './conjugateGradient.ts'
import { factorCholesky, solveFactored } from './denseCholesky.ts'
import { accumulateNormal } from './normalEquations.ts'
import type { OffsetField } from './offsetField.ts'
import type { PointRows } from './pointRows.ts'

/** The model's parameters as further unknowns beside the offsets. */
export interface ParameterPart {
  /** `[rows*P]` of `parameterRows`. */
  readonly rows: Float64Array
  readonly columnCount: number
  /** `[P]` weights and pulls of priors, and of whatever keeps a step small. */
  readonly priorWeights: Float64Array
  readonly priorPulls: Float64Array
}

/** A parameter block's preconditioner needs no more rows than this many for each column. */
const rowsPerColumn = 12

/**
 * The normal equations of Σ_r w_r (d·(Σ b_k D_k) + a_r·x − t_r)² + prior(D) + prior(x): unknown are the offsets D
 * (`[V*3]`) and, after them, a step x of the model's parameters (`[P]`), all at once. Never formed: the data act by
 * their rows, the prior by its edges.
 */
export class OffsetSystem implements LinearSystem {
  readonly right: Float64Array
  private readonly rows: PointRows
  private readonly field: OffsetField
  private readonly parameters: ParameterPart | null
  private readonly inverseBlocks: Float64Array
  private readonly parameterFactor: Float64Array
  private readonly parameterBuffer: Float64Array
  private readonly offsetLength: number

  constructor(rows: PointRows, field: OffsetField, parameters: ParameterPart | null) {
    this.rows = rows
    this.field = field
    this.parameters = parameters
    this.offsetLength = field.vertexCount * 3
    const columns = parameters?.columnCount ?? 0
    this.right = new Float64Array(this.offsetLength + columns)
    this.parameterBuffer = new Float64Array(columns)
    this.parameterFactor = parameters ? factorOf(parameters, rows) : new Float64Array(0)
    this.inverseBlocks = this.#blocks()
    this.#fillRight()
  }

  multiply(x: Float64Array, out: Float64Array): void {
    out.fill(0)
    this.field.multiplyAdd(x, out)
    const { count, weights } = this.rows
    for (let row = 0; row < count; row++) {
      const weight = weights[row]
      if (weight !== 0) this.#spread(row, weight * this.#along(row, x), out)
    }
    if (!this.parameters) return
    const { priorWeights } = this.parameters
    for (let i = 0; i < priorWeights.length; i++)
      out[this.offsetLength + i] += priorWeights[i] * x[this.offsetLength + i]
  }

  precondition(x: Float64Array, out: Float64Array): void {
    const inverse = this.inverseBlocks
    for (let at = 0, block = 0; at < this.offsetLength; at += 3, block += 9) {
      out[at] = inverse[block] * x[at] + inverse[block + 1] * x[at + 1] + inverse[block + 2] * x[at + 2]
      out[at + 1] = inverse[block + 3] * x[at] + inverse[block + 4] * x[at + 1] + inverse[block + 5] * x[at + 2]
      out[at + 2] = inverse[block + 6] * x[at] + inverse[block + 7] * x[at + 1] + inverse[block + 8] * x[at + 2]
    }
    if (!this.parameters) return
    this.parameterBuffer.set(x.subarray(this.offsetLength))
    solveFactored(this.parameterFactor, this.parameterBuffer)
    out.set(this.parameterBuffer, this.offsetLength)
  }

  /** directions·(Σ b D) + a·x of one row. */
  #along(row: number, x: Float64Array): number {
    const { vertices, barycentrics, directions } = this.rows
    const at = row * 3
    let sum = 0
    for (let corner = 0; corner < 3; corner++) {
      const share = barycentrics[at + corner]
      if (share === 0) continue
      const v = vertices[at + corner] * 3
      sum += share * (directions[at] * x[v] + directions[at + 1] * x[v + 1] + directions[at + 2] * x[v + 2])
    }
    if (!this.parameters) return sum
    const { rows, columnCount } = this.parameters
    const first = row * columnCount
    const base = this.offsetLength
    // Four sums, so that no addition waits for the one before.
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let i = 0
    for (; i + 3 < columnCount; i += 4) {
      sum += rows[first + i] * x[base + i]
      s1 += rows[first + i + 1] * x[base + i + 1]
      s2 += rows[first + i + 2] * x[base + i + 2]
      s3 += rows[first + i + 3] * x[base + i + 3]
    }
    for (; i < columnCount; i++) sum += rows[first + i] * x[base + i]
    return sum + s1 + (s2 + s3)
  }

  /** The transpose of `#along`: out += value·row. */
  #spread(row: number, value: number, out: Float64Array): void {
    const { vertices, barycentrics, directions } = this.rows
    const at = row * 3
    for (let corner = 0; corner < 3; corner++) {
      const share = barycentrics[at + corner] * value
      if (share === 0) continue
      const v = vertices[at + corner] * 3
      out[v] += share * directions[at]
      out[v + 1] += share * directions[at + 1]
      out[v + 2] += share * directions[at + 2]
    }
    if (!this.parameters) return
    const { rows, columnCount } = this.parameters
    const first = row * columnCount
    const base = this.offsetLength
    for (let i = 0; i < columnCount; i++) out[base + i] += value * rows[first + i]
  }

  #fillRight(): void {
    const { count, weights, targets } = this.rows
    for (let row = 0; row < count; row++) this.#spread(row, weights[row] * targets[row], this.right)
    this.parameters?.priorPulls.forEach((pull, i) => {
      this.right[this.offsetLength + i] += pull
    })
  }

  #blocks(): Float64Array {
    const blocks = new Float64Array(this.field.vertexCount * 9)
    this.field.addDiagonal(blocks)
    const { count, vertices, barycentrics, directions, weights } = this.rows
    for (let row = 0; row < count; row++) {
      for (let corner = 0; corner < 3; corner++) {
        const share = barycentrics[row * 3 + corner]
        if (share === 0) continue
        const block = vertices[row * 3 + corner] * 9
        const weight = weights[row] * share * share
        for (let i = 0; i < 3; i++) {
          for (let k = 0; k < 3; k++)
            blocks[block + i * 3 + k] += weight * directions[row * 3 + i] * directions[row * 3 + k]
        }
      }
    }
    for (let block = 0; block < blocks.length; block += 9) invertSymmetric3(blocks, block)
    return blocks
  }
}

/** The factored normal matrix of the parameters alone, from as many rows as a preconditioner needs. */
const factorOf = (part: ParameterPart, rows: PointRows): Float64Array => {
  const n = part.columnCount
  const stride = Math.max(1, Math.floor(rows.count / (rowsPerColumn * n)))
  const square = new Float64Array(n * n)
  const input = { rows: part.rows, weights: rows.weights, targets: rows.targets, rowCount: rows.count, stride }
  accumulateNormal(input, square, new Float64Array(n))
  for (let i = 0; i < n; i++) {
    for (let k = 0; k <= i; k++) square[i * n + k] *= stride
    square[i * n + i] += part.priorWeights[i]
  }
  // The diagonal is scaled up until it stands: a preconditioner may be rough, but must be positive.
  for (let growth = 1e-12; ; growth *= 1e3) {
    const factor = square.slice()
    for (let i = 0; i < n; i++) factor[i * n + i] += growth * (1 + square[i * n + i])
    if (factorCholesky(factor, n)) return factor
  }
}

const invertSymmetric3 = (m: Float64Array, at: number): void => {
  const [a, b, c, , d, e, , , f] = m.subarray(at, at + 9)
  const c0 = d * f - e * e
  const c1 = c * e - b * f
  const c2 = b * e - c * d
  const determinant = a * c0 + b * c1 + c * c2
  const i = 1 / determinant
  m[at] = c0 * i
  m[at + 1] = c1 * i
  m[at + 2] = c2 * i
  m[at + 3] = c1 * i
  m[at + 4] = (a * f - c * c) * i
  m[at + 5] = (b * c - a * e) * i
  m[at + 6] = c2 * i
  m[at + 7] = (b * c - a * e) * i
  m[at + 8] = (a * d - b * b) * i
}
