import { badInput } from '../model/errors.ts'
import {
  type ClosestPoints,
  type ClosestPointsOptions,
  closestPointsFor,
  type SurfaceHit,
  type TriangleSoup,
} from '../model/queries.ts'
import type { Vec3 } from '../model/transform.ts'
import { areScattered } from './areScattered.ts'
import { type BoxTreeShape, boxTreeShape, nodeBytes } from './boxTreeShape.ts'
import { curveCountBytes } from './kernelExports.ts'
import { KernelInstance } from './kernelInstance.ts'

const leafTriangles = 4
const leafBytes = 9 * 4 * leafTriangles
const treeBytes = 36
const batchBytes = 28
const numbersPerResult = 7
/** Queries the kernel gets at once: enough to sort well, few enough to bound the scratch memory. */
const coherentBatch = 1 << 15
const scatteredBatch = 1 << 18

/** A tree another thread can attach to: the memory crosses by reference. */
export interface SharedTriangleTree {
  readonly memory: WebAssembly.Memory
  readonly tree: number
  readonly count: number
}

/**
 * Closest points on, and ray hits with, a triangle surface: the kernel behind `TriangleBvh`. Single precision chooses the
 * triangle, double computes the answer on it. Queries are rounded to single precision; rays are not.
 */
export class TriangleTree {
  /** Number of triangles. */
  readonly count: number
  readonly #instance: KernelInstance
  readonly #tree: number
  readonly #one = closestPointsFor(1)

  private constructor(instance: KernelInstance, tree: number, count: number) {
    this.#instance = instance
    this.#tree = tree
    this.count = count
  }

  /** The arrays are copied. Throws input/not-finite and input/index-out-of-range. */
  static build(soup: TriangleSoup, o: { shared: boolean } = { shared: false }): TriangleTree {
    const { positions, triangles } = soup
    const count = triangles.length / 3
    const instance = o.shared ? KernelInstance.createShared() : KernelInstance.ofThread()
    const tree = allocateTree(instance, boxTreeShape(count, leafTriangles))
    const [rows, indices, places] = instance.scratch(positions.length * 4, triangles.length * 4, count * 16)
    instance.float32(rows, positions.length).set(positions)
    instance.uint32(indices, triangles.length).set(triangles)
    const vertexCount = positions.length / 3
    const sound = instance.kernels.buildTriangleTree(tree, rows, vertexCount, indices, places)
    if (sound < count) {
      instance.release(tree)
      throw unsoundTriangle(soup, sound)
    }
    const built = new TriangleTree(instance, tree, count)
    if (!o.shared) instance.releaseWith(built, tree)
    return built
  }

  static attach(shared: SharedTriangleTree): TriangleTree {
    return new TriangleTree(KernelInstance.attach(shared.memory), shared.tree, shared.count)
  }

  /** Throws RangeError when the tree was not built with `shared`. */
  share(): SharedTriangleTree {
    if (!this.#instance.isShared) throw new RangeError('Only a tree that was built with shared: true can be shared.')
    return { memory: this.#instance.memory, tree: this.#tree, count: this.count }
  }

  /** Gives the memory back before the garbage collector would. The tree must not be used afterwards. */
  release(): void {
    if (!this.#instance.isShared) this.#instance.releaseOwned(this, this.#tree)
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
    const rayCount = origins.length / 3
    for (let start = 0; start < rayCount; start += coherentBatch) {
      this.#rayBatch(origins, directions, out, { start, end: Math.min(rayCount, start + coherentBatch) })
    }
  }

  #closestBatch(
    queries: Float32Array | Float64Array,
    out: ClosestPoints,
    o: { start: number; end: number; maxDistance: number; guesses: Int32Array | undefined; scattered: boolean },
  ): void {
    const instance = this.#instance
    const { kernels } = instance
    const count = o.end - o.start
    const sorts = o.scattered ? count : 0
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
    kernels.closestPoints(this.#tree, batch)
    this.#copyResults(out, { ...o, triangles, results })
  }

  #rayBatch(
    origins: Float32Array | Float64Array,
    directions: Float32Array | Float64Array,
    out: ClosestPoints,
    { start, end }: { start: number; end: number },
  ): void {
    const instance = this.#instance
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
    instance.kernels.firstHits(this.#tree, from, along, count, triangles, results)
    this.#copyResults(out, { start, end, triangles, results })
  }

  #copyResults(out: ClosestPoints, o: { start: number; end: number; triangles: number; results: number }): void {
    const instance = this.#instance
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

/** Memory of the tree and its header, as `TriangleTree` in triangleTree.h lays it out. */
const allocateTree = (instance: KernelInstance, shape: BoxTreeShape): number => {
  const [tree, nodes, leaves, ids, slots] = instance.allocateTogether(
    treeBytes,
    shape.innerCount * nodeBytes,
    shape.leafCount * leafBytes,
    shape.leafCount * leafTriangles * 4,
    shape.itemCount * 4,
  )
  instance
    .int32(tree, 8)
    .set([nodes, shape.innerCount, shape.childBase, shape.leafCount, shape.itemCount, leaves, ids, slots])
  return tree
}

const unsoundTriangle = ({ positions, triangles }: TriangleSoup, triangle: number): Error => {
  const vertexCount = positions.length / 3
  const largest = Math.max(...triangles.subarray(triangle * 3, triangle * 3 + 3))
  if (largest < vertexCount) {
    return badInput('not-finite', `Triangle ${triangle} has a corner that is not a finite position.`)
  }
  return badInput(
    'index-out-of-range',
    `Triangle ${triangle} names vertex ${largest}, but the mesh has ${vertexCount} vertices.`,
  )
}
