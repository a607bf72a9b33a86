import type { Mesh } from '../model/mesh.ts'
import { unite } from './disjointSets.ts'
import { type EdgeTable, edgesOf } from './edges.ts'

type Surface = Pick<Mesh, 'positions' | 'triangles'>

export interface SurfaceClosure {
  /** Every edge joins exactly two triangles that run along it in opposite directions, and there is a triangle. */
  readonly isWatertight: boolean
  /** Vertices at which the triangles around fall into several fans that share no edge there. */
  readonly nonManifoldVertices: number
}

/**
 * Whether the surface encloses a volume, and where it only touches itself in a point. Corners of neighbouring triangles
 * are united across their common edge; a vertex whose corners stay apart has several fans. Triangles that name a vertex
 * twice are passed over, as in the edge table.
 */
export const surfaceClosure = (surface: Surface, edges: EdgeTable = edgesOf(surface)): SurfaceClosure => {
  const { positions, triangles } = surface
  const parents = new Uint32Array(triangles.length)
  for (let corner = 0; corner < parents.length; corner++) parents[corner] = corner
  const edgeCount = edges.low.length
  // One more than the corner that was first seen at either end of each edge; 0 where none was yet.
  const firstAtLow = new Uint32Array(edgeCount)
  const firstAtHigh = new Uint32Array(edgeCount)
  const balance = new Int32Array(edgeCount)
  const isUsed = new Uint8Array(triangles.length)
  for (let first = 0; first < triangles.length; first += 3) {
    if (namesVertexTwice(triangles, first)) continue
    for (let k = 0; k < 3; k++) {
      const from = first + k
      const to = first + ((k + 1) % 3)
      const isForward = triangles[from] < triangles[to]
      const low = isForward ? from : to
      const high = isForward ? to : from
      const edge = edgeBetween(edges, triangles[low], triangles[high])
      isUsed[from] = 1
      balance[edge] += isForward ? 1 : -1
      if (firstAtLow[edge] === 0) {
        firstAtLow[edge] = low + 1
        firstAtHigh[edge] = high + 1
      } else {
        unite(parents, firstAtLow[edge] - 1, low)
        unite(parents, firstAtHigh[edge] - 1, high)
      }
    }
  }
  const isWatertight = edgeCount > 0 && edges.uses.every((uses, edge) => uses === 2 && balance[edge] === 0)
  return { isWatertight, nonManifoldVertices: severalFans({ parents, isUsed, triangles }, positions.length / 3) }
}

/** How many vertices have corners in more than one set. */
const severalFans = (
  { parents, isUsed, triangles }: { parents: Uint32Array; isUsed: Uint8Array; triangles: Uint32Array },
  vertexCount: number,
): number => {
  const fans = new Uint32Array(vertexCount)
  for (let corner = 0; corner < parents.length; corner++) {
    if (isUsed[corner] && parents[corner] === corner) fans[triangles[corner]]++
  }
  return fans.reduce((count, number) => (number > 1 ? count + 1 : count), 0)
}

const namesVertexTwice = (triangles: Uint32Array, first: number): boolean =>
  triangles[first] === triangles[first + 1] ||
  triangles[first + 1] === triangles[first + 2] ||
  triangles[first + 2] === triangles[first]

/** The edge's place in the table, by bisection among the edges of its lower vertex. */
const edgeBetween = ({ starts, high }: EdgeTable, lowVertex: number, highVertex: number): number => {
  let from = starts[lowVertex]
  let to = starts[lowVertex + 1] - 1
  while (from < to) {
    const middle = (from + to) >> 1
    if (high[middle] < highVertex) from = middle + 1
    else to = middle
  }
  return from
}
