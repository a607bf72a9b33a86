import { badInput } from '../model/errors.ts'
import type { KNearestPoints, NearestOptions, NearestPoints, PointsWithin } from '../model/queries.ts'
import { areScattered } from './areScattered.ts'
import { buildTree, type TreeBuildOptions, type TreeKind } from './buildTree.ts'
import { curveCountBytes } from './kernelExports.ts'
import { KernelInstance } from './kernelInstance.ts'
import { type PointTreePlan, planPointTree, pointTreeSlots, pointTreeStages } from './pointTreeBuild.ts'
import { type SharedTree, TreeMemory } from './treeMemory.ts'

const batchBytes = 28
/** Queries the kernel gets at once: enough to sort well, few enough to bound the scratch memory. */
const coherentBatch = 1 << 16
const scatteredBatch = 1 << 20

/** What the kernel keeps room for. */
const mostNearest = 256
const withinBatch = 1 << 12

export type SharedPointTree = SharedTree

/**
 * Exact nearest neighbours in 3D, in single precision: the kernel behind `KdTree`, with the same answers up to points
 * whose distances differ by less than rounding. Queries are rounded to single precision; distances are computed in
 * double from the rounded query.
 */
export class PointTree {
  /** Number of points. */
  readonly count: number
  readonly #memory: TreeMemory
  readonly #one = {
    query: new Float32Array(3),
    out: { indices: new Int32Array(1), squaredDistances: new Float64Array(1) },
  }

  private constructor(memory: TreeMemory, count: number) {
    this.#memory = memory
    this.count = count
  }

  /** `points`: `[n*3]` xyz rows, copied. Throws input/not-finite, job/cancelled. */
  static build(points: Float32Array, o: TreeBuildOptions = {}): PointTree {
    if (points.length % 3 !== 0) throw new RangeError(`points must be xyz rows, but ${points.length} is not 3·n`)
    return new PointTree(buildTree(kind, points, o), points.length / 3)
  }

  static attach(shared: SharedPointTree): PointTree {
    return new PointTree(
      new TreeMemory(KernelInstance.attach(shared.memory), shared.tree, { isOwned: false }),
      shared.count,
    )
  }

  /** Gives the memory back before the garbage collector would. The tree must not be used afterwards. */
  release(): void {
    this.#memory.release()
  }

  /** Throws RangeError when the tree was not built with `shared`. */
  share(): SharedPointTree {
    return { memory: this.#memory.shared(), tree: this.#memory.tree, count: this.count }
  }

  /**
   * Nearest point of every query, `[m*3]` xyz rows. A query that is not finite finds nothing.
   *
   * @param options.scattered Whether neighbours in the array are strangers in space (they are sorted first, same
   *   answers); found out from a sample when absent.
   */
  nearest(
    queries: Float32Array | Float64Array,
    options: NearestOptions & { readonly scattered?: boolean } = {},
  ): NearestPoints {
    const queryCount = queries.length / 3
    const out = options.out ?? { indices: new Int32Array(queryCount), squaredDistances: new Float64Array(queryCount) }
    const scattered = options.scattered ?? areScattered(queries)
    const step = scattered ? scatteredBatch : coherentBatch
    for (let start = 0; start < queryCount; start += step) {
      const end = Math.min(queryCount, start + step)
      this.#nearestBatch(
        queries.subarray(start * 3, end * 3),
        { maxDistance: options.maxDistance, guesses: options.guesses?.subarray(start, end), scattered },
        { indices: out.indices.subarray(start, end), squaredDistances: out.squaredDistances.subarray(start, end) },
      )
    }
    return out
  }

  /** Index of the nearest point nearer than `√maxSquared`, or -1. */
  nearestOne(x: number, y: number, z: number, maxSquared = Infinity): number {
    const { query, out } = this.#one
    query[0] = x
    query[1] = y
    query[2] = z
    this.#nearestBatch(query, { maxDistance: Math.sqrt(maxSquared), scattered: false }, out)
    return out.indices[0]
  }

  /**
   * The `k` nearest points of every query (`[m*3]` xyz rows), nearest first, nearer than `maxDistance`. A query that is
   * not finite finds nothing.
   *
   * @throws RangeError for a `k` below 1 or above 256.
   */
  kNearest(
    queries: Float32Array | Float64Array,
    k: number,
    { maxDistance = Infinity }: { readonly maxDistance?: number } = {},
  ): KNearestPoints {
    if (!Number.isInteger(k) || k < 1 || k > mostNearest)
      throw new RangeError(`k is ${k}, not from 1 to ${mostNearest}`)
    const instance = this.#memory.instance
    const queryCount = queries.length / 3
    const indices = new Int32Array(queryCount * k)
    const squaredDistances = new Float64Array(queryCount * k)
    const step = Math.max(1, Math.floor(coherentBatch / k))
    for (let start = 0; start < queryCount; start += step) {
      const count = Math.min(step, queryCount - start)
      const [rows, found, squared] = instance.scratch(count * 12, count * k * 4, count * k * 8)
      instance.float32(rows, count * 3).set(queries.subarray(start * 3, (start + count) * 3))
      instance.kernels.kNearestPoints(this.#memory.tree, rows, count, k, maxDistance * maxDistance, found, squared)
      indices.set(instance.int32(found, count * k), start * k)
      squaredDistances.set(instance.float64(squared, count * k), start * k)
    }
    return { k, indices, squaredDistances }
  }

  /** All points nearer than `radius` to every query (`[m*3]` xyz rows), in no order of distance. */
  within(queries: Float32Array | Float64Array, radius: number): PointsWithin {
    const instance = this.#memory.instance
    const queryCount = queries.length / 3
    const starts = new Uint32Array(queryCount + 1)
    const parts: Int32Array[] = []
    let total = 0
    for (let start = 0; start < queryCount; start += withinBatch) {
      const count = Math.min(withinBatch, queryCount - start)
      let capacity = count * 64
      for (;;) {
        const [rows, first, found] = instance.scratch(count * 12, (count + 1) * 4, capacity * 4)
        instance.float32(rows, count * 3).set(queries.subarray(start * 3, (start + count) * 3))
        const needed = instance.kernels.pointsWithin(
          this.#memory.tree,
          rows,
          count,
          radius * radius,
          first,
          found,
          capacity,
        )
        if (needed > capacity) {
          capacity = needed
          continue
        }
        const firsts = instance.uint32(first, count + 1)
        for (let i = 0; i <= count; i++) starts[start + i] = total + firsts[i]
        parts.push(instance.int32(found, needed).slice())
        total += needed
        break
      }
    }
    const indices = new Int32Array(total)
    let at = 0
    for (const part of parts) {
      indices.set(part, at)
      at += part.length
    }
    return { starts, indices }
  }

  #needSlots(): void {
    const { instance, tree } = this.#memory
    this.#memory.needSlots(pointTreeSlots(this.count), (slots) => instance.kernels.findPointSlots(tree, slots))
  }

  #nearestBatch(
    queries: Float32Array | Float64Array,
    o: { maxDistance: number | undefined; guesses?: Int32Array | undefined; scattered: boolean },
    out: NearestPoints,
  ): void {
    const instance = this.#memory.instance
    const { kernels } = instance
    const count = queries.length / 3
    const sorts = o.scattered ? count : 0
    if (o.guesses) this.#needSlots()
    const [batch, rows, guesses, indices, squared, pairs, spare, counts] = instance.scratch(
      batchBytes,
      count * 12,
      o.guesses ? count * 4 : 0,
      count * 4,
      count * 8,
      sorts * 8,
      sorts * 8,
      curveCountBytes,
    )
    instance.float32(rows, queries.length).set(queries)
    if (o.guesses) instance.int32(guesses, count).set(o.guesses)
    const places = o.scattered ? kernels.orderQueries(rows, count, pairs, spare, counts) : 0
    instance.uint32(batch, 6).set([rows, o.guesses ? guesses : 0, places, indices, squared, count])
    instance.float32(batch + 24, 1)[0] = o.maxDistance === undefined ? Infinity : o.maxDistance * o.maxDistance
    kernels.nearestPoints(this.#memory.tree, batch)
    out.indices.set(instance.int32(indices, count))
    out.squaredDistances.set(instance.float64(squared, count))
  }
}

const notFinite = (points: Float32Array): Error => {
  const bad = points.findIndex((value) => !Number.isFinite(value))
  return badInput(
    'not-finite',
    `Point ${Math.floor(bad / 3)} is not a finite position, so nearest points cannot be searched.`,
  )
}

const kind: TreeKind<Float32Array, PointTreePlan> = {
  kind: 'points',
  countOf: (points) => points.length / 3,
  plan: planPointTree,
  stages: pointTreeStages,
  refusal: notFinite,
}
