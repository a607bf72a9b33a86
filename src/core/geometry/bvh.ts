import type { ClosestPoints, ClosestPointsOptions, SurfaceHit, TriangleSoup } from '../model/queries.ts'
import type { Vec3 } from '../model/transform.ts'
import { leafStart } from './halvingOrder.ts'
import { boxStride, buildTriangleHierarchy, type TriangleHierarchy } from './triangleHierarchy.ts'
import { closestOnTriangle, rayTriangle, type TriangleLeaves } from './triangleLeaves.ts'

/** Deeper than any hierarchy that fits into memory. */
const maxDepth = 64

/**
 * Closest points on, and ray hits with, a triangle surface. Exact; computed in double over corners stored in single
 * precision. A complete binary tree in flat arrays, walked nearest child first with an explicit stack. Batch queries
 * allocate nothing.
 */
export class TriangleBvh {
  /** Number of triangles. */
  readonly count: number
  private readonly hierarchy: TriangleHierarchy
  private readonly leaves: TriangleLeaves
  private readonly stackNodes = new Int32Array(maxDepth)
  private readonly stackBounds = new Float64Array(maxDepth)
  private readonly weights = new Float64Array(2)
  /** Origin and unit direction. */
  private readonly ray = new Float64Array(6)
  private foundPlace = -1
  private foundBound = Infinity
  private foundB = 0
  private foundC = 0

  /** Throws input/not-finite and input/index-out-of-range. A mesh without triangles is allowed and never hit. */
  constructor(soup: TriangleSoup, hierarchy: TriangleHierarchy = buildTriangleHierarchy(soup)) {
    this.hierarchy = hierarchy
    this.count = hierarchy.order.length
    this.leaves = { corners: hierarchy.corners, capacity: hierarchy.capacity }
  }

  static fromTransferable(hierarchy: TriangleHierarchy): TriangleBvh {
    return new TriangleBvh({ positions: new Float32Array(), triangles: new Uint32Array() }, hierarchy)
  }

  /** The arrays themselves, not copies. */
  toTransferable(): TriangleHierarchy {
    return this.hierarchy
  }

  /** Closest point of the surface within `maxDistance`, or null. */
  closestPoint(x: number, y: number, z: number, maxDistance = Infinity): SurfaceHit | null {
    if (!this.searchClosest(x, y, z, maxDistance * maxDistance, -1)) return null
    return this.foundHit(Math.sqrt(this.foundBound))
  }

  /** Closest points of many queries (`[m*3]` xyz rows) into `out`. A query that is not finite finds nothing. */
  closestPoints(queries: Float32Array | Float64Array, out: ClosestPoints, options: ClosestPointsOptions = {}): void {
    const { start = 0, end = queries.length / 3, maxDistance = Infinity, guesses } = options
    const limit = maxDistance * maxDistance
    const { triangles, barycentrics, points, distances } = out
    for (let i = start; i < end; i++) {
      const at = i * 3
      const guess = guesses === undefined ? -1 : guesses[i]
      if (!this.searchClosest(queries[at], queries[at + 1], queries[at + 2], limit, guess)) {
        triangles[i] = -1
        distances[i] = Infinity
        continue
      }
      const weightA = 1 - this.foundB - this.foundC
      triangles[i] = this.hierarchy.order[this.foundPlace]
      distances[i] = Math.sqrt(this.foundBound)
      barycentrics[at] = weightA
      barycentrics[at + 1] = this.foundB
      barycentrics[at + 2] = this.foundC
      this.writeFoundPoint(points, at)
    }
  }

  /** First hit of the ray on either side of a triangle, or null. `distance` is a length, whatever the direction's. */
  raycast(origin: Vec3, direction: Vec3): SurfaceHit | null {
    const length = Math.hypot(direction[0], direction[1], direction[2])
    if (!(length > 0 && length < Infinity) || this.count === 0) return null
    for (let axis = 0; axis < 3; axis++) {
      this.ray[axis] = origin[axis]
      this.ray[3 + axis] = direction[axis] / length
    }
    this.searchRay()
    return this.foundPlace < 0 ? null : this.foundHit(this.foundBound)
  }

  private foundHit(distance: number): SurfaceHit {
    const point = new Float64Array(3)
    this.writeFoundPoint(point, 0)
    return {
      triangle: this.hierarchy.order[this.foundPlace],
      barycentrics: [1 - this.foundB - this.foundC, this.foundB, this.foundC],
      point: [point[0], point[1], point[2]],
      distance,
    }
  }

  private writeFoundPoint(points: Float64Array, at: number): void {
    const { corners, capacity } = this.leaves
    const leaf = this.leafOf(this.foundPlace)
    const row = leaf * 9 * capacity + this.foundPlace - leafStart(leaf, this.count, this.hierarchy.leafCount)
    for (let axis = 0; axis < 3; axis++) {
      points[at + axis] =
        corners[row + axis * capacity] +
        this.foundB * corners[row + (3 + axis) * capacity] +
        this.foundC * corners[row + (6 + axis) * capacity]
    }
  }

  private leafOf(place: number): number {
    const { leafCount } = this.hierarchy
    // The even sharing leaf → ⌊leaf·count/leafCount⌋ inverted; both roundings are down, hence the ceiling here.
    return Math.ceil(((place + 1) * leafCount) / this.count) - 1
  }

  /** Leaves place, weights and squared distance in `found*`; false where nothing lies nearer than the limit. */
  private searchClosest(x: number, y: number, z: number, limitSquared: number, guess: number): boolean {
    this.foundPlace = -1
    this.foundBound = limitSquared
    if (this.count === 0) return false
    if (guess >= 0) this.tryTriangle(this.hierarchy.places[guess], x, y, z)
    const { stackNodes, stackBounds } = this
    const { boxes, leafCount } = this.hierarchy
    const innerCount = leafCount - 1
    let node = 0
    let depth = 0
    for (;;) {
      while (node < innerCount) {
        const left = boxSquared(boxes, node * boxStride, x, y, z)
        const right = boxSquared(boxes, node * boxStride + 6, x, y, z)
        const nearest = left <= right ? left : right
        if (!(nearest < this.foundBound)) break
        const farthest = left <= right ? right : left
        node = 2 * node + (left <= right ? 1 : 2)
        if (farthest < this.foundBound) {
          stackNodes[depth] = left <= right ? node + 1 : node - 1
          stackBounds[depth++] = farthest
        }
      }
      if (node >= innerCount) this.searchLeaf(node - innerCount, x, y, z)
      do {
        if (depth === 0) return this.foundPlace >= 0
        depth--
      } while (stackBounds[depth] >= this.foundBound)
      node = stackNodes[depth]
    }
  }

  private searchLeaf(leaf: number, x: number, y: number, z: number): void {
    const { capacity } = this.leaves
    const { leafCount } = this.hierarchy
    const block = leaf * 9 * capacity
    const first = leafStart(leaf, this.count, leafCount)
    const size = leafStart(leaf + 1, this.count, leafCount) - first
    for (let slot = 0; slot < size; slot++) {
      const squared = closestOnTriangle(this.leaves, block, slot, x, y, z, this.weights)
      if (squared < this.foundBound) this.keep(first + slot, squared)
    }
  }

  private tryTriangle(place: number, x: number, y: number, z: number): void {
    const leaf = this.leafOf(place)
    const slot = place - leafStart(leaf, this.count, this.hierarchy.leafCount)
    const block = leaf * 9 * this.leaves.capacity
    const squared = closestOnTriangle(this.leaves, block, slot, x, y, z, this.weights)
    if (squared < this.foundBound) this.keep(place, squared)
  }

  private keep(place: number, bound: number): void {
    this.foundBound = bound
    this.foundPlace = place
    this.foundB = this.weights[0]
    this.foundC = this.weights[1]
  }

  private searchRay(): void {
    this.foundPlace = -1
    this.foundBound = Infinity
    const { stackNodes, stackBounds, ray } = this
    const { boxes, leafCount } = this.hierarchy
    const innerCount = leafCount - 1
    let node = 0
    let depth = 0
    for (;;) {
      while (node < innerCount) {
        const left = boxEntry(boxes, node * boxStride, ray)
        const right = boxEntry(boxes, node * boxStride + 6, ray)
        const nearest = left <= right ? left : right
        if (!(nearest < this.foundBound)) break
        const farthest = left <= right ? right : left
        node = 2 * node + (left <= right ? 1 : 2)
        if (farthest < this.foundBound) {
          stackNodes[depth] = left <= right ? node + 1 : node - 1
          stackBounds[depth++] = farthest
        }
      }
      if (node >= innerCount) this.rayLeaf(node - innerCount)
      do {
        if (depth === 0) return
        depth--
      } while (stackBounds[depth] >= this.foundBound)
      node = stackNodes[depth]
    }
  }

  private rayLeaf(leaf: number): void {
    const { leafCount } = this.hierarchy
    const block = leaf * 9 * this.leaves.capacity
    const first = leafStart(leaf, this.count, leafCount)
    const size = leafStart(leaf + 1, this.count, leafCount) - first
    for (let slot = 0; slot < size; slot++) {
      const distance = rayTriangle(this.leaves, block, slot, this.ray, this.weights)
      if (distance < this.foundBound) this.keep(first + slot, distance)
    }
  }
}

/** Squared distance of a point to a box, 0 inside. */
const boxSquared = (boxes: Float32Array, box: number, x: number, y: number, z: number): number => {
  const dx = Math.max(boxes[box] - x, 0, x - boxes[box + 3])
  const dy = Math.max(boxes[box + 1] - y, 0, y - boxes[box + 4])
  const dz = Math.max(boxes[box + 2] - z, 0, z - boxes[box + 5])
  return dx * dx + dy * dy + dz * dz
}

/** Length along the unit ray at which it enters the box, 0 inside, Infinity where it misses. */
const boxEntry = (boxes: Float32Array, box: number, ray: Float64Array): number => {
  let enter = 0
  let leave = Infinity
  for (let axis = 0; axis < 3; axis++) {
    const from = boxes[box + axis] - ray[axis]
    const to = boxes[box + 3 + axis] - ray[axis]
    const along = ray[3 + axis]
    if (along === 0) {
      if (from > 0 || to < 0) return Infinity
      continue
    }
    const low = (along > 0 ? from : to) / along
    const high = (along > 0 ? to : from) / along
    if (low > enter) enter = low
    if (high < leave) leave = high
  }
  return enter <= leave ? enter : Infinity
}
