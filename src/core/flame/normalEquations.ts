/**
 * Adds Σ w·aᵀa over the rows a of a dense `[rows*n]` matrix to the lower triangle of `[n*n]` `square`, and Σ w·t·a to
 * `[n]` `right`: four rows a pass, so that the square is read and written a quarter as often.
 * @param o.stride take every stride-th row only (for preconditioners).
 */
export const accumulateNormal = (
  o: {
    readonly rows: Float64Array
    readonly weights: ArrayLike<number>
    readonly targets: ArrayLike<number>
    readonly rowCount: number
    readonly stride?: number
  },
  square: Float64Array,
  right: Float64Array,
): void => {
  const n = right.length
  const stride = o.stride ?? 1
  const block = new Float64Array(4 * n)
  const weighted = new Float64Array(4 * n)
  let filled = 0
  for (let row = 0; row < o.rowCount; row += stride) {
    const weight = o.weights[row]
    if (weight === 0) continue
    const pull = weight * o.targets[row]
    for (let i = 0; i < n; i++) {
      const value = o.rows[row * n + i]
      block[filled * n + i] = value
      weighted[filled * n + i] = weight * value
      right[i] += pull * value
    }
    if (++filled < 4) continue
    addBlock(block, weighted, square, n)
    filled = 0
  }
  if (filled === 0) return
  block.fill(0, filled * n)
  weighted.fill(0, filled * n)
  addBlock(block, weighted, square, n)
}

const addBlock = (block: Float64Array, weighted: Float64Array, square: Float64Array, n: number): void => {
  for (let i = 0; i < n; i++) {
    const w0 = weighted[i]
    const w1 = weighted[n + i]
    const w2 = weighted[2 * n + i]
    const w3 = weighted[3 * n + i]
    const at = i * n
    for (let k = 0; k <= i; k++) {
      square[at + k] += w0 * block[k] + w1 * block[n + k] + w2 * block[2 * n + k] + w3 * block[3 * n + k]
    }
  }
}
