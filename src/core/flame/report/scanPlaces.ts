import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { closestPointsFor, nearestCorner } from '../../model/queries.ts'
import type { ScanShares } from '../../model/registration.ts'
import type { ScanSurface } from '../scanSurface.ts'

/** A scan point farther than this (m) from the registration belongs to nothing on it. */
const farM = 0.03

/** Where each scan point lies on the registration. */
export interface ScanPlaces {
  /** `[n]` the nearest corner; −1 where there is none within 30 mm, or the point is in a floating piece. */
  readonly vertices: Int32Array
  /** `[n]` metres to the surface, however far and in whatever piece. */
  readonly distancesM: Float32Array
}

export const scanPlaces = (
  { positions, isKept }: ScanSurface,
  { surface, triangles }: { readonly surface: Float64Array; readonly triangles: Uint32Array },
): ScanPlaces => {
  const count = positions.length / 3
  const closest = closestPointsFor(count)
  releasing(TriangleTree.build({ positions: Float32Array.from(surface), triangles }), (tree) =>
    tree.closestPoints(positions, closest),
  )
  const vertices = new Int32Array(count).fill(-1)
  for (let i = 0; i < count; i++) {
    const face = closest.triangles[i]
    if (!(closest.distances[i] <= farM) || !isKept[i]) continue
    vertices[i] = triangles[face * 3 + nearestCorner(closest, i)]
  }
  return { vertices, distancesM: Float32Array.from(closest.distances) }
}

/** Which of the places a scan point can go to a vertex of the registration stands for. */
export type ScanPlaceKind = 'used' | 'hair' | 'clothes' | 'besideFace'

/** Parts of the scan's points by where they went. */
export const scanShares = (
  { vertices }: ScanPlaces,
  { isKept }: ScanSurface,
  kindOf: (vertex: number) => ScanPlaceKind,
): ScanShares => {
  const counts = { used: 0, hair: 0, clothes: 0, besideFace: 0, far: 0, floating: 0 }
  for (let i = 0; i < vertices.length; i++) {
    counts[isKept[i] ? (vertices[i] < 0 ? 'far' : kindOf(vertices[i])) : 'floating']++
  }
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
