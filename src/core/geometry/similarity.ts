import { Matrix, SVD } from 'ml-matrix'
import { badInput } from '../model/errors.ts'
import { type Mat4, toMat4 } from '../model/transform.ts'

export interface PointPairs {
  /** `[n*3]` xyz rows, n ≥ 3. */
  readonly source: ArrayLike<number>
  /** `[n*3]` xyz rows: where each source point should come to lie. */
  readonly target: ArrayLike<number>
  /** `[n]`, not negative; all 1 where absent. */
  readonly weights?: ArrayLike<number>
  /** `fixed`: scale 1. */
  readonly scale: 'free' | 'fixed'
}

export interface SimilarityFit {
  readonly targetFromSource: Mat4
  readonly scale: number
  /** Root of the weighted mean of the squared residuals, target unit. */
  readonly rms: number
  /** `[n]` distance of each moved source point to its target, target unit. */
  readonly residuals: Float64Array
}

/** Below this ratio of spreads the points lie on a line and a rotation about it would be arbitrary. */
const collinearRatio = 1e-6

/**
 * The similarity q = s·R·p + t that minimises Σ w·|q − target|² (Umeyama, "Least-squares estimation of transformation
 * parameters between two point patterns", PAMI 1991). Never a reflection.
 * Throws input/too-few-points, input/collinear-points and input/not-finite.
 */
export const fitSimilarity = (pairs: PointPairs): SimilarityFit => fitOrthogonal(pairs, 1)

/** The same fit with a mirror in it (determinant < 0): to tell whether one side of the pairs is mirrored. */
export const fitReflection = (pairs: PointPairs): SimilarityFit => fitOrthogonal(pairs, -1)

const fitOrthogonal = (pairs: PointPairs, handedness: 1 | -1): SimilarityFit => {
  const weights = checkedWeights(pairs)
  const sourceMean = weightedMean(pairs.source, weights)
  const targetMean = weightedMean(pairs.target, weights)
  const { covariance, sourceVariance } = covarianceOf(pairs, weights, sourceMean, targetMean)
  const svd = new SVD(covariance)
  const [first, second, third] = svd.diagonal
  if (!(second > collinearRatio * first)) {
    throw badInput(
      'collinear-points',
      'The points lie on one line (or in one place), so a rotation about it cannot be found. Use points that spread over the face.',
    )
  }
  const u = svd.leftSingularVectors
  const v = svd.rightSingularVectors
  const sign = determinantOf(u) * determinantOf(v) * handedness < 0 ? -1 : 1
  const rotation = u.mmul(Matrix.diag([1, 1, sign])).mmul(v.transpose())
  const scale = pairs.scale === 'fixed' ? 1 : (first + second + sign * third) / sourceVariance
  const rows: number[] = []
  for (let row = 0; row < 3; row++) {
    const [a, b, c] = [0, 1, 2].map((column) => scale * rotation.get(row, column))
    rows.push(a, b, c, targetMean[row] - (a * sourceMean[0] + b * sourceMean[1] + c * sourceMean[2]))
  }
  const targetFromSource = toMat4([...rows, 0, 0, 0, 1])
  return { targetFromSource, scale, ...residualsOf(pairs, weights, targetFromSource) }
}

/** Weights that sum to 1. */
const checkedWeights = ({ source, target, weights }: PointPairs): Float64Array => {
  const count = source.length / 3
  if (!Number.isInteger(count) || target.length !== source.length || (weights && weights.length !== count)) {
    throw new RangeError(
      `source (${source.length}) and target (${target.length}) must be equally many xyz rows with one weight each`,
    )
  }
  const values = Float64Array.from({ length: count }, (_, i) => (weights ? weights[i] : 1))
  const used = values.filter((weight) => weight > 0).length
  if (used < 3) {
    throw badInput('too-few-points', `A similarity needs at least 3 pairs of points, but there are ${used}.`)
  }
  for (let i = 0; i < source.length; i++) {
    if (!Number.isFinite(source[i]) || !Number.isFinite(target[i])) {
      throw badInput('not-finite', `Point ${Math.floor(i / 3)} is not a finite position.`)
    }
  }
  const sum = values.reduce((total, weight) => total + weight, 0)
  if (!Number.isFinite(sum) || values.some((weight) => weight < 0)) {
    throw new RangeError('weights must be finite and not negative')
  }
  return values.map((weight) => weight / sum)
}

const weightedMean = (points: ArrayLike<number>, weights: Float64Array): readonly number[] => {
  const mean = [0, 0, 0]
  for (let i = 0; i < points.length; i++) mean[i % 3] += weights[Math.floor(i / 3)] * points[i]
  return mean
}

const covarianceOf = (
  { source, target }: PointPairs,
  weights: Float64Array,
  sourceMean: readonly number[],
  targetMean: readonly number[],
) => {
  const covariance = Matrix.zeros(3, 3)
  let sourceVariance = 0
  for (let i = 0; i < weights.length; i++) {
    for (let column = 0; column < 3; column++) {
      const centred = source[i * 3 + column] - sourceMean[column]
      sourceVariance += weights[i] * centred * centred
      for (let row = 0; row < 3; row++) {
        const moved = target[i * 3 + row] - targetMean[row]
        covariance.set(row, column, covariance.get(row, column) + weights[i] * moved * centred)
      }
    }
  }
  return { covariance, sourceVariance }
}

const determinantOf = (m: Matrix): number => {
  const [[a, b, c], [d, e, f], [g, h, i]] = m.to2DArray()
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
}

const residualsOf = ({ source, target }: PointPairs, weights: Float64Array, m: Mat4) => {
  const residuals = new Float64Array(weights.length)
  let sum = 0
  for (let i = 0; i < residuals.length; i++) {
    const [x, y, z] = [source[i * 3], source[i * 3 + 1], source[i * 3 + 2]]
    residuals[i] = Math.hypot(
      m[0] * x + m[1] * y + m[2] * z + m[3] - target[i * 3],
      m[4] * x + m[5] * y + m[6] * z + m[7] - target[i * 3 + 1],
      m[8] * x + m[9] * y + m[10] * z + m[11] - target[i * 3 + 2],
    )
    sum += weights[i] * residuals[i] * residuals[i]
  }
  return { rms: Math.sqrt(sum), residuals }
}
