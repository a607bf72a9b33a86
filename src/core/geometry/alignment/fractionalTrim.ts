/** Phillips, Liu and Tomasi's exponent for 3D: smaller trims more. */
const exponent = 0.95
/** A counterpart is never assumed for less than this part. */
const leastFraction = 0.3

/**
 * Distance up to which pairs are kept so that the fractional root mean square distance is least (Phillips, Liu and
 * Tomasi, "Outlier robust ICP for minimizing fractional RMSD", 3DIM 2007): f⁻ᵝ·√(mean of the smallest f·n squares).
 * The overlap needs no guess.
 *
 * @param ascending `[n]` distances in ascending order.
 * @param total number of samples, those without any counterpart included.
 */
export const fractionalTrim = (ascending: Float64Array, total: number): number => {
  const least = Math.max(1, Math.floor(leastFraction * total))
  let squares = 0
  let best = Infinity
  let limit = ascending.length > 0 ? ascending[ascending.length - 1] : 0
  for (let i = 0; i < ascending.length; i++) {
    squares += ascending[i] * ascending[i]
    if (i + 1 < least) continue
    const score = Math.sqrt(squares / (i + 1)) / ((i + 1) / total) ** exponent
    if (score < best) {
      best = score
      limit = ascending[i]
    }
  }
  return limit
}
