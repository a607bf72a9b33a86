import { PlacedSurface, type Placement, searchedMesh } from '../geometry/placedSurface.ts'
import { meshPieces, meshSurroundings } from '../kernels/meshSurroundings.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { type ClosestPoints, closestPointsFor } from '../model/queries.ts'
import type { RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'
import { scanNoise } from './scanNoise.ts'

/** Pieces with a smaller share of the largest piece's triangles are taken for floating clutter. */
const smallestPieceShare = 0.02
/** Rounds of averaging over neighbours that take the scanner's noise out of the normals. */
const normalSmoothingRounds = 2

/** Noise is measured within this distance of the origin, which lies among the landmarks. */
const noiseRadiusM = 0.08

/** What is nearest to each of `n` points. */
export interface ScanMatches {
  /** `[n]` triangle of the surface, −1 where there is none within reach. */
  readonly closest: ClosestPoints
  /** `[n*3]` unit normals of the scan there, its noise averaged out. */
  readonly normals: Float64Array
  /** `[n]` 0 where the place is on the scan's rim, or there is none; else 1. */
  readonly isInside: Uint8Array
}

export const scanMatchesFor = (count: number): ScanMatches => ({
  closest: closestPointsFor(count),
  normals: new Float64Array(count * 3),
  isInside: new Uint8Array(count),
})

/** `[n]` distances (mm); −1 where there is no place inside the scan within reach. */
export const knownDistancesMm = ({ closest, isInside }: ScanMatches): Float32Array => {
  const distancesMm = new Float32Array(isInside.length)
  for (let i = 0; i < isInside.length; i++) distancesMm[i] = isInside[i] ? closest.distances[i] * 1000 : -1
  return distancesMm
}

/**
 * A scan as the fit sees it: metres, moved so that `originInScan` is the origin (single precision is enough there),
 * without floating pieces, searchable.
 */
export class ScanSurface {
  /** `[n*3]` metres, relative to the origin. */
  readonly positions: Float32Array
  /** `[m*3]` without floating pieces. */
  readonly triangles: Uint32Array
  readonly originInScan: Vec3
  /** Triangles left out as floating pieces. */
  readonly droppedTriangles: number
  /** `[n*3]` unit normals, the scanner's noise averaged out. */
  readonly normals: Float32Array
  /** Standard deviation (m) of the scanner's noise across the surface. */
  readonly noiseM: number
  /** `[n]` 1 for the vertices of the pieces that are searched. */
  readonly isKept: Uint8Array
  readonly #tree: PlacedSurface
  readonly #isBoundary: Uint8Array

  constructor(
    scan: Mesh,
    o: { readonly metresPerUnit: number; readonly originInScan: Vec3 },
    context: Pick<RunContext, 'signal' | 'trees'> = {},
  ) {
    this.originInScan = o.originInScan
    this.positions = movedToMetres(scan, o.metresPerUnit, o.originInScan)
    this.triangles = withoutFloatingPieces({ positions: this.positions, triangles: scan.triangles })
    this.droppedTriangles = (scan.triangles.length - this.triangles.length) / 3
    this.isKept = usedVertices(this.triangles, this.positions.length / 3)
    this.#tree = new PlacedSurface(searchedMesh({ ...scan, triangles: this.triangles }, placementOf(o)), context)
    const smoothingRounds = normalSmoothingRounds
    // Of all triangles: eyeballs are often pieces of their own, and the eyes are asked for their normals.
    const { isBoundary, normals, ...neighbours } = meshSurroundings(this.positions, scan.triangles, { smoothingRounds })
    this.#isBoundary = isBoundary
    this.normals = normals
    this.noiseM = scanNoise(this, neighbours, noiseRadiusM)
  }

  /** Gives the memory of the search back before the garbage collector would. Nothing is found afterwards. */
  release(): void {
    this.#tree.release()
  }

  /** Distance (m) of a point to the surface. */
  distanceTo([x, y, z]: Vec3): number {
    return this.#tree.closestPoint(x, y, z)?.distance ?? Infinity
  }

  /** Whether the surface is met from a point along a unit direction within a reach (m). */
  liesAlong(point: Vec3, direction: Vec3, reachM: number): boolean {
    const distanceM = this.#tree.distanceAlong(point, direction)
    return distanceM !== null && distanceM <= reachM
  }

  /** Finds the closest place of the surface for every point (`[n*3]`), starting from what `out` holds. */
  match(points: Float64Array, out: ScanMatches, maxDistanceM: number): void {
    const { closest, normals, isInside } = out
    this.#tree.closestPoints(points, closest, { maxDistance: maxDistanceM, guesses: closest.triangles })
    for (let i = 0; i < isInside.length; i++) {
      const triangle = closest.triangles[i]
      isInside[i] = 0
      if (triangle < 0) continue
      let rim = 0
      let x = 0
      let y = 0
      let z = 0
      for (let corner = 0; corner < 3; corner++) {
        const vertex = this.triangles[triangle * 3 + corner]
        const weight = closest.barycentrics[i * 3 + corner]
        rim += weight * this.#isBoundary[vertex]
        x += weight * this.normals[vertex * 3]
        y += weight * this.normals[vertex * 3 + 1]
        z += weight * this.normals[vertex * 3 + 2]
      }
      const length = Math.sqrt(x * x + y * y + z * z)
      if (!(length > 1e-6)) continue
      normals[i * 3] = x / length
      normals[i * 3 + 1] = y / length
      normals[i * 3 + 2] = z / length
      isInside[i] = rim < 0.9 ? 1 : 0
    }
  }
}

const placementOf = (o: { readonly metresPerUnit: number; readonly originInScan: Vec3 }): Placement => {
  const [x, y, z] = o.originInScan
  const scale = o.metresPerUnit
  return { scale, shift: [-x * scale, -y * scale, -z * scale] }
}

const usedVertices = (triangles: Uint32Array, count: number): Uint8Array => {
  const isUsed = new Uint8Array(count)
  for (let i = 0; i < triangles.length; i++) isUsed[triangles[i]] = 1
  return isUsed
}

const movedToMetres = (scan: Mesh, metresPerUnit: number, origin: Vec3): Float32Array => {
  const source = scan.positionsF64 ?? scan.positions
  const out = new Float32Array(source.length)
  for (let i = 0; i < source.length; i += 3) {
    out[i] = (source[i] - origin[0]) * metresPerUnit
    out[i + 1] = (source[i + 1] - origin[1]) * metresPerUnit
    out[i + 2] = (source[i + 2] - origin[2]) * metresPerUnit
  }
  return out
}

const withoutFloatingPieces = (surface: Pick<Mesh, 'positions' | 'triangles'>): Uint32Array => {
  const { triangles } = surface
  if (triangles.length === 0) {
    throw badInput(
      'scan-without-surface',
      'The scan has no triangles; a registration needs a surface, not a point cloud.',
    )
  }
  const { roots, triangleCounts } = meshPieces(triangles, surface.positions.length / 3)
  const largest = largestOf(triangleCounts)
  return trianglesOfPieces(triangles, roots, triangleCounts, largest * smallestPieceShare)
}

const largestOf = (counts: Uint32Array): number => {
  let largest = 0
  for (let i = 0; i < counts.length; i++) if (counts[i] > largest) largest = counts[i]
  return largest
}

/** Those of the pieces of at least so many triangles; all of them as they are where no piece is smaller. */
const trianglesOfPieces = (
  triangles: Uint32Array,
  roots: Uint32Array,
  counts: Uint32Array,
  fewest: number,
): Uint32Array => {
  const kept = new Uint32Array(triangles.length)
  let length = 0
  for (let i = 0; i < triangles.length; i += 3) {
    if (counts[roots[triangles[i]]] < fewest) continue
    kept[length++] = triangles[i]
    kept[length++] = triangles[i + 1]
    kept[length++] = triangles[i + 2]
  }
  return length === triangles.length ? triangles : kept.slice(0, length)
}
