/**
 * Smooth curve through a table (cubic Hermite with the slopes of Catmull and Rom, 1974, for uneven knots); constant
 * beyond its ends.
 *
 * @param knots rising or falling, at least two.
 * @param values one for each knot.
 */
export const interpolateTable = (knots: readonly number[], values: readonly number[], at: number): number => {
  const last = knots.length - 1
  const sign = knots[last] > knots[0] ? 1 : -1
  if (sign * (at - knots[0]) <= 0) return values[0]
  if (sign * (at - knots[last]) >= 0) return values[last]
  let i = 0
  while (sign * (at - knots[i + 1]) > 0) i++
  const width = knots[i + 1] - knots[i]
  const f = (at - knots[i]) / width
  const slopeAt = (k: number): number => {
    const before = Math.max(0, k - 1)
    const after = Math.min(last, k + 1)
    return ((values[after] - values[before]) / (knots[after] - knots[before])) * width
  }
  const slope1 = slopeAt(i)
  const slope2 = slopeAt(i + 1)
  const jump = values[i + 1] - values[i]
  return values[i] + f * (slope1 + f * (3 * jump - 2 * slope1 - slope2 + f * (slope1 + slope2 - 2 * jump)))
}
