import { badInput } from '../model/errors.ts'
import type { NearestOptions, NearestPoints } from '../model/queries.ts'
import { halvingOrder, leafCountFor, leafStart } from './halvingOrder.ts'

type Coordinates = Float32Array | Float64Array

/** Most points a leaf holds: few enough to test them all, many enough to keep the tree in the cache. */
const leafCapacity = 16
/** Deeper than any tree that fits into memory. */
const maxDepth = 40

/** What a tree consists of: plain arrays that can be sent to another thread. */
export interface KdTreeParts {
  readonly points: Coordinates
  readonly blocks: Coordinates
  readonly order: Uint32Array
  readonly axes: Uint8Array
  readonly splits: Coordinates
}

/**
 * Exact nearest neighbours in 3D: a complete tree by exact halving (`halvingOrder`), leaves of up to 16 points as
 * blocks x[16] y[16] z[16] padded with far points, depth-first from the near child with the squared distance to each
 * cell kept up to date axis by axis (Arya and Mount, 1993). A query allocates nothing.
 */
export class KdTree {
  /** Number of points. */
  readonly count: number
  private readonly points: Coordinates
  private readonly blocks: Coordinates
  private readonly order: Uint32Array
  private readonly axes: Uint8Array
  private readonly splits: Coordinates
  private readonly leafCount: number
  private readonly capacity: number
  private readonly stackNodes = new Int32Array(maxDepth)
  /** Four numbers an entry: squared distance to the cell and its offset along x, y, z. */
  private readonly stackOffsets = new Float64Array(maxDepth * 4)
  private foundSquared = Infinity

  /** `points`: `[n*3]` xyz rows, finite, kept (not copied) and not to be changed. Throws input/not-finite. */
  constructor(points: Coordinates, parts: KdTreeParts = partsFor(points)) {
    this.count = points.length / 3
    this.points = parts.points
    this.blocks = parts.blocks
    this.order = parts.order
    this.axes = parts.axes
    this.splits = parts.splits
    this.leafCount = parts.axes.length + 1
    this.capacity = parts.blocks.length / 3 / this.leafCount
  }

  static fromTransferable(parts: KdTreeParts): KdTree {
    return new KdTree(parts.points, parts)
  }

  /** The arrays themselves, not copies. */
  toTransferable(): KdTreeParts {
    return { points: this.points, blocks: this.blocks, order: this.order, axes: this.axes, splits: this.splits }
  }

  /** Nearest point of every query, `[m*3]` xyz rows. A query that is not finite finds nothing. */
  nearest(queries: Coordinates, options: NearestOptions = {}): NearestPoints {
    const queryCount = queries.length / 3
    const out = options.out ?? {
      indices: new Int32Array(queryCount),
      squaredDistances: new Float64Array(queryCount),
    }
    const { guesses } = options
    const limit = options.maxDistance === undefined ? Infinity : options.maxDistance * options.maxDistance
    for (let i = 0; i < queryCount; i++) {
      const x = queries[i * 3]
      const y = queries[i * 3 + 1]
      const z = queries[i * 3 + 2]
      const guess = guesses === undefined ? -1 : guesses[i]
      const squared = guess >= 0 ? this.squaredDistanceTo(guess, x, y, z) : limit
      const found = squared < limit ? this.search(x, y, z, squared, guess) : this.search(x, y, z, limit, -1)
      out.indices[i] = found
      out.squaredDistances[i] = found < 0 ? Infinity : this.foundSquared
    }
    return out
  }

  /** Index of the nearest point nearer than `√maxSquared`, or -1. */
  nearestOne(x: number, y: number, z: number, maxSquared = Infinity): number {
    return this.search(x, y, z, maxSquared, -1)
  }

  private squaredDistanceTo(index: number, x: number, y: number, z: number): number {
    const dx = this.points[index * 3] - x
    const dy = this.points[index * 3 + 1] - y
    const dz = this.points[index * 3 + 2] - z
    return dx * dx + dy * dy + dz * dz
  }

  /** Nearest point with a squared distance below `bestSquared`, else `best`; its squared distance in `foundSquared`. */
  private search(x: number, y: number, z: number, bestSquared: number, best: number): number {
    const { axes, splits, stackNodes, stackOffsets } = this
    const innerCount = axes.length
    let node = 0
    let cellSquared = 0
    let offsetX = 0
    let offsetY = 0
    let offsetZ = 0
    let depth = 0
    this.foundSquared = bestSquared
    for (;;) {
      while (node < innerCount) {
        const axis = axes[node]
        const offset = (axis === 0 ? x : axis === 1 ? y : z) - splits[node]
        const old = axis === 0 ? offsetX : axis === 1 ? offsetY : offsetZ
        const farSquared = cellSquared - old * old + offset * offset
        const near = 2 * node + (offset > 0 ? 2 : 1)
        if (farSquared < this.foundSquared) {
          stackNodes[depth] = 4 * node + 3 - near
          const entry = depth * 4
          stackOffsets[entry] = farSquared
          stackOffsets[entry + 1] = axis === 0 ? offset : offsetX
          stackOffsets[entry + 2] = axis === 1 ? offset : offsetY
          stackOffsets[entry + 3] = axis === 2 ? offset : offsetZ
          depth++
        }
        node = near
      }
      best = this.searchLeaf(node - innerCount, x, y, z, best)
      do {
        if (depth === 0) return best
        depth--
      } while (stackOffsets[depth * 4] >= this.foundSquared)
      node = stackNodes[depth]
      cellSquared = stackOffsets[depth * 4]
      offsetX = stackOffsets[depth * 4 + 1]
      offsetY = stackOffsets[depth * 4 + 2]
      offsetZ = stackOffsets[depth * 4 + 3]
    }
  }

  private searchLeaf(leaf: number, x: number, y: number, z: number, best: number): number {
    const { blocks, capacity } = this
    const startX = leaf * 3 * capacity
    const startY = startX + capacity
    const startZ = startY + capacity
    let bestSquared = this.foundSquared
    let slot = -1
    for (let i = 0; i < capacity; i++) {
      const dx = blocks[startX + i] - x
      const dy = blocks[startY + i] - y
      const dz = blocks[startZ + i] - z
      const squared = dx * dx + dy * dy + dz * dz
      if (squared < bestSquared) {
        bestSquared = squared
        slot = i
      }
    }
    if (slot < 0) return best
    this.foundSquared = bestSquared
    return this.order[leafStart(leaf, this.count, this.leafCount) + slot]
  }
}

const partsFor = (points: Coordinates): KdTreeParts => {
  if (points.length % 3 !== 0) throw new RangeError(`points must be xyz rows, but ${points.length} is not 3·n`)
  const count = points.length / 3
  const make = (length: number): Coordinates =>
    points instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
  const x = make(count)
  const y = make(count)
  const z = make(count)
  for (let i = 0; i < count; i++) {
    x[i] = points[i * 3]
    y[i] = points[i * 3 + 1]
    z[i] = points[i * 3 + 2]
    if (!Number.isFinite(x[i] + y[i] + z[i])) {
      throw badInput('not-finite', `Point ${i} is not a finite position, so nearest points cannot be searched.`)
    }
  }
  const leafCount = leafCountFor(count, leafCapacity)
  const { order, axes, splits } = halvingOrder({ x, y, z }, leafCount)
  const capacity = Math.max(1, Math.ceil(count / leafCount))
  const blocks = make(leafCount * 3 * capacity).fill(Infinity)
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const start = leafStart(leaf, count, leafCount)
    const end = leafStart(leaf + 1, count, leafCount)
    const block = leaf * 3 * capacity
    blocks.set(x.subarray(start, end), block)
    blocks.set(y.subarray(start, end), block + capacity)
    blocks.set(z.subarray(start, end), block + 2 * capacity)
  }
  return { points, blocks, order, axes, splits }
}
