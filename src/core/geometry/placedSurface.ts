import { areScattered } from '../kernels/areScattered.ts'
import { triangleTreeOf } from '../kernels/keptTrees.ts'
import type { TriangleTree } from '../kernels/triangleTree.ts'
import type { Mesh } from '../model/mesh.ts'
import { type ClosestPoints, type ClosestPointsOptions, closestPointsFor, type SurfaceHit } from '../model/queries.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'

/** How a mesh is seen in another frame: p′ = scale·p + shift, scale above 0. */
export interface Placement {
  readonly scale: number
  readonly shift: Vec3
}

/** Queries that are moved at once, and between two looks at the cancel signal: a few milliseconds. */
export const coherentChunk = 1 << 14
/** Of queries that have to be sorted. */
export const scatteredChunk = 1 << 18

/** A mesh as it is searched, and how it is then seen from the frame of the surface. */
export interface SearchedMesh {
  /** `[n*3]` */
  readonly positions: Float32Array
  readonly triangles: Uint32Array
  readonly placement: Placement
}

/** Single precision about the frame's origin. */
const movedPositions = (source: Float64Array, { scale, shift }: Placement): Float32Array => {
  const moved = new Float32Array(source.length)
  for (let i = 0; i < source.length; i++) moved[i] = scale * source[i] + shift[i % 3]
  return moved
}

export const unmoved: Placement = { scale: 1, shift: [0, 0, 0] }

/**
 * The mesh as it is, so that one tree serves every frame. Only where it has positions in double precision, which single
 * precision would spoil far from the origin, the mesh moved into the frame.
 */
export const searchedMesh = ({ positions, positionsF64, triangles }: Mesh, placement: Placement): SearchedMesh =>
  positionsF64
    ? { positions: movedPositions(positionsF64, placement), triangles, placement: unmoved }
    : { positions, triangles, placement }

/**
 * A mesh to be searched in another frame than its own, by the tree of the mesh as it is: queries are moved to the mesh
 * and answers back.
 */
export class PlacedSurface {
  readonly #placement: Placement
  readonly #triangles: Uint32Array
  readonly #tree: TriangleTree
  readonly #context: Pick<RunContext, 'signal'>
  readonly #one = closestPointsFor(1)
  #rows = new Float32Array(0)

  /**
   * `isIndexed` where closest points and their corners alone are asked for: a tree of its own then takes less than half of
   * the memory, triangles have other numbers than in the mesh, and `distanceAlong` throws. Throws input/not-finite, input/index-out-of-range.
   */
  constructor({ placement, ...soup }: SearchedMesh, context: RunContext = {}, { isIndexed = false } = {}) {
    this.#placement = placement
    this.#triangles = soup.triangles
    this.#context = { signal: context.signal }
    this.#tree = triangleTreeOf(soup, context, { shared: false, isIndexed })
  }

  /** Gives the memory of the search back before the garbage collector would. Nothing is found afterwards. */
  release(): void {
    this.#tree.release()
  }

  /** Closest point within `maxDistance`, or null. */
  closestPoint(x: number, y: number, z: number, maxDistance = Infinity): SurfaceHit | null {
    const one = this.#one
    this.closestPoints(Float64Array.of(x, y, z), one, { maxDistance })
    const [triangle] = one.triangles
    if (triangle < 0) return null
    const [a, b, c] = one.barycentrics
    const [px, py, pz] = one.points
    return { triangle, barycentrics: [a, b, c], point: [px, py, pz], distance: one.distances[0] }
  }

  /**
   * Closest points of many queries (`[m*3]` rows) into `out`, as `TriangleTree.closestPoints`.
   * Throws job/cancelled between chunks.
   */
  closestPoints(
    queries: Float32Array | Float64Array,
    out: ClosestPoints,
    options: Omit<ClosestPointsOptions, 'start' | 'end'> & { readonly scattered?: boolean } = {},
  ): void {
    const count = queries.length / 3
    const { scale } = this.#placement
    const scattered = options.scattered ?? areScattered(queries)
    const chunk = scattered ? scatteredChunk : coherentChunk
    const maxDistance = (options.maxDistance ?? Infinity) / scale
    for (let start = 0; start < count; start += chunk) {
      checkCancelled(this.#context)
      const end = Math.min(count, start + chunk)
      const part = partOf(out, start, end)
      const guesses = options.guesses?.subarray(start, end)
      const rows = this.#toMesh(queries, start, end)
      this.#tree.closestPoints(rows, part, { maxDistance, scattered, ...(guesses ? { guesses } : {}) })
      this.#fromMesh(part)
    }
  }

  /** Vertices of the triangles that `closestPoints` has named, `[m*3]` into `corners`; of those of −1 anything. */
  cornersOf(triangles: Int32Array, corners: Uint32Array): void {
    if (this.#tree.isIndexed) {
      this.#tree.cornersOf(triangles, corners)
      return
    }
    for (let i = 0; i < triangles.length; i++) {
      const from = triangles[i] * 3
      for (let corner = 0; corner < 3; corner++) corners[i * 3 + corner] = this.#triangles[from + corner]
    }
  }

  /** Length of the ray to the first hit on either side of a triangle, or null; `direction` is of length 1. */
  distanceAlong([x, y, z]: Vec3, direction: Vec3): number | null {
    const { scale, shift } = this.#placement
    const hit = this.#tree.raycast([(x - shift[0]) / scale, (y - shift[1]) / scale, (z - shift[2]) / scale], direction)
    return hit && hit.distance * scale
  }

  #toMesh(queries: Float32Array | Float64Array, start: number, end: number): Float32Array {
    const length = (end - start) * 3
    if (this.#rows.length < length) this.#rows = new Float32Array(length)
    const rows = this.#rows.subarray(0, length)
    const { scale, shift } = this.#placement
    const [x, y, z] = shift
    for (let i = 0, at = start * 3; i < length; i += 3, at += 3) {
      rows[i] = (queries[at] - x) / scale
      rows[i + 1] = (queries[at + 1] - y) / scale
      rows[i + 2] = (queries[at + 2] - z) / scale
    }
    return rows
  }

  #fromMesh({ triangles, points, distances }: ClosestPoints): void {
    const { scale, shift } = this.#placement
    const [x, y, z] = shift
    for (let i = 0, at = 0; i < triangles.length; i++, at += 3) {
      if (triangles[i] < 0) continue
      distances[i] *= scale
      points[at] = scale * points[at] + x
      points[at + 1] = scale * points[at + 1] + y
      points[at + 2] = scale * points[at + 2] + z
    }
  }
}

const partOf = ({ triangles, barycentrics, points, distances }: ClosestPoints, start: number, end: number) => ({
  triangles: triangles.subarray(start, end),
  barycentrics: barycentrics.subarray(start * 3, end * 3),
  points: points.subarray(start * 3, end * 3),
  distances: distances.subarray(start, end),
})
