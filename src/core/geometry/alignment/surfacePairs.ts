import { type Mat4, scaleOf } from '../../model/transform.ts'
import { quantile } from '../distances.ts'
import type { SourceSamples } from './sourceSamples.ts'
import { type Matches, matchState, type TargetSurface } from './targetSurface.ts'

/** Cosine between the normals of both surfaces below which two points are not the same place. */
export const compatibleNormals = 0.5
/** Standard deviations in one median absolute deviation of normally distributed values. */
const sigmaPerMad = 1.4826
/** Tukey's constant: 95 % efficiency where all residuals are normal (Holland and Welsch, 1977). */
const tukeyConstant = 4.685
/** No kernel is narrower, mm: below lies rounding. */
const leastSigmaMm = 1e-4

export interface PairingRules {
  readonly metric: 'point-to-plane' | 'point-to-point'
  /** Part of all samples that may take part at most, nearest first; `auto`: as many as the rules let through. */
  readonly overlap: 'auto' | number
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

/**
 * The samples of one level with their counterparts. Each call of `update` moves them, searches, rejects pairs (too far,
 * on the target's border, normals at odds, beyond the asked overlap) and weighs the rest by Tukey's biweight of the
 * residual with a scale from the median absolute deviation.
 */
export class SurfacePairs {
  /** Number of samples. */
  readonly count: number
  /** `[m*3]` where the samples lie now. */
  readonly moved: Float64Array
  /** `[m]` signed along the target's normal for point-to-plane, else the distance. */
  readonly residuals: Float64Array
  /** `[m]` 0 for a rejected pair. */
  readonly weights: Float64Array
  private found: Matches | null = null
  private readonly samples: SourceSamples
  private readonly rules: PairingRules
  private readonly match: (points: Float64Array, maxDistance: number) => Matches
  /** Scratch for sorting. */
  private readonly sorted: Float64Array

  constructor(samples: SourceSamples, target: TargetSurface, rules: PairingRules) {
    this.samples = samples
    this.rules = rules
    this.count = samples.points.length / 3
    this.match = target.matcher(this.count)
    this.moved = new Float64Array(samples.points.length)
    this.residuals = new Float64Array(this.count)
    this.weights = new Float64Array(this.count)
    this.sorted = new Float64Array(this.count)
  }

  /** Counterparts of the last `update`. */
  get matches(): Matches {
    if (this.found === null) throw new RangeError('matches before the first update')
    return this.found
  }

  update(motion: Mat4, maxDistance: number): PairNumbers {
    this.search(motion, maxDistance)
    const medianDistance = this.measure()
    return { ...this.weigh(), medianDistance }
  }

  /** Moves the samples and finds their counterparts: weight 1 for a compatible pair, 0 for one that is rejected. */
  search(motion: Mat4, maxDistance: number): void {
    movePoints(motion, this.samples.points, this.moved)
    this.found = this.match(this.moved, maxDistance)
    const least = compatibleNormals * scaleOf(motion)
    for (let i = 0; i < this.count; i++) {
      const isCompatible = this.found.states[i] === matchState.found && this.normalCosine(motion, i) >= least
      this.weights[i] = isCompatible ? 1 : 0
    }
  }

  /** Residuals of the compatible pairs; returns the median of their distances. */
  private measure(): number {
    const { weights, residuals, moved, sorted, matches } = this
    const isPlane = this.rules.metric === 'point-to-plane'
    let compatible = 0
    for (let i = 0; i < this.count; i++) {
      if (weights[i] === 0) continue
      sorted[compatible++] = matches.distances[i]
      const at = i * 3
      residuals[i] = isPlane
        ? matches.normals[at] * (moved[at] - matches.points[at]) +
          matches.normals[at + 1] * (moved[at + 1] - matches.points[at + 1]) +
          matches.normals[at + 2] * (moved[at + 2] - matches.points[at + 2])
        : matches.distances[i]
    }
    const distances = sorted.subarray(0, compatible).sort()
    if (this.rules.overlap !== 'auto') this.trim(distances, Math.floor(this.rules.overlap * this.count))
    return compatible === 0 ? 0 : quantile(distances, 0.5)
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
  private trim(ascendingDistances: Float64Array, keep: number): void {
    if (ascendingDistances.length <= keep) return
    const limit = keep === 0 ? -1 : ascendingDistances[keep - 1]
    for (let i = 0; i < this.count; i++) if (this.matches.distances[i] > limit) this.weights[i] = 0
  }

  private weigh(): Omit<PairNumbers, 'medianDistance'> {
    const { weights, residuals, sorted } = this
    let kept = 0
    for (let i = 0; i < this.count; i++) if (weights[i] > 0) sorted[kept++] = Math.abs(residuals[i])
    if (kept === 0) return { pairs: 0, overlap: 0, rms: 0, median: 0, sigma: 0, weightSum: 0 }
    const median = quantile(sorted.subarray(0, kept).sort(), 0.5)
    const sigma = Math.max(leastSigmaMm, sigmaPerMad * median)
    const limit = tukeyConstant * sigma
    let pairs = 0
    let weightSum = 0
    let squares = 0
    for (let i = 0; i < this.count; i++) {
      if (weights[i] === 0) continue
      const u = residuals[i] / limit
      weights[i] = Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0
      if (weights[i] === 0) continue
      pairs++
      weightSum += weights[i]
      squares += weights[i] * residuals[i] * residuals[i]
    }
    return { pairs, overlap: pairs / this.count, rms: Math.sqrt(squares / (weightSum || 1)), median, sigma, weightSum }
  }
}

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
