/** Shorter ranges are sorted by insertion. */
const sortedBelow = 12

/**
 * Reorders `values` (finite) so that the one of the given rank (0: the least) stands at its place, none greater before
 * it and none smaller behind it; returns it. Linear in the length (Hoare's quickselect, 1961).
 */
export const selectRank = (values: Float64Array, rank: number): number => {
  let left = 0
  let right = values.length - 1
  while (right - left >= sortedBelow) {
    const pivot = middleOf(values[left], values[(left + right) >> 1], values[right])
    let low = left
    let high = right
    while (low <= high) {
      while (values[low] < pivot) low++
      while (values[high] > pivot) high--
      if (low > high) break
      const value = values[low]
      values[low++] = values[high]
      values[high--] = value
    }
    if (rank <= high) right = high
    else if (rank >= low) left = low
    else return values[rank]
  }
  sortByInsertion(values, left, right)
  return values[rank]
}

/** Value below which `fraction` of the values lie, as `quantile` of them in ascending order; reorders `values`. */
export const selectQuantile = (values: Float64Array, fraction: number): number => {
  const place = fraction * (values.length - 1)
  const below = Math.floor(place)
  const value = selectRank(values, below)
  if (place === below) return value
  let above = Infinity
  for (let i = below + 1; i < values.length; i++) if (values[i] < above) above = values[i]
  return value + (place - below) * (above - value)
}

const middleOf = (a: number, b: number, c: number): number => {
  const low = a < b ? a : b
  const high = a < b ? b : a
  if (c < low) return low
  return c > high ? high : c
}

const sortByInsertion = (values: Float64Array, left: number, right: number): void => {
  for (let i = left + 1; i <= right; i++) {
    const value = values[i]
    let at = i
    for (; at > left && values[at - 1] > value; at--) values[at] = values[at - 1]
    values[at] = value
  }
}
