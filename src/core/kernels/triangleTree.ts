import { badInput } from '../model/errors.ts'
import {
  type ClosestPoints,
  type ClosestPointsOptions,
  closestPointsFor,
  type SurfaceHit,
  type TriangleSoup,
} from '../model/queries.ts'
import type { RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'
import { areScattered } from './areScattered.ts'
import { buildTree, type TreeBuildOptions, type TreeKind } from './buildTree.ts'
import { type IndexedTreePlan, indexedTreeStages, planIndexedTree } from './indexedTreeBuild.ts'
import { curveCountBytes } from './kernelExports.ts'
import { KernelInstance } from './kernelInstance.ts'
import { type SharedTree, TreeMemory } from './treeMemory.ts'
import { planTriangleTree, type TriangleTreePlan, triangleTreeStages } from './triangleTreeBuild.ts'

const batchBytes = 28
const numbersPerResult = 7
/** Queries the kernel gets at once: enough to sort well, few enough to bound the scratch memory. */
const coherentBatch = 1 << 15
const scatteredBatch = 1 << 18

export type SharedTriangleTree = SharedTree

/** The kernels that know how the leaves of a tree are laid out. */
interface TriangleLayout {
  readonly closest: 'closestPoints' | 'closestIndexedPoints'
  /** Null where triangles are named by their slots. */
  readonly findSlots: 'findTriangleSlots' | null
}

const usualLayout: TriangleLayout = { closest: 'closestPoints', findSlots: 'findTriangleSlots' }
const indexedLayout: TriangleLayout = { closest: 'closestIndexedPoints', findSlots: null }

/**
 * Closest points on, and ray hits with, a triangle surface: the kernel behind `TriangleBvh`. Single precision chooses the
 * triangle, double computes the answer on it. Queries are rounded to single precision; rays are not.
 */
export class TriangleTree {
  /** Number of triangles. */
  readonly count: number
  readonly #memory: TreeMemory
  readonly #one = closestPointsFor(1)
  readonly #layout: TriangleLayout

  private constructor(memory: TreeMemory, count: number, layout: TriangleLayout = usualLayout) {
    this.#memory = memory
    this.count = count
    this.#layout = layout
  }

  /** The arrays are copied. Throws input/not-finite, input/index-out-of-range, job/cancelled. */
  static build(soup: TriangleSoup, o: TreeBuildOptions = {}): TriangleTree {
    return new TriangleTree(buildTree(kind, soup, o), soup.triangles.length / 3)
  }

  /**
   * A tree of this thread in less than half of the memory, for closest points alone: the same answers, but that it
   * numbers the triangles in an order of its own, see `cornersOf`. Throws what `build` throws.
   */
  static buildIndexed(soup: TriangleSoup, { signal }: Pick<RunContext, 'signal'> = {}): TriangleTree {
    const memory = buildTree(indexedKind, soup, { context: { ...(signal ? { signal } : {}) } })
    return new TriangleTree(memory, soup.triangles.length / 3, indexedLayout)
  }

  static attach(shared: SharedTriangleTree): TriangleTree {
    return new TriangleTree(
      new TreeMemory(KernelInstance.attach(shared.memory), shared.tree, { isOwned: false }),
      shared.count,
    )
  }

  /** Throws RangeError when the tree was not built with `shared`. */
  share(): SharedTriangleTree {
    return { memory: this.#memory.shared(), tree: this.#memory.tree, count: this.count }
  }

  /** Gives the memory back before the garbage collector would. The tree must not be used afterwards. */
  release(): void {
    this.#memory.release()
  }

  /** Closest point of the surface within `maxDistance`, or null. */
  closestPoint(x: number, y: number, z: number, maxDistance = Infinity): SurfaceHit | null {
    this.closestPoints(new Float32Array([x, y, z]), this.#one, { maxDistance })
    return hitAt(this.#one)
  }

  /**
   * Closest points of many queries (`[m*3]` xyz rows) into `out`. A query that is not finite finds nothing.
   *
   * @param options.scattered Whether neighbours in the array are strangers in space (they are sorted first, same
   *   answers); found out from a sample when absent.
   */
  closestPoints(
    queries: Float32Array | Float64Array,
    out: ClosestPoints,
    options: ClosestPointsOptions & { readonly scattered?: boolean } = {},
  ): void {
    const { start = 0, end = queries.length / 3, maxDistance = Infinity, guesses } = options
    const scattered = options.scattered ?? areScattered(queries.subarray(start * 3, end * 3))
    const step = scattered ? scatteredBatch : coherentBatch
    for (let from = start; from < end; from += step) {
      const range = { start: from, end: Math.min(end, from + step) }
      this.#closestBatch(queries, out, { ...range, maxDistance, guesses, scattered })
    }
  }

  /** First hit of the ray on either side of a triangle, or null. `distance` is a length, whatever the direction's. */
  raycast(origin: Vec3, direction: Vec3): SurfaceHit | null {
    this.raycasts(new Float64Array(origin), new Float64Array(direction), this.#one)
    return hitAt(this.#one)
  }

  /**
   * First hits of many rays into `out`: `distances` are lengths along the rays, whatever the directions' lengths.
   * A ray without a direction hits nothing.
   */
  raycasts(origins: Float32Array | Float64Array, directions: Float32Array | Float64Array, out: ClosestPoints): void {
    if (this.isIndexed) throw new RangeError('A tree in less memory finds closest points, but no rays.')
    const rayCount = origins.length / 3
    for (let start = 0; start < rayCount; start += coherentBatch) {
      this.#rayBatch(origins, directions, out, { start, end: Math.min(rayCount, start + coherentBatch) })
    }
  }

  /** Whether its triangles have numbers of its own. */
  get isIndexed(): boolean {
    return this.#layout === indexedLayout
  }

  /** Of an indexed tree: the corners of the triangles that it has named, `[m*3]`; of those of −1 anything. */
  cornersOf(triangles: Int32Array, corners: Uint32Array): void {
    if (!this.isIndexed) throw new RangeError('The triangles of this tree have the numbers of the mesh.')
    const { instance, tree } = this.#memory
    const [slots, found] = instance.scratch(triangles.byteLength, corners.byteLength)
    instance.int32(slots, triangles.length).set(triangles)
    instance.kernels.findCorners(tree, slots, triangles.length, found)
    corners.set(instance.uint32(found, corners.length))
  }

  #needSlots(): void {
    const { instance, tree } = this.#memory
    const { findSlots } = this.#layout
    if (findSlots) this.#memory.needSlots(this.count, (slots) => instance.kernels[findSlots](tree, slots))
  }

  #closestBatch(
    queries: Float32Array | Float64Array,
    out: ClosestPoints,
    o: { start: number; end: number; maxDistance: number; guesses: Int32Array | undefined; scattered: boolean },
  ): void {
    const instance = this.#memory.instance
    const { kernels } = instance
    const count = o.end - o.start
    const sorts = o.scattered ? count : 0
    if (o.guesses) this.#needSlots()
    const [batch, rows, guesses, triangles, results, pairs, spare, counts] = instance.scratch(
      batchBytes,
      count * 12,
      o.guesses ? count * 4 : 0,
      count * 4,
      count * numbersPerResult * 8,
      sorts * 8,
      sorts * 8,
      curveCountBytes,
    )
    instance.float32(rows, count * 3).set(queries.subarray(o.start * 3, o.end * 3))
    if (o.guesses) instance.int32(guesses, count).set(o.guesses.subarray(o.start, o.end))
    const places = o.scattered ? kernels.orderQueries(rows, count, pairs, spare, counts) : 0
    instance.uint32(batch, 6).set([rows, o.guesses ? guesses : 0, places, triangles, results, count])
    instance.float32(batch + 24, 1)[0] = o.maxDistance * o.maxDistance
    kernels[this.#layout.closest](this.#memory.tree, batch)
    this.#copyResults(out, { ...o, triangles, results })
  }

  #rayBatch(
    origins: Float32Array | Float64Array,
    directions: Float32Array | Float64Array,
    out: ClosestPoints,
    { start, end }: { start: number; end: number },
  ): void {
    const instance = this.#memory.instance
    const count = end - start
    const [from, along, triangles, results] = instance.scratch(
      count * 24,
      count * 24,
      count * 4,
      count * numbersPerResult * 8,
    )
    instance.float64(from, count * 3).set(origins.subarray(start * 3, end * 3))
    const unit = instance.float64(along, count * 3)
    for (let i = 0; i < count * 3; i += 3) {
      const at = start * 3 + i
      const x = directions[at]
      const y = directions[at + 1]
      const z = directions[at + 2]
      const length = Math.sqrt(x * x + y * y + z * z)
      unit[i] = x / length
      unit[i + 1] = y / length
      unit[i + 2] = z / length
    }
    instance.kernels.firstHits(this.#memory.tree, from, along, count, triangles, results)
    this.#copyResults(out, { start, end, triangles, results })
  }

  #copyResults(out: ClosestPoints, o: { start: number; end: number; triangles: number; results: number }): void {
    const instance = this.#memory.instance
    const count = o.end - o.start
    out.triangles.set(instance.int32(o.triangles, count), o.start)
    out.distances.set(instance.float64(o.results, count), o.start)
    out.barycentrics.set(instance.float64(o.results + count * 8, count * 3), o.start * 3)
    out.points.set(instance.float64(o.results + count * 32, count * 3), o.start * 3)
    // What the kernel does not write is whatever the memory held.
    for (let i = o.start; i < o.end; i++) {
      if (out.triangles[i] >= 0) continue
      out.barycentrics.fill(0, i * 3, i * 3 + 3)
      out.points.fill(0, i * 3, i * 3 + 3)
    }
  }
}

const hitAt = ({ triangles, barycentrics, points, distances }: ClosestPoints): SurfaceHit | null =>
  triangles[0] < 0
    ? null
    : {
        triangle: triangles[0],
        barycentrics: [barycentrics[0], barycentrics[1], barycentrics[2]],
        point: [points[0], points[1], points[2]],
        distance: distances[0],
      }

/** The first triangle that names no vertex, or one that is not finite. */
const unsoundTriangle = ({ positions, triangles }: TriangleSoup): Error => {
  const vertexCount = positions.length / 3
  const isSound = (vertex: number): boolean =>
    Number.isFinite(positions[vertex * 3] + positions[vertex * 3 + 1] + positions[vertex * 3 + 2])
  const at = triangles.findIndex((vertex) => vertex >= vertexCount || !isSound(vertex))
  const triangle = Math.floor(at / 3)
  const largest = Math.max(...triangles.subarray(triangle * 3, triangle * 3 + 3))
  if (largest < vertexCount) {
    return badInput('not-finite', `Triangle ${triangle} has a corner that is not a finite position.`)
  }
  return badInput(
    'index-out-of-range',
    `Triangle ${triangle} names vertex ${largest}, but the mesh has ${vertexCount} vertices.`,
  )
}

const kind: TreeKind<TriangleSoup, TriangleTreePlan> = {
  kind: 'triangles',
  countOf: ({ triangles }) => triangles.length / 3,
  plan: planTriangleTree,
  stages: triangleTreeStages,
  refusal: unsoundTriangle,
}

/** Built by one thread: its stages read the mesh where it is. */
const indexedKind: TreeKind<TriangleSoup, IndexedTreePlan> = {
  ...kind,
  plan: planIndexedTree,
  stages: indexedTreeStages,
}
