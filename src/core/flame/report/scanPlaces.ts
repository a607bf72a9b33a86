import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { closestPointsFor, nearestCorner } from '../../model/queries.ts'
import type { ScanShares } from '../../model/registration.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { ScanSurface } from '../scanSurface.ts'
import { OpenBorder } from './openBorder.ts'

/** A scan point farther than this (m) from the registration belongs to nothing on it. */
const farM = 0.03

/** Where each scan point lies on the registration. */
export interface ScanPlaces {
  /** `[n]` the nearest corner; −1 where there is none within 30 mm, or the point is in a floating piece. */
  readonly vertices: Int32Array
  /** `[n]` metres to the surface, however far and in whatever piece. */
  readonly distancesM: Float32Array
  /** `[n]` 1 where the nearest place is on the registration's open border: the point lies beside it, in an opening. */
  readonly isAtBorder: Uint8Array
}

export const scanPlaces = (
  { positions, isKept }: ScanSurface,
  { surface, triangles }: { readonly surface: Float64Array; readonly triangles: Uint32Array },
): ScanPlaces => {
  const count = positions.length / 3
  const closest = closestPointsFor(count)
  const mesh = { positions: Float32Array.from(surface), triangles }
  releasing(TriangleTree.build(mesh), (tree) => tree.closestPoints(positions, closest))
  const vertices = new Int32Array(count).fill(-1)
  const border = new OpenBorder(mesh)
  const isAtBorder = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const face = closest.triangles[i]
    if (face >= 0 && border.has(face, closest.barycentrics, i * 3)) isAtBorder[i] = 1
    if (!(closest.distances[i] <= farM) || !isKept[i]) continue
    vertices[i] = triangles[face * 3 + nearestCorner(closest, i)]
  }
  return { vertices, distancesM: Float32Array.from(closest.distances), isAtBorder }
}

/** The same with no distance (−1) where the nearest place is on the open border. */
export const insideOf = (places: ScanPlaces): ScanPlaces => {
  const distancesM = places.distancesM.slice()
  for (let i = 0; i < distancesM.length; i++) if (places.isAtBorder[i]) distancesM[i] = -1
  return { ...places, distancesM }
}

/** Distances (mm; negative: not known) of the scan points within a radius (m) of a place. */
export const distancesNear = (
  [x, y, z]: Vec3,
  radiusM: number,
  { positions }: Pick<ScanSurface, 'positions'>,
  { distancesM }: ScanPlaces,
): Float32Array => {
  const found = new Float32Array(distancesM.length)
  let count = 0
  for (let i = 0; i < found.length; i++) {
    const dx = positions[i * 3] - x
    const dy = positions[i * 3 + 1] - y
    const dz = positions[i * 3 + 2] - z
    if (dx * dx + dy * dy + dz * dz <= radiusM * radiusM) found[count++] = distancesM[i] * 1000
  }
  return found.slice(0, count)
}

/** Which of the places a scan point can go to a vertex of the registration stands for. */
export type ScanPlaceKind = 'used' | 'hair' | 'clothes' | 'besideFace'

/**
 * Parts of the scan's points by where they went.
 * @param kinds of each vertex of the registration.
 */
export const scanShares = (
  { vertices }: ScanPlaces,
  { isKept }: ScanSurface,
  kinds: readonly ScanPlaceKind[],
): ScanShares => {
  const counts = { used: 0, hair: 0, clothes: 0, besideFace: 0, far: 0, floating: 0 }
  const perVertex = new Uint32Array(kinds.length)
  for (let i = 0; i < vertices.length; i++) {
    if (isKept[i] === 0) counts.floating++
    else if (vertices[i] < 0) counts.far++
    else perVertex[vertices[i]]++
  }
  for (const [vertex, kind] of kinds.entries()) counts[kind] += perVertex[vertex]
  const share = (count: number): number => count / Math.max(1, vertices.length)
  return {
    used: share(counts.used),
    hair: share(counts.hair),
    clothes: share(counts.clothes),
    besideFace: share(counts.besideFace),
    far: share(counts.far),
    floating: share(counts.floating),
  }
}
