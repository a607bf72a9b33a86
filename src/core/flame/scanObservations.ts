import { vertexNormals } from '../geometry/normals.ts'
import { selectQuantile } from '../geometry/selectRank.ts'
import type { HeadTopology } from './headTopology.ts'
import type { PointRows } from './pointRows.ts'
import { type ScanMatches, type ScanSurface, scanMatchesFor } from './scanSurface.ts'

/** How far the surface searches for its counterpart on the scan; farther is hair, clothes or nothing. */
const reachM = 0.03

export interface ObservationOptions {
  /** Width (m) of the Geman–McClure kernel: residuals well beyond it do not count. */
  readonly kernelM: number
  /** Vertices farther than this from the scan are covered: hair and clothes outside, or another surface inside. */
  readonly outsideM: number
  readonly insideM: number
  /** Rings of vertices next to covered ones that are not trusted either: where hair begins, it begins thin. */
  readonly erosionRings: number
  /** Scan and surface must face the same way at least this much. */
  readonly leastCosine: number
}

/**
 * What a scan says about each vertex of a surface: closest point, whether it may be believed, and how much.
 *
 * Skin is told from hair and clothes by growth: starting from vertices near the landmarks, a vertex is believed if it
 * lies close to the scan and hangs together with believed ones. Hair stands off, so the growth ends at the hairline,
 * and whatever lies behind is left to the model, even where a strand comes close by chance.
 */
export class ScanObservations {
  readonly matches: ScanMatches
  /** `[V]` 0…1, 0 for what is not believed. */
  readonly weights: Float64Array
  /** `[V]` signed distance (m) from the surface to the scan along the scan's normal, where the weight is not 0. */
  readonly residuals: Float64Array
  /** `[V]` 1 where growth has come. */
  readonly isReached: Uint8Array
  /** Median absolute residual (m) of the believed vertices, and their number. */
  medianM = 0
  count = 0
  private readonly scan: ScanSurface
  private readonly topology: HeadTopology
  private readonly triangles: Uint32Array
  private readonly isSeed: Uint8Array
  /** `[V]` reached vertices whose neighbours are still to be looked at: each is one once. */
  private readonly open: Uint32Array

  /** @param seeds vertices near landmarks, where the scan is sure to show skin. */
  constructor(
    scan: ScanSurface,
    mesh: { readonly triangles: Uint32Array; readonly topology: HeadTopology; readonly seeds: ArrayLike<number> },
  ) {
    const vertexCount = mesh.topology.isRim.length
    this.scan = scan
    this.topology = mesh.topology
    this.triangles = mesh.triangles
    this.matches = scanMatchesFor(vertexCount)
    this.weights = new Float64Array(vertexCount)
    this.residuals = new Float64Array(vertexCount)
    this.isReached = new Uint8Array(vertexCount)
    this.isSeed = new Uint8Array(vertexCount)
    this.open = new Uint32Array(vertexCount)
    for (let i = 0; i < mesh.seeds.length; i++) this.isSeed[mesh.seeds[i]] = 1
  }

  /** @param vertices `[V*3]` in the scan surface's frame, metres. */
  observe(vertices: Float64Array, options: ObservationOptions): void {
    this.scan.match(vertices, this.matches, reachM)
    const normals = vertexNormals({ positions: vertices, triangles: this.triangles })
    this.#grow(this.#coveredVertices(vertices, normals, options), options.erosionRings)
    this.#weigh(vertices, normals, options)
  }

  #coveredVertices(
    vertices: Float64Array,
    normals: Float32Array,
    { outsideM, insideM }: ObservationOptions,
  ): Uint8Array {
    const { triangles, points, distances } = this.matches.closest
    const isCovered = new Uint8Array(this.weights.length)
    for (let v = 0; v < isCovered.length; v++) {
      if (triangles[v] < 0 || this.topology.isEyeball[v]) continue
      const at = v * 3
      const along =
        normals[at] * (points[at] - vertices[at]) +
        normals[at + 1] * (points[at + 1] - vertices[at + 1]) +
        normals[at + 2] * (points[at + 2] - vertices[at + 2])
      if (distances[v] > (along > 0 ? outsideM : insideM)) isCovered[v] = 1
    }
    return isCovered
  }

  #grow(isCovered: Uint8Array, erosionRings: number): void {
    const { adjacency, isEyeball, isRim } = this.topology
    const { starts, neighbours } = adjacency
    const isBlocked = this.#dilated(isCovered, erosionRings)
    const { isReached } = this
    isReached.fill(0)
    const open = this.open
    let openCount = 0
    for (let v = 0; v < isReached.length; v++) {
      if (!this.isSeed[v] || isCovered[v]) continue
      isReached[v] = 1
      open[openCount++] = v
    }
    while (openCount > 0) {
      const v = open[--openCount]
      for (let k = starts[v]; k < starts[v + 1]; k++) {
        const next = neighbours[k]
        if (isReached[next] || isBlocked[next] || isEyeball[next] || isRim[next]) continue
        isReached[next] = 1
        open[openCount++] = next
      }
    }
  }

  /** The covered vertices and `rings` rings around them; seeds are never drawn in. */
  #dilated(isCovered: Uint8Array, rings: number): Uint8Array {
    const { starts, neighbours } = this.topology.adjacency
    let from = isCovered
    for (let ring = 0; ring < rings; ring++) {
      const to = from.slice()
      for (let v = 0; v < from.length; v++) {
        if (!from[v] || this.isSeed[v]) continue
        for (let k = starts[v]; k < starts[v + 1]; k++) if (!this.isSeed[neighbours[k]]) to[neighbours[k]] = 1
      }
      from = to
    }
    return from
  }

  #weigh(vertices: Float64Array, normals: Float32Array, { kernelM, leastCosine }: ObservationOptions): void {
    const { matches, weights, residuals, isReached } = this
    const { points } = matches.closest
    const absolute = new Float64Array(weights.length)
    let count = 0
    weights.fill(0)
    for (let v = 0; v < weights.length; v++) {
      if (!isReached[v] || !matches.isInside[v]) continue
      const at = v * 3
      const nx = matches.normals[at]
      const ny = matches.normals[at + 1]
      const nz = matches.normals[at + 2]
      if (nx * normals[at] + ny * normals[at + 1] + nz * normals[at + 2] < leastCosine) continue
      const residual =
        nx * (points[at] - vertices[at]) +
        ny * (points[at + 1] - vertices[at + 1]) +
        nz * (points[at + 2] - vertices[at + 2])
      const relative = residual / kernelM
      residuals[v] = residual
      weights[v] = 1 / (1 + relative * relative) ** 2
      absolute[count++] = Math.abs(residual)
    }
    this.count = count
    this.medianM = count > 0 ? selectQuantile(absolute.subarray(0, count), 0.5) : 0
  }

  /**
   * Adds a row for every believed vertex: the surface should move along the scan's normal onto the scan.
   * @param offsets `[V*3]` by which the observed surface differs from the model's; the rows speak of the model plus
   * an unknown offset.
   * @param weight of a row in full (1/m²).
   */
  addRows(rows: PointRows, offsets: Float64Array | null, weight: number): void {
    const { normals } = this.matches
    for (let v = 0; v < this.weights.length; v++) {
      if (this.weights[v] === 0) continue
      const at = v * 3
      const present = offsets
        ? normals[at] * offsets[at] + normals[at + 1] * offsets[at + 1] + normals[at + 2] * offsets[at + 2]
        : 0
      const row = rows.addVertex(v, this.weights[v] * weight)
      rows.setDirection(row, normals[at], normals[at + 1], normals[at + 2], this.residuals[v] + present)
    }
  }
}
