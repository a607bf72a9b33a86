/**
 * The order of points in a complete binary tree made by exact halving: every node splits its points on the widest axis
 * into two equal halves, so that children are 2k+1 and 2k+2, leaf ranges follow from arithmetic, and nothing but the
 * split of each node is stored (the layout of both the kd-tree and the triangle hierarchy).
 */
export interface HalvingOrder<T extends Float32Array | Float64Array> {
  /** `[n]`: the point that stands at each place, leaves from left to right. */
  readonly order: Uint32Array
  /** `[leafCount - 1]`: 0 x, 1 y, 2 z of the inner nodes in heap order. */
  readonly axes: Uint8Array
  /** `[leafCount - 1]`: left half ≤ split ≤ right half. */
  readonly splits: T
}

/** First place of a leaf when `count` points are shared out evenly over `leafCount` (a power of two) leaves. */
export const leafStart = (leaf: number, count: number, leafCount: number): number =>
  Math.floor((leaf * count) / leafCount)

/** The smallest power of two of leaves that leaves at most `capacity` points in each. */
export const leafCountFor = (count: number, capacity: number): number => {
  let leafCount = 1
  while (Math.ceil(count / leafCount) > capacity) leafCount *= 2
  return leafCount
}

/** Samples that decide the widest axis of a node: exact enough, and far cheaper than a pass over every level. */
const extentSamples = 96

/**
 * Sorts points into the tree. `x`, `y`, `z` (`[n]` each, finite) are working copies: they come back in tree order.
 */
export const halvingOrder = <T extends Float32Array | Float64Array>(
  coordinates: { readonly x: T; readonly y: T; readonly z: T },
  leafCount: number,
): HalvingOrder<T> => {
  const { x, y, z } = coordinates
  const count = x.length
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  const axes = new Uint8Array(leafCount - 1)
  const splits = (x instanceof Float64Array ? new Float64Array(leafCount - 1) : new Float32Array(leafCount - 1)) as T
  let node = 0
  for (let span = leafCount; span > 1; span >>= 1) {
    for (let leaf = 0; leaf < leafCount; leaf += span, node++) {
      const start = leafStart(leaf, count, leafCount)
      const end = leafStart(leaf + span, count, leafCount)
      const middle = leafStart(leaf + (span >> 1), count, leafCount)
      const axis = widestAxis(coordinates, start, end)
      axes[node] = axis
      if (middle >= end) continue
      if (axis === 0) selectRank(x, y, z, order, start, end - 1, middle)
      else if (axis === 1) selectRank(y, z, x, order, start, end - 1, middle)
      else selectRank(z, x, y, order, start, end - 1, middle)
      splits[node] = (axis === 0 ? x : axis === 1 ? y : z)[middle]
    }
  }
  return { order, axes, splits }
}

const sampledExtent = (values: Float32Array | Float64Array, start: number, end: number): number => {
  const step = Math.max(1, Math.floor((end - start) / extentSamples))
  let low = Infinity
  let high = -Infinity
  for (let i = start; i < end; i += step) {
    const value = values[i]
    if (value < low) low = value
    if (value > high) high = value
  }
  return high - low
}

const widestAxis = (
  { x, y, z }: { x: Float32Array | Float64Array; y: Float32Array | Float64Array; z: Float32Array | Float64Array },
  start: number,
  end: number,
): number => {
  const extentX = sampledExtent(x, start, end)
  const extentY = sampledExtent(y, start, end)
  const extentZ = sampledExtent(z, start, end)
  if (extentX >= extentY && extentX >= extentZ) return 0
  return extentY >= extentZ ? 1 : 2
}

/** Above this many values the pivot is taken from a sample around the rank (the published constant). */
const sampledPivotFrom = 600

/**
 * Puts the value of the given rank at its place, smaller or equal ones before it, greater or equal ones behind:
 * selection with a sampled pivot (Floyd and Rivest, CACM 1975, algorithm 489). `key` decides, `a`, `b` and `ids`
 * move along. `left`, `right` and `rank` are places, all inclusive.
 */
const selectRank = <T extends Float32Array | Float64Array>(
  key: T,
  a: T,
  b: T,
  ids: Uint32Array,
  left: number,
  right: number,
  rank: number,
): void => {
  while (right > left) {
    if (right - left > sampledPivotFrom) {
      const n = right - left + 1
      const i = rank - left + 1
      const logN = Math.log(n)
      const size = 0.5 * Math.exp((2 * logN) / 3)
      const deviation = 0.5 * Math.sqrt((logN * size * (n - size)) / n) * (i < n / 2 ? -1 : 1)
      const sampleLeft = Math.max(left, Math.floor(rank - (i * size) / n + deviation))
      const sampleRight = Math.min(right, Math.floor(rank + ((n - i) * size) / n + deviation))
      selectRank(key, a, b, ids, sampleLeft, sampleRight, rank)
    }
    const pivot = key[rank]
    let i = left
    let j = right
    while (i <= j) {
      while (key[i] < pivot) i++
      while (key[j] > pivot) j--
      if (i > j) break
      const keyI = key[i]
      const aI = a[i]
      const bI = b[i]
      const idI = ids[i]
      key[i] = key[j]
      a[i] = a[j]
      b[i] = b[j]
      ids[i] = ids[j]
      key[j] = keyI
      a[j] = aI
      b[j] = bI
      ids[j] = idI
      i++
      j--
    }
    if (rank <= j) right = j
    else if (rank >= i) left = i
    else return
  }
}
