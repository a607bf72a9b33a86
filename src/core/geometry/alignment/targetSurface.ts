import { areScattered } from '../../kernels/areScattered.ts'
import { pointTreeOf } from '../../kernels/keptTrees.ts'
import type { Mesh } from '../../model/mesh.ts'
import { type ClosestPoints, closestPointsFor } from '../../model/queries.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { PlacedSurface, type Placement, type SearchedMesh, searchedMesh, unmoved } from '../placedSurface.ts'
import { normalsAndBoundary } from '../topology.ts'

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
  /** `[m]` sum of the principal curvatures there, 1/mm, positive where the surface bulges outwards; 0 for points. */
  readonly curvatures: Float64Array
  /** `[m]` 0..1 how much the target trusts itself there. */
  readonly trust: Float32Array
}

/** A target to be matched against; positions in millimetres, in the frame of the alignment. */
export interface TargetSurface {
  readonly hasNormals: boolean
  /** A matcher for `count` points: it remembers where the last counterparts were, so that the next search is short. */
  matcher(count: number): (points: Float64Array, maxDistance: number) => Matches
  /** Gives the memory of the search back before the garbage collector would. Nothing is matched afterwards. */
  release(): void
}

export interface Target {
  readonly mesh: Mesh
  /** The frame of the alignment from that of the mesh; the same where it is absent. */
  readonly placement?: Placement
  /** `[n]` 0..1 for each vertex of the mesh, null: 1 everywhere. */
  readonly trust?: Float32Array | null
}

/** Looks at the cancel signal, also between chunks of what is matched later. */
export const targetSurface = ({ mesh, placement = unmoved, trust = null }: Target, context: RunContext = {}) => {
  const searched = searchedMesh(mesh, placement)
  return mesh.triangles.length > 0
    ? triangleTarget(searched, trust, context)
    : pointTarget(searched, { trust, normals: mesh.normals ?? null }, context)
}

const matchesFor = (count: number, points: Float64Array, distances: Float64Array): Matches => ({
  points,
  normals: new Float64Array(count * 3),
  distances,
  states: new Uint8Array(count),
  curvatures: new Float64Array(count),
  trust: new Float32Array(count).fill(1),
})

/** Weight of a corner below which the closest point counts as lying on the opposite edge. */
const onEdge = 1e-9
/** Height of the curved surface over its triangle, against the distance to the corners, that is still smooth. */
const steepest = 0.15

const triangleTarget = (mesh: SearchedMesh, trust: Float32Array | null, context: RunContext): TargetSurface => {
  const { normals, isBoundary } = normalsAndBoundary(mesh)
  checkCancelled(context)
  const tree = new PlacedSurface(mesh, context, { isIndexed: true })
  const surface = { ...mesh, vertexNormals: normals, isBoundary, trust }
  const matcher = (count: number) => {
    const closest = closestPointsFor(count)
    const matches = matchesFor(count, new Float64Array(count * 3), closest.distances)
    let order: { readonly scattered: boolean } | null = null
    return (points: Float64Array, maxDistance: number): Matches => {
      order ??= { scattered: areScattered(points) }
      tree.closestPoints(points, closest, { maxDistance, guesses: closest.triangles, ...order })
      for (let i = 0; i < count; i++) {
        matches.states[i] = closest.triangles[i] < 0 ? matchState.none : describe(surface, closest, matches, i)
      }
      return matches
    }
  }
  return { hasNormals: true, matcher, release: () => tree.release() }
}

interface CurvedSurface extends SearchedMesh {
  readonly vertexNormals: Float32Array
  readonly isBoundary: Uint8Array
  readonly trust: Float32Array | null
}

/**
 * Fills in normal and raised point of match `i` and says whether it lies on the border.
 *
 * Flat triangles lie inside a convex surface by the sagitta, which shrinks whatever is fitted to them. Half the mean
 * height of the tangent planes of the three corners over the flat point is that sagitta to second order (Phong
 * tessellation, Boubekeur and Alexa, 2008, with α = ½, which is exact for a sphere).
 */
const describe = (surface: CurvedSurface, closest: ClosestPoints, matches: Matches, i: number): number => {
  const { positions, placement, triangles, vertexNormals: normals, isBoundary } = surface
  const { scale, shift } = placement
  const at = i * 3
  let isOnBorder = hasZeroWeight(closest.barycentrics, at)
  let [x, y, z, height, reach, trust] = [0, 0, 0, 0, 0, 0]
  for (let corner = 0; corner < 3; corner++) {
    const weight = closest.barycentrics[at + corner]
    const vertex = triangles[closest.triangles[i] * 3 + corner]
    if (weight > onEdge && isBoundary[vertex] === 0) isOnBorder = false
    const v = vertex * 3
    const toX = scale * positions[v] + shift[0] - closest.points[at]
    const toY = scale * positions[v + 1] + shift[1] - closest.points[at + 1]
    const toZ = scale * positions[v + 2] + shift[2] - closest.points[at + 2]
    x += weight * normals[v]
    y += weight * normals[v + 1]
    z += weight * normals[v + 2]
    height += (weight / 2) * (toX * normals[v] + toY * normals[v + 1] + toZ * normals[v + 2])
    if (surface.trust) trust += weight * surface.trust[vertex]
    const squared = toX * toX + toY * toY + toZ * toZ
    if (squared > reach) reach = squared
  }
  const length = Math.sqrt(x * x + y * y + z * z)
  if (length === 0) return matchState.none
  // Across a crease the normals describe no smooth surface: the flat point stays.
  const raised = Math.abs(height) < steepest * Math.sqrt(reach) ? height / length : 0
  matches.normals[at] = x / length
  matches.normals[at + 1] = y / length
  matches.normals[at + 2] = z / length
  matches.points[at] = closest.points[at] + raised * matches.normals[at]
  matches.points[at + 1] = closest.points[at + 1] + raised * matches.normals[at + 1]
  matches.points[at + 2] = closest.points[at + 2] + raised * matches.normals[at + 2]
  matches.curvatures[i] = divergenceOfNormals(surface, closest.triangles[i])
  if (surface.trust) matches.trust[i] = trust
  return isOnBorder ? matchState.border : matchState.found
}

/** Tighter curves than this (1/mm, both principal ones together) are taken for noise of the normals. */
const tightest = 0.2

/**
 * Divergence of the vertex normals over a triangle, which is the sum of its principal curvatures (1/mm): Σ n·∇φ over
 * its corners, φ the linear hat of each.
 */
const divergenceOfNormals = (surface: CurvedSurface, triangle: number): number => {
  const { positions, placement, triangles, vertexNormals: n } = surface
  const a = triangles[triangle * 3] * 3
  const b = triangles[triangle * 3 + 1] * 3
  const c = triangles[triangle * 3 + 2] * 3
  const ux = positions[b] - positions[a]
  const uy = positions[b + 1] - positions[a + 1]
  const uz = positions[b + 2] - positions[a + 2]
  const vx = positions[c] - positions[a]
  const vy = positions[c + 1] - positions[a + 1]
  const vz = positions[c + 2] - positions[a + 2]
  const x = uy * vz - uz * vy
  const y = uz * vx - ux * vz
  const z = ux * vy - uy * vx
  const squared = x * x + y * y + z * z
  if (!(squared > 0)) return 0
  // N × (c − b), N × (a − c), N × (b − a), each over the squared double area, are the gradients of the three hats.
  const alongA = turnedDot(x, y, z, vx - ux, vy - uy, vz - uz, n[a], n[a + 1], n[a + 2])
  const alongB = turnedDot(x, y, z, -vx, -vy, -vz, n[b], n[b + 1], n[b + 2])
  const alongC = turnedDot(x, y, z, ux, uy, uz, n[c], n[c + 1], n[c + 2])
  const divergence = (alongA + alongB + alongC) / (squared * placement.scale)
  return Math.max(-tightest, Math.min(tightest, divergence))
}

/** (x × e)·n */
const turnedDot = (
  x: number,
  y: number,
  z: number,
  ex: number,
  ey: number,
  ez: number,
  nx: number,
  ny: number,
  nz: number,
): number => (y * ez - z * ey) * nx + (z * ex - x * ez) * ny + (x * ey - y * ex) * nz

const hasZeroWeight = (barycentrics: Float64Array, at: number): boolean =>
  barycentrics[at] <= onEdge || barycentrics[at + 1] <= onEdge || barycentrics[at + 2] <= onEdge

const pointTarget = (
  { positions, placement }: SearchedMesh,
  { trust, normals }: { readonly trust: Float32Array | null; readonly normals: Float32Array | null },
  context: RunContext,
): TargetSurface => {
  const tree = pointTreeOf(positions, context)
  const { scale, shift } = placement
  const matcher = (count: number) => {
    const matches = matchesFor(count, new Float64Array(count * 3), new Float64Array(count))
    const nearest = { indices: new Int32Array(count).fill(-1), squaredDistances: matches.distances }
    const rows = new Float32Array(count * 3)
    return (points: Float64Array, maxDistance: number): Matches => {
      for (let i = 0; i < rows.length; i++) rows[i] = (points[i] - shift[i % 3]) / scale
      tree.nearest(rows, { maxDistance: maxDistance / scale, guesses: nearest.indices, out: nearest })
      for (let i = 0; i < count; i++) {
        const vertex = nearest.indices[i]
        matches.states[i] = vertex < 0 ? matchState.none : matchState.found
        matches.distances[i] = scale * Math.sqrt(matches.distances[i])
        if (vertex < 0) continue
        if (trust) matches.trust[i] = trust[vertex]
        for (let axis = 0; axis < 3; axis++) {
          matches.points[i * 3 + axis] = scale * positions[vertex * 3 + axis] + shift[axis]
          if (normals) matches.normals[i * 3 + axis] = normals[vertex * 3 + axis]
        }
      }
      return matches
    }
  }
  return { hasNormals: normals !== null, matcher, release: () => tree.release() }
}
