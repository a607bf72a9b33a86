import type { Mesh } from '../../model/mesh.ts'
import type { ClosestPoints } from '../../model/queries.ts'
import { cornerAngle } from '../cornerAngle.ts'

/** A weight up to this counts as none: the closest point then lies on the edge opposite, or on a corner. */
const onBorderOf = 1e-7

/** Where on its triangle a closest point lies: its corners that count, in the triangle's order. */
const cornersOf = (closest: ClosestPoints, query: number): number => {
  let corners = 0
  for (let corner = 0; corner < 3; corner++) {
    if (closest.barycentrics[query * 3 + corner] > onBorderOf) corners |= 1 << corner
  }
  return corners
}

/** The corner(s) of a closest point on an edge or a vertex, by the bits of `cornersOf`; none inside a triangle. */
const cornerLists: readonly (readonly number[])[] = [[], [0], [1], [0, 1], [2], [0, 2], [1, 2], []]

export interface SignedSides {
  /** `[m]` 1 outside (the side the normals point to) or on the surface, -1 inside. */
  readonly sides: Int8Array
  /** Queries whose closest point lies on a border of the surface, where inside and outside are a matter of taste. */
  readonly onBorder: number
}

/**
 * On which side of the surface each query lies, from its closest point: by the triangle's normal, on an edge by the sum
 * of the normals of its triangles, on a vertex by the normals around it, weighted by their angles (Bærentzen and Aanæs,
 * "Signed distance computation using the angle weighted pseudonormal", TVCG 2005). Exact for closed surfaces without
 * overlaps. Only the edges and vertices that are asked for are looked at.
 *
 * @param queries `[m*3]` xyz rows in the surface's frame.
 */
export const sidesOf = (
  { positions, triangles }: Pick<Mesh, 'positions' | 'triangles'>,
  queries: Float32Array | Float64Array,
  closest: ClosestPoints,
): SignedSides => {
  const count = queries.length / 3
  const pseudo = gatherNormals({ positions, triangles }, closest, count)
  const sides = new Int8Array(count).fill(1)
  const normal = new Float64Array(3)
  let onBorder = 0
  for (let i = 0; i < count; i++) {
    const triangle = closest.triangles[i]
    if (triangle < 0) continue
    const corners = cornerLists[cornersOf(closest, i)].map((corner) => triangles[triangle * 3 + corner])
    if (corners.length === 0) faceNormal(positions, triangles, triangle, normal)
    else if (corners.length === 1) normal.set(pseudo.vertices.get(corners[0]) as Float64Array)
    else {
      const edge = pseudo.edges.get(edgeKey(corners[0], corners[1], positions.length)) as EdgeSum
      if (edge.faces === 1) onBorder++
      normal.set(edge.normal)
    }
    let height = 0
    for (let axis = 0; axis < 3; axis++) {
      height += normal[axis] * (queries[i * 3 + axis] - closest.points[i * 3 + axis])
    }
    if (height < 0) sides[i] = -1
  }
  return { sides, onBorder }
}

interface EdgeSum {
  readonly normal: Float64Array
  faces: number
}

/** Below 2⁵³ for every mesh that fits into memory. */
const edgeKey = (a: number, b: number, size: number): number => (a < b ? a * size + b : b * size + a)

/** Sums of normals at the edges and vertices on which a closest point lies: one pass over the triangles. */
const gatherNormals = (surface: Pick<Mesh, 'positions' | 'triangles'>, closest: ClosestPoints, count: number) => {
  const { positions, triangles } = surface
  const size = positions.length
  const edges = new Map<number, EdgeSum>()
  const vertices = new Map<number, Float64Array>()
  const isWanted = new Uint8Array(size / 3)
  for (let i = 0; i < count; i++) {
    const triangle = closest.triangles[i]
    if (triangle < 0) continue
    const [first, second] = cornerLists[cornersOf(closest, i)].map((corner) => triangles[triangle * 3 + corner])
    if (first === undefined) continue
    isWanted[first] = 1
    if (second === undefined) vertices.set(first, new Float64Array(3))
    else {
      isWanted[second] = 1
      edges.set(edgeKey(first, second, size), { normal: new Float64Array(3), faces: 0 })
    }
  }
  const normal = new Float64Array(3)
  for (let triangle = 0; triangle < triangles.length / 3; triangle++) {
    const at = triangle * 3
    if (!(isWanted[triangles[at]] || isWanted[triangles[at + 1]] || isWanted[triangles[at + 2]])) continue
    if (!faceNormal(positions, triangles, triangle, normal)) continue
    for (let corner = 0; corner < 3; corner++) {
      const here = triangles[at + corner]
      const next = triangles[at + ((corner + 1) % 3)]
      const edge = isWanted[here] && isWanted[next] ? edges.get(edgeKey(here, next, size)) : undefined
      if (edge) {
        edge.faces++
        add(edge.normal, normal, 1)
      }
      const vertex = isWanted[here] ? vertices.get(here) : undefined
      if (vertex) add(vertex, normal, cornerAngle(positions, here, next, triangles[at + ((corner + 2) % 3)]))
    }
  }
  return { edges, vertices }
}

const add = (sum: Float64Array, normal: Float64Array, weight: number): void => {
  for (let axis = 0; axis < 3; axis++) sum[axis] += weight * normal[axis]
}

/** Unit normal of a triangle; false (and 0 0 0) where it has no area. */
const faceNormal = (
  positions: Float32Array,
  triangles: Uint32Array,
  triangle: number,
  normal: Float64Array,
): boolean => {
  const a = triangles[triangle * 3] * 3
  const b = triangles[triangle * 3 + 1] * 3
  const c = triangles[triangle * 3 + 2] * 3
  const ux = positions[b] - positions[a]
  const uy = positions[b + 1] - positions[a + 1]
  const uz = positions[b + 2] - positions[a + 2]
  const vx = positions[c] - positions[a]
  const vy = positions[c + 1] - positions[a + 1]
  const vz = positions[c + 2] - positions[a + 2]
  normal[0] = uy * vz - uz * vy
  normal[1] = uz * vx - ux * vz
  normal[2] = ux * vy - uy * vx
  const length = Math.hypot(normal[0], normal[1], normal[2])
  if (!(length > 0)) return false
  for (let axis = 0; axis < 3; axis++) normal[axis] /= length
  return true
}
