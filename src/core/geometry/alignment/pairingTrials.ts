/** How well pairs of points fit by the best similarity, and by the best one with a mirror, in the target's unit. */
export interface TrialFit {
  readonly rms: number
  readonly mirroredRms: number
}

/**
 * The root mean square residual of fitting `[n*3]` source points to target points in another order, without the fit
 * itself: from the singular values of their covariance, in closed form (Umeyama, 1991, equation 33; eigenvalues by
 * Smith, 1961). Thousands of orders a millisecond.
 */
export class PairingTrials {
  private readonly count: number
  private readonly source: Float64Array
  private readonly target: Float64Array
  private readonly sourceVariance: number
  private readonly targetVariance: number
  private readonly scale: 'free' | 'fixed'
  private readonly covariance = new Float64Array(9)

  constructor(o: { readonly source: Float64Array; readonly target: Float64Array; readonly scale: 'free' | 'fixed' }) {
    this.count = o.source.length / 3
    this.source = centred(o.source)
    this.target = centred(o.target)
    this.sourceVariance = meanSquare(this.source)
    this.targetVariance = meanSquare(this.target)
    this.scale = o.scale
  }

  /** Source point i with target point `order[i]`. */
  fit(order: ArrayLike<number>): TrialFit {
    const sums = this.covariance.fill(0)
    for (let i = 0; i < this.count; i++) {
      for (let row = 0; row < 3; row++) {
        const moved = this.target[order[i] * 3 + row] / this.count
        for (let column = 0; column < 3; column++) sums[row * 3 + column] += moved * this.source[i * 3 + column]
      }
    }
    return this.fitOf(sums)
  }

  /** As `fit(order)` after the places `a` and `b` of the order exchanged: the covariance changes by rank one. */
  exchanged(order: ArrayLike<number>, base: Float64Array, a: number, b: number): TrialFit {
    const sums = this.covariance
    for (let row = 0; row < 3; row++) {
      const change = (this.target[order[b] * 3 + row] - this.target[order[a] * 3 + row]) / this.count
      for (let column = 0; column < 3; column++) {
        const apart = this.source[a * 3 + column] - this.source[b * 3 + column]
        sums[row * 3 + column] = base[row * 3 + column] + change * apart
      }
    }
    return this.fitOf(sums)
  }

  /** Covariance of an order, for `exchanged`. */
  covarianceOf(order: ArrayLike<number>): Float64Array {
    this.fit(order)
    return this.covariance.slice()
  }

  private fitOf(c: Float64Array): TrialFit {
    const [first, second, third] = singularValues(c)
    const determinant =
      c[0] * (c[4] * c[8] - c[5] * c[7]) - c[1] * (c[3] * c[8] - c[5] * c[6]) + c[2] * (c[3] * c[7] - c[4] * c[6])
    const signed = determinant < 0 ? -third : third
    return { rms: this.rmsFor(first + second + signed), mirroredRms: this.rmsFor(first + second - signed) }
  }

  private rmsFor(trace: number): number {
    const square =
      this.scale === 'free'
        ? this.targetVariance - (trace * trace) / this.sourceVariance
        : this.targetVariance + this.sourceVariance - 2 * trace
    return Math.sqrt(Math.max(0, square))
  }
}

const centred = (rows: Float64Array): Float64Array => {
  const mean = [0, 0, 0]
  for (let i = 0; i < rows.length; i++) mean[i % 3] += rows[i] / (rows.length / 3)
  return rows.map((value, i) => value - mean[i % 3])
}

const meanSquare = (rows: Float64Array): number =>
  rows.reduce((sum, value) => sum + value * value, 0) / (rows.length / 3)

/** Of a 3×3 matrix, largest first. */
const singularValues = (c: Float64Array): readonly [number, number, number] => {
  const dot = (i: number, j: number): number => c[i] * c[j] + c[3 + i] * c[3 + j] + c[6 + i] * c[6 + j]
  const [a, b, d, e, f, g] = [dot(0, 0), dot(1, 1), dot(2, 2), dot(0, 1), dot(0, 2), dot(1, 2)]
  const mean = (a + b + d) / 3
  const off = e * e + f * f + g * g
  const spread = Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (d - mean) ** 2 + 2 * off) / 6)
  if (!(spread > 0)) return [Math.sqrt(mean), Math.sqrt(mean), Math.sqrt(mean)]
  const [p, q, r] = [(a - mean) / spread, (b - mean) / spread, (d - mean) / spread]
  const [u, v, w] = [e / spread, f / spread, g / spread]
  const half = (p * (q * r - w * w) - u * (u * r - w * v) + v * (u * w - q * v)) / 2
  const angle = Math.acos(Math.max(-1, Math.min(1, half))) / 3
  const largest = mean + 2 * spread * Math.cos(angle)
  const smallest = mean + 2 * spread * Math.cos(angle + (2 * Math.PI) / 3)
  const root = (value: number): number => Math.sqrt(Math.max(0, value))
  return [root(largest), root(3 * mean - largest - smallest), root(smallest)]
}
