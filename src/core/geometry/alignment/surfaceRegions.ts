import { spaceCells } from './spaceCells.ts'

/** Edge of a region, mm: small against a neck or a jaw, large against the noise of its mean. */
const cellMm = 20
/** A region with fewer pairs says nothing of itself. */
const leastPairs = 5
/** Standard deviations in one median absolute deviation of normally distributed values. */
const sigmaPerMad = 1.4826
/** A region keeps its whole say up to so many standard deviations of its mean, and has none from so many on (Hampel, 1974). */
const descent = { from: 2, to: 3.5 }
/** The same for its root mean square against that of the usual region: where surfaces cross, the mean says nothing. */
const crossing = { from: 1.8, to: 2.5 }
/** Regions never agree better than this part of the noise: what scanners err smoothly. */
const leastSpread = 0.05

/**
 * The samples of a scan in regions (cubes of 20 mm). Scans of one head differ in whole parts: shoulders moved, a jaw
 * opened, hair fell otherwise. Point by point such a part may lie within the noise and pull the rest along; its mean
 * residual does not, because the noise of a mean of n is √n times smaller. So regions, too, are weighed by a robust
 * kernel: of their mean signed residual against the spread of all regions' means.
 */
export class SurfaceRegions {
  /** `[m]` region of each sample. */
  private readonly regionOf: Uint32Array
  private readonly sums: Float64Array
  private readonly weightSums: Float64Array
  private readonly squares: Float64Array
  private readonly counts: Uint32Array

  /** `points`: `[m*3]` mm. */
  constructor(points: Float64Array) {
    const { cellOf, count } = spaceCells(points, cellMm)
    this.regionOf = cellOf
    this.sums = new Float64Array(count)
    this.weightSums = new Float64Array(count)
    this.squares = new Float64Array(count)
    this.counts = new Uint32Array(count)
  }

  /**
   * Multiplies every weight by that of its region.
   *
   * @param residuals `[m]` signed, mm.
   * @param sigmaMm robust standard deviation of a single residual.
   */
  weigh(residuals: Float64Array, weights: Float64Array, sigmaMm: number): void {
    const { regionOf, sums, weightSums, squares, counts } = this
    sums.fill(0)
    weightSums.fill(0)
    squares.fill(0)
    counts.fill(0)
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue
      const region = regionOf[i]
      sums[region] += weights[i] * residuals[i]
      weightSums[region] += weights[i]
      squares[region] += residuals[i] * residuals[i]
      counts[region]++
    }
    const known = Array.from(counts.keys()).filter((region) => counts[region] >= leastPairs)
    if (known.length < leastPairs) return
    const means = Float64Array.from(known, (region) => Math.abs(sums[region] / weightSums[region])).sort()
    const spread = Math.max(sigmaPerMad * means[means.length >> 1], leastSpread * sigmaMm)
    const roughness = (region: number): number => Math.sqrt(squares[region] / counts[region])
    const usual = Float64Array.from(known, roughness).sort()[known.length >> 1]
    for (let region = 0; region < sums.length; region++) {
      const isKnown = counts[region] >= leastPairs
      // From here on the sum holds the region's weight.
      const deviation = Math.hypot(spread, sigmaMm / Math.sqrt(counts[region]))
      const mean = Math.abs(sums[region] / weightSums[region])
      sums[region] = isKnown ? falling(mean / deviation, descent) * falling(roughness(region) / usual, crossing) : 0
    }
    for (let i = 0; i < weights.length; i++) weights[i] *= sums[regionOf[i]]
  }
}

/** 1 up to `from`, then falling in a line to 0 at `to`. */
const falling = (value: number, { from, to }: { readonly from: number; readonly to: number }): number =>
  Math.max(0, Math.min(1, (to - value) / (to - from)))
