import { PointTree } from '../../kernels/pointTree.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import type { Mesh } from '../../model/mesh.ts'
import { type ClosestPoints, closestPointsFor } from '../../model/queries.ts'
import { vertexNormals } from '../normals.ts'
import { boundaryVertices } from '../topology.ts'

/** What became of the search for a counterpart. */
export const matchState = { none: 0, border: 1, found: 2 } as const

/** Counterparts of `m` points on the target, made once per set of points and used in every iteration. */
export interface Matches {
  /** `[m*3]` closest points, raised from flat triangles to the curved surface that their normals describe. */
  readonly points: Float64Array
  /** `[m*3]` unit normals there; 0 0 0 where the target has none. */
  readonly normals: Float64Array
  /** `[m]` to the flat triangles. */
  readonly distances: Float64Array
  /** `[m]` of `matchState`; `border`: the closest point lies on a border of the target, so the counterpart is missing. */
  readonly states: Uint8Array
}

/** A target to be matched against; positions in millimetres, in the frame of the alignment. */
export interface TargetSurface {
  readonly hasNormals: boolean
  /** A matcher for `count` points: it remembers where the last counterparts were, so that the next search is short. */
  matcher(count: number): (points: Float64Array, maxDistance: number) => Matches
}

export const targetSurface = (mesh: Mesh): TargetSurface =>
  mesh.triangles.length > 0 ? triangleTarget(mesh) : pointTarget(mesh)

const matchesFor = (count: number, points: Float64Array, distances: Float64Array): Matches => ({
  points,
  normals: new Float64Array(count * 3),
  distances,
  states: new Uint8Array(count),
})

/** Weight of a corner below which the closest point counts as lying on the opposite edge. */
const onEdge = 1e-9
/** Height of the curved surface over its triangle, against the distance to the corners, that is still smooth. */
const steepest = 0.15

const triangleTarget = (mesh: Mesh): TargetSurface => {
  const tree = TriangleTree.build(mesh)
  const surface = { ...mesh, vertexNormals: vertexNormals(mesh), isBoundary: boundaryVertices(mesh) }
  const matcher = (count: number) => {
    const closest = closestPointsFor(count)
    const matches = matchesFor(count, new Float64Array(count * 3), closest.distances)
    return (points: Float64Array, maxDistance: number): Matches => {
      tree.closestPoints(points, closest, { maxDistance, guesses: closest.triangles })
      for (let i = 0; i < count; i++) {
        matches.states[i] = closest.triangles[i] < 0 ? matchState.none : describe(surface, closest, matches, i)
      }
      return matches
    }
  }
  return { hasNormals: true, matcher }
}

interface CurvedSurface extends Mesh {
  readonly vertexNormals: Float32Array
  readonly isBoundary: Uint8Array
}

/**
 * Fills in normal and raised point of match `i` and says whether it lies on the border.
 *
 * Flat triangles lie inside a convex surface by the sagitta, which shrinks whatever is fitted to them. Half the mean
 * height of the tangent planes of the three corners over the flat point is that sagitta to second order (Phong
 * tessellation, Boubekeur and Alexa, 2008, with α = ½, which is exact for a sphere).
 */
const describe = (surface: CurvedSurface, closest: ClosestPoints, matches: Matches, i: number): number => {
  const { positions, triangles, vertexNormals: normals, isBoundary } = surface
  const at = i * 3
  let isOnBorder = hasZeroWeight(closest.barycentrics, at)
  let [x, y, z, height, reach] = [0, 0, 0, 0, 0]
  for (let corner = 0; corner < 3; corner++) {
    const weight = closest.barycentrics[at + corner]
    const vertex = triangles[closest.triangles[i] * 3 + corner]
    if (weight > onEdge && isBoundary[vertex] === 0) isOnBorder = false
    const v = vertex * 3
    const toX = positions[v] - closest.points[at]
    const toY = positions[v + 1] - closest.points[at + 1]
    const toZ = positions[v + 2] - closest.points[at + 2]
    x += weight * normals[v]
    y += weight * normals[v + 1]
    z += weight * normals[v + 2]
    height += (weight / 2) * (toX * normals[v] + toY * normals[v + 1] + toZ * normals[v + 2])
    reach = Math.max(reach, toX * toX + toY * toY + toZ * toZ)
  }
  const length = Math.hypot(x, y, z)
  if (length === 0) return matchState.none
  // Across a crease the normals describe no smooth surface: the flat point stays.
  const raised = Math.abs(height) < steepest * Math.sqrt(reach) ? height / length : 0
  matches.normals[at] = x / length
  matches.normals[at + 1] = y / length
  matches.normals[at + 2] = z / length
  for (let axis = 0; axis < 3; axis++) {
    matches.points[at + axis] = closest.points[at + axis] + raised * matches.normals[at + axis]
  }
  return isOnBorder ? matchState.border : matchState.found
}

const hasZeroWeight = (barycentrics: Float64Array, at: number): boolean =>
  barycentrics[at] <= onEdge || barycentrics[at + 1] <= onEdge || barycentrics[at + 2] <= onEdge

const pointTarget = (cloud: Mesh): TargetSurface => {
  const tree = PointTree.build(cloud.positions)
  const { positions, normals } = cloud
  const matcher = (count: number) => {
    const matches = matchesFor(count, new Float64Array(count * 3), new Float64Array(count))
    const nearest = { indices: new Int32Array(count).fill(-1), squaredDistances: matches.distances }
    return (points: Float64Array, maxDistance: number): Matches => {
      tree.nearest(points, { maxDistance, guesses: nearest.indices, out: nearest })
      for (let i = 0; i < count; i++) {
        const vertex = nearest.indices[i]
        matches.states[i] = vertex < 0 ? matchState.none : matchState.found
        matches.distances[i] = Math.sqrt(matches.distances[i])
        if (vertex < 0) continue
        for (let axis = 0; axis < 3; axis++) {
          matches.points[i * 3 + axis] = positions[vertex * 3 + axis]
          if (normals) matches.normals[i * 3 + axis] = normals[vertex * 3 + axis]
        }
      }
      return matches
    }
  }
  return { hasNormals: normals !== undefined, matcher }
}
