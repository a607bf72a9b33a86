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

/** Two rows of the square at a time: eight products for every four values read. */
const addBlock = (block: Float64Array, weighted: Float64Array, square: Float64Array, n: number): void => {
  const [n2, n3] = [2 * n, 3 * n]
  let i = 0
  for (; i + 1 < n; i += 2) {
    const a0 = weighted[i]
    const a1 = weighted[n + i]
    const a2 = weighted[n2 + i]
    const a3 = weighted[n3 + i]
    const b0 = weighted[i + 1]
    const b1 = weighted[n + i + 1]
    const b2 = weighted[n2 + i + 1]
    const b3 = weighted[n3 + i + 1]
    const first = i * n
    const second = first + n
    for (let k = 0; k <= i; k++) {
      const v0 = block[k]
      const v1 = block[n + k]
      const v2 = block[n2 + k]
      const v3 = block[n3 + k]
      square[first + k] += a0 * v0 + a1 * v1 + a2 * v2 + a3 * v3
      square[second + k] += b0 * v0 + b1 * v1 + b2 * v2 + b3 * v3
    }
    const k = i + 1
    square[second + k] += b0 * block[k] + b1 * block[n + k] + b2 * block[n2 + k] + b3 * block[n3 + k]
  }
  if (i === n) return
  for (let k = 0; k <= i; k++) {
    square[i * n + k] +=
      weighted[i] * block[k] +
      weighted[n + i] * block[n + k] +
      weighted[n2 + i] * block[n2 + k] +
      weighted[n3 + i] * block[n3 + k]
  }
}
