import type { Mesh } from '../model/mesh.ts'
import { type EdgeTable, edgesOf } from './edges.ts'

/**
 * The borders of the surface as rings of vertex indices, longest first; the last vertex joins the first again. A
 * border edge is one that a single triangle uses; rings run as those triangles do (a hole is seen clockwise from
 * outside). Where borders touch in a vertex they are taken apart into simple rings. On damaged meshes (edges of three
 * triangles, triangles turned against their neighbours) a border may end in the middle: it is given as it stands.
 */
export const boundaryLoops = (
  surface: Pick<Mesh, 'positions' | 'triangles'>,
  edges: EdgeTable = edgesOf(surface),
): Uint32Array[] => {
  const border = borderEdges(edges, surface.positions.length / 3)
  const loops: Uint32Array[] = []
  const placeInPath = new Map<number, number>()
  for (let first = 0; first < border.from.length; first++) {
    if (border.isUsed[first]) continue
    const path = [border.from[first]]
    placeInPath.clear()
    placeInPath.set(path[0], 0)
    for (let edge = first; edge >= 0; edge = nextEdge(border, path[path.length - 1])) {
      border.isUsed[edge] = 1
      const end = path[path.length - 1]
      const vertex = border.from[edge] === end ? border.to[edge] : border.from[edge]
      const place = placeInPath.get(vertex)
      if (place === undefined) {
        placeInPath.set(vertex, path.length)
        path.push(vertex)
        continue
      }
      loops.push(Uint32Array.from(path.slice(place)))
      for (const closed of path.splice(place + 1)) placeInPath.delete(closed)
    }
    if (path.length > 1) loops.push(Uint32Array.from(path))
  }
  return loops.sort((a, b) => b.length - a.length)
}

interface BorderEdges {
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly isUsed: Uint8Array
  /** `[n+1]` the border edges at vertex v stand in `edgesAt` at `starts[v]`..`starts[v+1]`. */
  readonly starts: Uint32Array
  readonly edgesAt: Uint32Array
}

const borderEdges = (edges: EdgeTable, vertexCount: number): BorderEdges => {
  const members: number[] = []
  const starts = new Uint32Array(vertexCount + 1)
  for (let edge = 0; edge < edges.uses.length; edge++) {
    if (edges.uses[edge] !== 1) continue
    members.push(edge)
    starts[edges.low[edge] + 1]++
    starts[edges.high[edge] + 1]++
  }
  for (let vertex = 0; vertex < vertexCount; vertex++) starts[vertex + 1] += starts[vertex]
  const next = starts.slice(0, vertexCount)
  const edgesAt = new Uint32Array(2 * members.length)
  const from = new Uint32Array(members.length)
  const to = new Uint32Array(members.length)
  members.forEach((edge, i) => {
    const isReversed = edges.isReversed[edge] === 1
    from[i] = isReversed ? edges.high[edge] : edges.low[edge]
    to[i] = isReversed ? edges.low[edge] : edges.high[edge]
    edgesAt[next[from[i]]++] = i
    edgesAt[next[to[i]]++] = i
  })
  return { from, to, isUsed: new Uint8Array(members.length), starts, edgesAt }
}

/** An unused edge that leaves the vertex, else any unused edge there (against its direction), else -1. */
const nextEdge = ({ from, isUsed, starts, edgesAt }: BorderEdges, vertex: number): number => {
  let any = -1
  for (let i = starts[vertex]; i < starts[vertex + 1]; i++) {
    const edge = edgesAt[i]
    if (isUsed[edge]) continue
    if (from[edge] === vertex) return edge
    any = edge
  }
  return any
}
