/**
 * Numbers, ascending, of the points (`[n*3]`) that lie nearer than `reach` to any of some places (`[m*3]`), in their
 * common unit and frame. For some places: it looks at each of them.
 */
export const pointsNear = (points: Float64Array, places: Float64Array, reach: number): Uint32Array => {
  const found = new Uint32Array(points.length / 3)
  let count = 0
  for (let at = 0; at < points.length; at += 3) if (isNear(points, at, places, reach * reach)) found[count++] = at / 3
  return found.slice(0, count)
}

const isNear = (points: Float64Array, at: number, places: Float64Array, squaredReach: number): boolean => {
  for (let other = 0; other < places.length; other += 3) {
    const x = points[at] - places[other]
    const y = points[at + 1] - places[other + 1]
    const z = points[at + 2] - places[other + 2]
    if (x * x + y * y + z * z < squaredReach) return true
  }
  return false
}
