const samples = 200
/** Neighbours of a scan's vertices in file order lie far nearer to each other than this share of its size. */
const scatteredShare = 0.05

/**
 * Whether neighbouring rows of `rows` (`[n*3]` xyz) tend to lie far apart: the median step between neighbours is more
 * than 5 % of the extent of the sample.
 */
export const areScattered = (rows: Float32Array | Float64Array): boolean => {
  const count = rows.length / 3
  if (count < 2 * samples) return false
  const steps = new Float64Array(samples)
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < samples; i++) {
    const row = Math.floor((i * (count - 1)) / samples) * 3
    let squared = 0
    for (let axis = 0; axis < 3; axis++) {
      const value = rows[row + axis]
      squared += (rows[row + 3 + axis] - value) ** 2
      if (value < low[axis]) low[axis] = value
      if (value > high[axis]) high[axis] = value
    }
    steps[i] = Math.sqrt(squared)
  }
  const extent = Math.hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2])
  return steps.sort()[samples / 2] > scatteredShare * extent
}
