import { areScattered } from '../../kernels/areScattered.ts'
import { pointTreeOf } from '../../kernels/keptTrees.ts'
import type { Mesh } from '../../model/mesh.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import {
  coherentChunk,
  PlacedSurface,
  type Placement,
  type SearchedMesh,
  scatteredChunk,
  searchedMesh,
  unmoved,
} from '../placedSurface.ts'
import { normalsAndBoundary } from '../topology.ts'
import { CurvedSurface, type FlatPlaces } from './curvedSurface.ts'
import { type Matches, matchesFor, matchState } from './matches.ts'

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

const triangleTarget = (mesh: SearchedMesh, trust: Float32Array | null, context: RunContext): TargetSurface => {
  const { packedNormals, isBoundary } = normalsAndBoundary(mesh)
  checkCancelled(context)
  const tree = new PlacedSurface(mesh, context, { isIndexed: true })
  const surface = new CurvedSurface({ ...mesh, packedNormals, isBoundary, trust })
  const matcher = (count: number) => {
    const matches = matchesFor(count, { hasTrust: trust !== null })
    const triangles = new Int32Array(count).fill(-1)
    let flat: FlatMatches | null = null
    return (points: Float64Array, maxDistance: number): Matches => {
      flat ??= flatMatchesFor(points)
      const { atOnce, scattered, corners, barycentrics } = flat
      for (let start = 0; start < count; start += atOnce) {
        const end = Math.min(count, start + atOnce)
        const guesses = triangles.subarray(start, end)
        const found = {
          triangles: guesses,
          barycentrics,
          points: matches.points.subarray(start * 3, end * 3),
          distances: matches.distances.subarray(start, end),
        }
        tree.closestPoints(points.subarray(start * 3, end * 3), found, { maxDistance, guesses, scattered })
        tree.cornersOf(guesses, corners.subarray(0, (end - start) * 3))
        for (let i = start; i < end; i++) {
          matches.states[i] = triangles[i] < 0 ? matchState.none : surface.raise(matches, i, flat, i - start)
        }
      }
      return matches
    }
  }
  return { hasNormals: true, matcher, release: () => tree.release() }
}

/** Where some closest points lie on their flat triangles, and how many are looked for at once. */
interface FlatMatches extends FlatPlaces {
  readonly atOnce: number
  readonly scattered: boolean
}

const flatMatchesFor = (points: Float64Array): FlatMatches => {
  const scattered = areScattered(points)
  const atOnce = Math.min(points.length / 3, scattered ? scatteredChunk : coherentChunk)
  return { atOnce, scattered, corners: new Uint32Array(atOnce * 3), barycentrics: new Float64Array(atOnce * 3) }
}

const pointTarget = (
  { positions, placement }: SearchedMesh,
  { trust, normals }: { readonly trust: Float32Array | null; readonly normals: Float32Array | null },
  context: RunContext,
): TargetSurface => {
  const tree = pointTreeOf(positions, context)
  const { scale, shift } = placement
  const matcher = (count: number) => {
    const matches = matchesFor(count, { hasTrust: trust !== null })
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
        if (trust && matches.trust) matches.trust[i] = trust[vertex]
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
