export interface ResidualHistogram {
  /** `[bins]` middles of the bins, mm. */
  readonly middles: readonly number[]
  /** `[bins]` how many values lie in each. */
  readonly counts: readonly number[]
  /** Values that are there; a vertex without a counterpart has none. */
  readonly known: number
  /** Values beyond either end of the range. */
  readonly beyond: number
}

/**
 * How often residuals of each size occur within a range. `values`: `[n]` mm; unsigned ones are below 0 where there is no
 * counterpart, signed ones NaN.
 */
export const residualHistogram = (
  values: Float32Array,
  o: { readonly signed: boolean; readonly maxMm: number; readonly bins: number },
): ResidualHistogram => {
  const fromMm = o.signed ? -o.maxMm : 0
  const widthMm = (o.maxMm - fromMm) / o.bins
  const counts = new Array<number>(o.bins).fill(0)
  let known = 0
  let beyond = 0
  for (const value of values) {
    if (Number.isNaN(value) || (!o.signed && value < 0)) continue
    known++
    const bin = value === o.maxMm ? o.bins - 1 : Math.floor((value - fromMm) / widthMm)
    if (bin >= 0 && bin < o.bins) counts[bin]++
    else beyond++
  }
  return { middles: counts.map((_, i) => fromMm + (i + 0.5) * widthMm), counts, known, beyond }
}
