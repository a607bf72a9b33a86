import type { IcpMetric, RobustKernel } from '../../model/alignment.ts'
import { type Mat4, scaleOf } from '../../model/transform.ts'
import { selectQuantile, selectRank } from '../selectRank.ts'
import { fractionalTrim } from './fractionalTrim.ts'
import { type Matches, matchState } from './matches.ts'
import { robustWeights } from './robustWeights.ts'
import type { SourceSamples } from './sourceSamples.ts'
import { SurfaceRegions } from './surfaceRegions.ts'
import type { TargetSurface } from './targetSurface.ts'

/** Cosine between the normals of both surfaces below which two points are not the same place. */
export const compatibleNormals = 0.5
/** Standard deviations in one median absolute deviation of normally distributed values. */
const sigmaPerMad = 1.4826
/** No kernel is narrower, mm: below lies rounding. */
const leastSigmaMm = 1e-4
/** More noise than this (mm, standard deviation) is no scanner's: the surfaces do not lie on each other yet. */
const mostNoiseMm = 1.5

export interface PairingRules {
  readonly metric: IcpMetric
  /** Part of all samples that may take part at most, nearest first; `auto`: as many as the rules let through. */
  readonly overlap: 'auto' | number
  readonly kernel: RobustKernel
}

/** What one search for counterparts found; all lengths in millimetres. */
export interface PairNumbers {
  /** Pairs with a weight above 0. */
  readonly pairs: number
  /** Those over all samples. */
  readonly overlap: number
  /** Over the pairs, weighted by the kernel. */
  readonly rms: number
  /** Of the absolute residuals of all compatible pairs. */
  readonly median: number
  /** Robust standard deviation of the residuals. */
  readonly sigma: number
  /** Median of the distances of all compatible pairs. */
  readonly medianDistance: number
  readonly weightSum: number
}

/** Noise across the surfaces, and how much of its variance is the source's (0..1). */
export interface ResidualNoise {
  readonly sigmaMm: number
  readonly sourceShare: number
}

/**
 * The samples of one level with their counterparts. Each call of `update` moves them, searches, rejects pairs (too far,
 * on the target's border, normals at odds, beyond the overlap) and weighs the rest by a robust kernel of the residual
 * with a scale from the median absolute deviation, times what both surfaces trust themselves.
 */
export class SurfacePairs {
  /** Number of samples. */
  readonly count: number
  /** `[m*3]` where the samples lie now. */
  readonly moved: Float64Array
  /** `[m]` signed along the direction, for point-to-point the distance. */
  readonly residuals: Float64Array
  /** `[m]` 0 for a rejected pair. */
  readonly weights: Float64Array
  private found: Matches | null = null
  private readonly samples: SourceSamples
  private readonly rules: PairingRules
  private readonly match: (points: Float64Array, maxDistance: number) => Matches
  /** Scratch for sorting. */
  private readonly sorted: Float64Array
  private regions: SurfaceRegions | null = null
  /** For `symmetric`. */
  private readonly meanDirections: Float64Array | null

  constructor(samples: SourceSamples, target: TargetSurface, rules: PairingRules) {
    this.samples = samples
    this.rules = rules
    this.count = samples.points.length / 3
    this.match = target.matcher(this.count)
    this.moved = new Float64Array(samples.points.length)
    this.meanDirections = rules.metric === 'symmetric' ? new Float64Array(samples.points.length) : null
    this.residuals = new Float64Array(this.count)
    this.weights = new Float64Array(this.count)
    this.sorted = new Float64Array(this.count)
  }

  /** Counterparts of the last `update`. */
  get matches(): Matches {
    if (this.found === null) throw new RangeError('matches before the first update')
    return this.found
  }

  /** `[m*3]` directions in which residuals are measured: the target's normals, or for `symmetric` both surfaces' mean. */
  get directions(): Float64Array {
    return this.meanDirections ?? this.matches.normals
  }

  /**
   * @param noise `sigmaMm` standard deviation of the residuals' noise, as far as it is known, and the source's part of
   *   its variance. Noise along a curved surface lifts points off it: a point displaced by e lies e·n + (κ₁e₁² + κ₂e₂²)/2
   *   from it, on average σ²(κ₁ + κ₂)/2 too far out, which would shrink the source; noise of the target does the
   *   opposite. That mean is taken off.
   */
  update(motion: Mat4, maxDistance: number, noise: ResidualNoise = { sigmaMm: 0, sourceShare: 1 }): PairNumbers {
    this.search(motion, maxDistance)
    const medianDistance = this.measure(motion, liftOf(noise))
    return { ...this.weigh(), medianDistance }
  }

  /** From now on whole regions that do not follow lose their say; they are where the samples lie now. */
  judgeRegions(motion: Mat4): void {
    movePoints(motion, this.samples.points, this.moved)
    this.regions = new SurfaceRegions(this.moved)
  }

  /** Moves the samples and finds their counterparts: weight 1 for a compatible pair, 0 for one that is rejected. */
  search(motion: Mat4, maxDistance: number): void {
    movePoints(motion, this.samples.points, this.moved)
    this.found = this.match(this.moved, maxDistance)
    const least = compatibleNormals * Math.abs(scaleOf(motion))
    for (let i = 0; i < this.count; i++) {
      const isCompatible = this.found.states[i] === matchState.found && this.normalCosine(motion, i) >= least
      this.weights[i] = isCompatible ? 1 : 0
    }
  }

  /** Residuals of the compatible pairs; returns the median of their distances. */
  private measure(motion: Mat4, liftPerCurvature: number): number {
    const { weights, residuals, moved, directions, sorted, matches } = this
    const { metric, overlap, kernel } = this.rules
    let compatible = 0
    for (let i = 0; i < this.count; i++) {
      if (weights[i] === 0) continue
      sorted[compatible++] = matches.distances[i]
      if (metric === 'point-to-point') {
        residuals[i] = matches.distances[i]
        continue
      }
      if (this.meanDirections) this.setMeanDirection(this.meanDirections, motion, i)
      const at = i * 3
      residuals[i] =
        directions[at] * (moved[at] - matches.points[at]) +
        directions[at + 1] * (moved[at + 1] - matches.points[at + 1]) +
        directions[at + 2] * (moved[at + 2] - matches.points[at + 2]) -
        liftPerCurvature * matches.curvatures[i]
    }
    if (compatible === 0) return 0
    const distances = sorted.subarray(0, compatible)
    if (overlap !== 'auto') this.trimToCount(distances, Math.floor(overlap * this.count))
    else if (!robustWeights[kernel].isRedescending) this.trimBeyond(fractionalTrim(distances.sort(), this.count))
    return selectQuantile(distances, 0.5)
  }

  /** Of both surfaces' normals the mean (Rusinkiewicz, 2019); the target's where the source has none. */
  private setMeanDirection(directions: Float64Array, m: Mat4, i: number): void {
    const { normals } = this.samples
    const target = this.matches.normals
    const at = i * 3
    let x = target[at]
    let y = target[at + 1]
    let z = target[at + 2]
    if (normals) {
      const px = normals[at]
      const py = normals[at + 1]
      const pz = normals[at + 2]
      const mx = m[0] * px + m[1] * py + m[2] * pz
      const my = m[4] * px + m[5] * py + m[6] * pz
      const mz = m[8] * px + m[9] * py + m[10] * pz
      const size = Math.sqrt(mx * mx + my * my + mz * mz) || 1
      x += mx / size
      y += my / size
      z += mz / size
      const length = Math.sqrt(x * x + y * y + z * z) || 1
      x /= length
      y /= length
      z /= length
    }
    directions[at] = x
    directions[at + 1] = y
    directions[at + 2] = z
  }

  /** Cosine between the moved normal of sample `i` and its counterpart's, times the scale of the motion. */
  private normalCosine(m: Mat4, i: number): number {
    const { normals } = this.samples
    const target = this.matches.normals
    const at = i * 3
    if (!normals || (target[at] === 0 && target[at + 1] === 0 && target[at + 2] === 0)) return Infinity
    const x = normals[at]
    const y = normals[at + 1]
    const z = normals[at + 2]
    return (
      target[at] * (m[0] * x + m[1] * y + m[2] * z) +
      target[at + 1] * (m[4] * x + m[5] * y + m[6] * z) +
      target[at + 2] * (m[8] * x + m[9] * y + m[10] * z)
    )
  }

  /** Gives up the farthest pairs beyond the `keep` nearest. */
  private trimToCount(distances: Float64Array, keep: number): void {
    if (distances.length > keep) this.trimBeyond(keep === 0 ? -1 : selectRank(distances, keep - 1))
  }

  private trimBeyond(limit: number): void {
    for (let i = 0; i < this.count; i++) if (this.matches.distances[i] > limit) this.weights[i] = 0
  }

  private weigh(): Omit<PairNumbers, 'medianDistance'> {
    const { weights, residuals, sorted, samples, matches } = this
    const { weight } = robustWeights[this.rules.kernel]
    let kept = 0
    for (let i = 0; i < this.count; i++) if (weights[i] > 0) sorted[kept++] = Math.abs(residuals[i])
    if (kept === 0) return { pairs: 0, overlap: 0, rms: 0, median: 0, sigma: 0, weightSum: 0 }
    const median = selectQuantile(sorted.subarray(0, kept), 0.5)
    const sigma = Math.max(leastSigmaMm, sigmaPerMad * median)
    for (let i = 0; i < this.count; i++) {
      if (weights[i] === 0) continue
      const trust = (matches.trust ? matches.trust[i] : 1) * (samples.trust ? samples.trust[i] : 1)
      weights[i] = trust * weight(residuals[i] / sigma)
    }
    if (this.rules.metric !== 'point-to-point') this.regions?.weigh(residuals, weights, sigma)
    let pairs = 0
    let weightSum = 0
    let squares = 0
    for (let i = 0; i < this.count; i++) {
      if (weights[i] === 0) continue
      pairs++
      weightSum += weights[i]
      squares += weights[i] * residuals[i] * residuals[i]
    }
    return { pairs, overlap: pairs / this.count, rms: Math.sqrt(squares / (weightSum || 1)), median, sigma, weightSum }
  }
}

const liftOf = ({ sigmaMm, sourceShare }: ResidualNoise): number =>
  ((2 * sourceShare - 1) * Math.min(sigmaMm, mostNoiseMm) ** 2) / 2

const movePoints = (m: Mat4, points: Float64Array, out: Float64Array): void => {
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i]
    const y = points[i + 1]
    const z = points[i + 2]
    out[i] = m[0] * x + m[1] * y + m[2] * z + m[3]
    out[i + 1] = m[4] * x + m[5] * y + m[6] * z + m[7]
    out[i + 2] = m[8] * x + m[9] * y + m[10] * z + m[11]
  }
}
