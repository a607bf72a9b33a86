/** Edge of the cubes into which the surface is divided, mm: wider than noise is alike, narrower than a feature. */
const regionMm = 16
/** Fewer samples do not make a mean. */
const leastSamples = 6
/** A region agrees where its mean lies within this, mm, or within this part of the noise … */
const tolerance = { mm: 0.3, noise: 0.5, errors: 3 }
const sigmaPerMad = 1.4826

/** How two surfaces lie to each other region by region: noise has no pattern, another shape does. */
export interface SurfaceAgreement {
  /** Regions that hold enough samples. */
  readonly regions: number
  /** Part (0..1) of the samples that lies in regions where the surfaces agree. */
  readonly agreeing: number
  /** Median over the regions of the size of their mean residual, mm. */
  readonly medianRegionMm: number
  /** Robust standard deviation of the residuals about the means of their regions, mm. */
  readonly noiseMm: number
}

/**
 * Means of the signed residuals (mm, along the target's normals) over regions of the surface, against the noise within
 * them. `isPaired[i]` 0 leaves a sample out.
 */
export const surfaceAgreement = (o: {
  readonly points: Float64Array
  readonly residuals: ArrayLike<number>
  readonly isPaired: ArrayLike<number>
}): SurfaceAgreement => {
  const regions = [...residualsByRegion(o).values()].filter((values) => values.length >= leastSamples)
  const means = regions.map((values) => middleOf(values))
  const noiseMm = sigmaPerMad * middleOf(regions.flatMap((values, r) => values.map((v) => Math.abs(v - means[r]))))
  let [all, agreeing] = [0, 0]
  for (const [r, { length }] of regions.entries()) {
    // The median of n normal values scatters by 1.25 σ / √n.
    const limit = Math.max(
      tolerance.mm,
      tolerance.noise * noiseMm,
      (tolerance.errors * 1.25 * noiseMm) / Math.sqrt(length),
    )
    all += length
    if (Math.abs(means[r]) <= limit) agreeing += length
  }
  return {
    regions: regions.length,
    agreeing: all > 0 ? agreeing / all : 0,
    medianRegionMm: middleOf(means.map(Math.abs)),
    noiseMm,
  }
}

const residualsByRegion = (o: {
  readonly points: Float64Array
  readonly residuals: ArrayLike<number>
  readonly isPaired: ArrayLike<number>
}): ReadonlyMap<string, number[]> => {
  const regions = new Map<string, number[]>()
  for (let i = 0; i < o.residuals.length; i++) {
    if (!(o.isPaired[i] > 0)) continue
    const key = [0, 1, 2].map((axis) => Math.floor(o.points[i * 3 + axis] / regionMm)).join(' ')
    const values = regions.get(key)
    if (values) values.push(o.residuals[i])
    else regions.set(key, [o.residuals[i]])
  }
  return regions
}

const middleOf = (values: readonly number[]): number => {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
