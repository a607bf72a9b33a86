import { seededRandom } from '../../model/random.ts'

/** Feature rows: `[n*dimensions]`. */
export interface Features {
  readonly rows: Float32Array
  readonly dimensions: number
}

/** A mixture of normal distributions. */
export interface Mixture {
  /** −log of the density at a row, up to a constant common to all mixtures over the same features. */
  cost(row: number): number
}

interface Component {
  /** −log of the weight plus half the log of the determinant. */
  readonly constant: number
  readonly mean: Float64Array
  /** Inverse of the Cholesky factor, row-major lower triangle in a full square. */
  readonly whiten: Float64Array
}

const mostSamples = 6000
const rounds = 6
/** Keeps a component of one colour from becoming a needle: standard deviation, in the features' unit. */
const leastDeviation = 2
const seed = 20040804

/**
 * Fits `components` normal distributions with full covariances to some of the rows, each row belonging to the one that
 * explains it best (as GrabCut does: Rother, Kolmogorov and Blake, 2004), started from k-means++ (Arthur and
 * Vassilvitskii, 2007). At most 6000 rows are looked at, evenly spaced. The same rows give the same mixture.
 * Null where there are fewer than ten rows.
 */
export const fitMixture = (features: Features, members: Int32Array, components: number): Mixture | null => {
  if (members.length < 10) return null
  const stride = Math.max(1, members.length / mostSamples)
  const samples = new Int32Array(Math.floor(members.length / stride))
  for (let i = 0; i < samples.length; i++) samples[i] = members[Math.floor(i * stride)]
  let labels = nearestCentres(features, samples, startCentres(features, samples, components))
  let fitted = fitComponents(features, samples, labels, components)
  for (let round = 0; round < rounds; round++) {
    const current = fitted
    const scratch = new Float64Array(features.dimensions)
    const before = labels
    labels = samples.map((row) => cheapest(features, row, current, scratch))
    if (labels.every((label, i) => label === before[i])) break
    fitted = fitComponents(features, samples, labels, components)
  }
  return mixtureOf(features, fitted)
}

const mixtureOf = (features: Features, components: readonly Component[]): Mixture => {
  const scratch = new Float64Array(features.dimensions)
  const costs = new Float64Array(components.length)
  return {
    cost: (row) => {
      let least = Number.POSITIVE_INFINITY
      for (let k = 0; k < components.length; k++) {
        costs[k] = costOf(features, row, components[k], scratch, Number.POSITIVE_INFINITY)
        if (costs[k] < least) least = costs[k]
      }
      let sum = 0
      for (let k = 0; k < components.length; k++) sum += Math.exp(least - costs[k])
      return least - Math.log(sum)
    },
  }
}

/** −log of the component's density at a row; once it has reached `enough`, what it has come to. */
const costOf = (
  { rows, dimensions }: Features,
  row: number,
  { constant, mean, whiten }: Component,
  scratch: Float64Array,
  enough: number,
): number => {
  let squared = 0
  for (let i = 0; i < dimensions && constant + squared / 2 < enough; i++) {
    scratch[i] = rows[row * dimensions + i] - mean[i]
    let value = 0
    for (let j = 0; j <= i; j++) value += whiten[i * dimensions + j] * scratch[j]
    squared += value * value
  }
  return constant + squared / 2
}

const cheapest = (features: Features, row: number, components: readonly Component[], scratch: Float64Array): number => {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let k = 0; k < components.length; k++) {
    const cost = costOf(features, row, components[k], scratch, least)
    if (cost >= least) continue
    least = cost
    best = k
  }
  return best
}

const squaredBetween = ({ rows, dimensions }: Features, row: number, centre: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < dimensions; i++) sum += (rows[row * dimensions + i] - centre[i]) ** 2
  return sum
}

const startCentres = (features: Features, samples: Int32Array, components: number): Float64Array[] => {
  const { rows, dimensions } = features
  const random = seededRandom(seed)
  const centreAt = (row: number): Float64Array =>
    Float64Array.from(rows.subarray(row * dimensions, (row + 1) * dimensions))
  const centres = [centreAt(samples[random.below(samples.length)])]
  const nearest = new Float64Array(samples.length).fill(Number.POSITIVE_INFINITY)
  while (centres.length < components) {
    let sum = 0
    for (let i = 0; i < samples.length; i++) {
      nearest[i] = Math.min(nearest[i], squaredBetween(features, samples[i], centres[centres.length - 1]))
      sum += nearest[i]
    }
    let left = random.next() * sum
    let chosen = 0
    while (chosen < samples.length - 1 && left >= nearest[chosen]) left -= nearest[chosen++]
    centres.push(centreAt(samples[chosen]))
  }
  return centres
}

const nearestCentres = (features: Features, samples: Int32Array, centres: readonly Float64Array[]): Int32Array =>
  samples.map((row) => {
    let best = 0
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < centres.length; k++) {
      const squared = squaredBetween(features, row, centres[k])
      if (squared >= least) continue
      least = squared
      best = k
    }
    return best
  })

const fitComponents = (
  { rows, dimensions: d }: Features,
  samples: Int32Array,
  labels: Int32Array,
  components: number,
): Component[] => {
  const counts = new Float64Array(components)
  const sums = new Float64Array(components * d)
  const products = new Float64Array(components * d * d)
  for (let n = 0; n < samples.length; n++) {
    const k = labels[n]
    const at = samples[n] * d
    counts[k]++
    for (let i = 0; i < d; i++) {
      sums[k * d + i] += rows[at + i]
      for (let j = 0; j <= i; j++) products[(k * d + i) * d + j] += rows[at + i] * rows[at + j]
    }
  }
  const fitted: Component[] = []
  for (let k = 0; k < components; k++) {
    if (counts[k] <= d) continue
    const mean = Float64Array.from({ length: d }, (_, i) => sums[k * d + i] / counts[k])
    const covariance = new Float64Array(d * d)
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        covariance[i * d + j] = products[(k * d + i) * d + j] / counts[k] - mean[i] * mean[j]
      }
      covariance[i * d + i] += leastDeviation ** 2
    }
    const { whiten, halfLogDeterminant } = whitening(covariance, d)
    fitted.push({ constant: halfLogDeterminant - Math.log(counts[k] / samples.length), mean, whiten })
  }
  return fitted
}

/** L⁻¹ for the covariance L·Lᵀ (lower triangle given), and ½·log of the determinant. */
const whitening = (covariance: Float64Array, d: number): { whiten: Float64Array; halfLogDeterminant: number } => {
  const factor = covariance.slice()
  let halfLogDeterminant = 0
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * d + j]
      for (let k = 0; k < j; k++) sum -= factor[i * d + k] * factor[j * d + k]
      factor[i * d + j] = i === j ? Math.sqrt(Math.max(sum, 1e-6)) : sum / factor[j * d + j]
    }
    halfLogDeterminant += Math.log(factor[i * d + i])
  }
  const whiten = new Float64Array(d * d)
  for (let column = 0; column < d; column++) {
    for (let i = column; i < d; i++) {
      let sum = i === column ? 1 : 0
      for (let k = column; k < i; k++) sum -= factor[i * d + k] * whiten[k * d + column]
      whiten[i * d + column] = sum / factor[i * d + i]
    }
  }
  return { whiten, halfLogDeterminant }
}
