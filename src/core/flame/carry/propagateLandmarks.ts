import { PlacedSurface, searchedMesh } from '../../geometry/placedSurface.ts'
import { meshSurroundings } from '../../kernels/meshSurroundings.ts'
import { releasing } from '../../kernels/releasing.ts'
import type { Landmark } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import type { SurfaceHit } from '../../model/queries.ts'
import type { RunContext } from '../../model/run.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkEmbedding } from '../embedding.ts'
import { pointOnSurface } from '../landmarkRows.ts'

/** A scan farther than this (m) from a landmark of the registration does not show it. */
const reachM = 0.006
/** On the scan's open rim a landmark must lie nearer (m) than this: beside it the surface has ended. */
const rimReachM = 0.0015
/** A point counts as on the rim where vertices of the open edge have at least this share of it. */
const rimShare = 0.9
/** Something over a missing place that stands off no farther than this (m) covers it: hair, a hand, glasses. */
const coverReachM = 0.04
/** Cosine: what lies straight above a place, not beside it. */
const leastAbove = 0.8

/** A landmark on the scan, and how far (mm) the registration lies from the scan there; null where nothing is near. */
export interface PropagatedLandmark extends Landmark {
  readonly distanceMm: number | null
}

/** A scan and its registration, as after `registerToFlame`. */
export interface RegisteredScan {
  readonly scan: Mesh
  readonly metresPerUnit: number
  /** `[V*3]` metres, in the scan's frame. */
  readonly vertices: Float64Array
  /** `[F*3]` */
  readonly triangles: Uint32Array
}

/** The names of an embedding's points as `matchLandmarks` knows them: its own, else `<length>:<index>`. */
export const pointNamesOf = ({ pointNames, listIndices, pointCount }: LandmarkEmbedding): readonly string[] =>
  pointNames ??
  Array.from({ length: pointCount }, (_, i) => (listIndices ? `468:${listIndices[i]}` : `${pointCount}:${i}`))

/**
 * Carries the points of an embedding from the registration to the closest places of the scan. A point is `missing`
 * where the scan has no surface within 6 mm (1.5 mm on its open rim), and `occluded` where instead something lies
 * straight above it within 40 mm. Positions are in the scan's frame and unit, triangles are the scan's.
 */
export const propagateLandmarks = (
  { scan, metresPerUnit, vertices, triangles }: RegisteredScan,
  embedding: LandmarkEmbedding,
  context: RunContext = {},
): PropagatedLandmark[] => {
  const originM: Vec3 = [vertices[0], vertices[1], vertices[2]]
  const shift = originM.map((value) => -value) as unknown as Vec3
  const { isBoundary } = meshSurroundings(scan.positions, scan.triangles, { smoothingRounds: 0 })
  const rimOf = ({ triangle, barycentrics }: SurfaceHit): number =>
    barycentrics.reduce((sum, weight, k) => sum + weight * isBoundary[scan.triangles[triangle * 3 + k]], 0)

  const carried = (tree: PlacedSurface, name: string, i: number): PropagatedLandmark => {
    const corners = cornersOf(triangles, embedding.faces[i])
    const [a, b, c] = embedding.barycentrics.subarray(i * 3, i * 3 + 3)
    const [x, y, z] = pointOnSurface({ vertices: corners, barycentrics: [a, b, c] }, vertices)
    const point: Vec3 = [x - originM[0], y - originM[1], z - originM[2]]
    const hit = tree.closestPoint(...point, coverReachM)
    if (!hit) return { name, status: 'missing', position: null, surface: null, distanceMm: null }
    const distanceMm = hit.distance * 1000
    const isOn = hit.distance <= (rimOf(hit) > rimShare ? rimReachM : reachM)
    if (!isOn) {
      const isCovered = hit.distance > reachM && isAbove(hit, point, normalOf(vertices, corners))
      return { name, status: isCovered ? 'occluded' : 'missing', position: null, surface: null, distanceMm }
    }
    return { name, status: 'placed', ...placeOn(scan, hit), distanceMm }
  }
  const searched = searchedMesh(scan, { scale: metresPerUnit, shift })
  return releasing(new PlacedSurface(searched, context), (tree) =>
    pointNamesOf(embedding).map((name, i) => carried(tree, name, i)),
  )
}

const cornersOf = (triangles: Uint32Array, face: number): readonly [number, number, number] => [
  triangles[face * 3],
  triangles[face * 3 + 1],
  triangles[face * 3 + 2],
]

/** Not of unit length. */
const normalOf = (p: Float64Array, [a, b, c]: readonly [number, number, number]): Vec3 => {
  const edge = (to: number, axis: number): number => p[to * 3 + axis] - p[a * 3 + axis]
  const [ux, uy, uz] = [edge(b, 0), edge(b, 1), edge(b, 2)]
  const [vx, vy, vz] = [edge(c, 0), edge(c, 1), edge(c, 2)]
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
}

const isAbove = (hit: SurfaceHit, point: Vec3, normal: Vec3): boolean => {
  const along = normal.reduce((sum, n, axis) => sum + n * (hit.point[axis] - point[axis]), 0)
  return along > leastAbove * hit.distance * Math.hypot(...normal)
}

/** The hit in the scan's own unit and frame, from its own corners. */
const placeOn = (scan: Mesh, { triangle, barycentrics }: SurfaceHit): Pick<Landmark, 'position' | 'surface'> => ({
  position: pointOnSurface(
    { vertices: cornersOf(scan.triangles, triangle), barycentrics },
    scan.positionsF64 ?? scan.positions,
  ),
  surface: { triangle, barycentrics },
})
