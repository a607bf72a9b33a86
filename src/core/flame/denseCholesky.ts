/**
 * Solves A·x = b for a symmetric positive definite `[n*n]` A whose lower triangle is filled, by Cholesky in place.
 * Returns false, with A and b spoilt, where A is not positive definite. `b` becomes x.
 */
export const solveCholesky = (a: Float64Array, b: Float64Array): boolean => {
  if (!factorCholesky(a, b.length)) return false
  solveFactored(a, b)
  return true
}

/** A = L·Lᵀ, L in the lower triangle of `a`; false where A is not positive definite. */
export const factorCholesky = (a: Float64Array, n: number): boolean => {
  for (let row = 0; row < n; row++) {
    const r = row * n
    for (let column = 0; column <= row; column++) {
      const c = column * n
      const sum = a[r + column] - productOf(a, r, c, column)
      if (column < row) a[r + column] = sum / a[c + column]
      else if (sum > 0 && sum < Infinity) a[r + row] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** Σ a[r + k]·a[c + k] over the first n, in four sums that do not wait for each other. */
const productOf = (a: Float64Array, r: number, c: number, n: number): number => {
  let sum0 = 0
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  let k = 0
  for (; k + 4 <= n; k += 4) {
    sum0 += a[r + k] * a[c + k]
    sum1 += a[r + k + 1] * a[c + k + 1]
    sum2 += a[r + k + 2] * a[c + k + 2]
    sum3 += a[r + k + 3] * a[c + k + 3]
  }
  for (; k < n; k++) sum0 += a[r + k] * a[c + k]
  return sum0 + sum1 + (sum2 + sum3)
}

/** Forward and back substitution with a factor of `factorCholesky`; `b` becomes x. */
export const solveFactored = (factor: Float64Array, b: Float64Array): void => {
  const n = b.length
  for (let row = 0; row < n; row++) {
    let sum = b[row]
    for (let k = 0; k < row; k++) sum -= factor[row * n + k] * b[k]
    b[row] = sum / factor[row * n + row]
  }
  for (let row = n - 1; row >= 0; row--) {
    b[row] /= factor[row * n + row]
    const value = b[row]
    for (let k = 0; k < row; k++) b[k] -= factor[row * n + k] * value
  }
}
