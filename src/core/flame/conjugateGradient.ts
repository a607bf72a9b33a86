/** A symmetric positive definite system A·x = b given by what A does to a vector. */
export interface LinearSystem {
  /** out ← A·x; `out` holds anything before. */
  multiply(x: Float64Array, out: Float64Array): void
  /** out ← an approximation of A⁻¹·x, itself symmetric positive definite. */
  precondition(x: Float64Array, out: Float64Array): void
  readonly right: Float64Array
}

export interface CgResult {
  /** The start vector, improved in place. */
  readonly x: Float64Array
  readonly iterations: number
  readonly isConverged: boolean
}

/**
 * Preconditioned conjugate gradients (Hestenes and Stiefel, 1952) in double precision, from `start`, until the
 * preconditioned residual has fallen by `tolerance` against the zero vector's, or `maxIterations`.
 */
export const conjugateGradient = (
  system: LinearSystem,
  o: { readonly start: Float64Array; readonly tolerance: number; readonly maxIterations: number },
): CgResult => {
  const { right } = system
  const n = right.length
  const x = o.start
  const residual = new Float64Array(n)
  const direction = new Float64Array(n)
  const product = new Float64Array(n)
  const preconditioned = new Float64Array(n)
  system.precondition(right, preconditioned)
  const limit = o.tolerance * o.tolerance * dot(right, preconditioned)
  system.multiply(x, product)
  for (let i = 0; i < n; i++) residual[i] = right[i] - product[i]
  system.precondition(residual, preconditioned)
  direction.set(preconditioned)
  let energy = dot(residual, preconditioned)
  let iterations = 0
  for (; iterations < o.maxIterations && energy > limit; iterations++) {
    system.multiply(direction, product)
    const step = energy / dot(direction, product)
    for (let i = 0; i < n; i++) {
      x[i] += step * direction[i]
      residual[i] -= step * product[i]
    }
    system.precondition(residual, preconditioned)
    const next = dot(residual, preconditioned)
    const keep = next / energy
    for (let i = 0; i < n; i++) direction[i] = preconditioned[i] + keep * direction[i]
    energy = next
  }
  return { x, iterations, isConverged: energy <= limit }
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
