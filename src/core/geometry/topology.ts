import { normalsAndOddVertices } from '../kernels/meshSurroundings.ts'
import type { Mesh } from '../model/mesh.ts'
import { rootOf, unite } from './disjointSets.ts'
import { type EdgeTable, edgesOf } from './edges.ts'

type Surface = Pick<Mesh, 'positions' | 'triangles'>

export interface ConnectedComponents {
  /** Number of components that hold at least one triangle, numbered from the one with the most triangles down. */
  readonly count: number
  /** `[n]` component of each vertex, -1 for a vertex that no triangle uses. */
  readonly componentOfVertex: Int32Array
  /** `[count]`. */
  readonly vertexCounts: Uint32Array
  /** `[count]`, descending. */
  readonly triangleCounts: Uint32Array
}

/** The pieces of the surface that hang together by shared vertices (union–find with path halving). */
export const connectedComponents = ({ positions, triangles }: Surface): ConnectedComponents => {
  const vertexCount = positions.length / 3
  const parents = new Uint32Array(vertexCount)
  for (let i = 0; i < vertexCount; i++) parents[i] = i
  for (let i = 0; i < triangles.length; i += 3) {
    unite(parents, triangles[i], triangles[i + 1])
    unite(parents, triangles[i], triangles[i + 2])
  }
  const trianglesOfRoot = new Uint32Array(vertexCount)
  for (let i = 0; i < triangles.length; i += 3) trianglesOfRoot[rootOf(parents, triangles[i])]++
  const roots: number[] = []
  for (let i = 0; i < vertexCount; i++) if (trianglesOfRoot[i] > 0) roots.push(i)
  roots.sort((a, b) => trianglesOfRoot[b] - trianglesOfRoot[a] || a - b)
  const numberOfRoot = new Int32Array(vertexCount).fill(-1)
  roots.forEach((root, number) => {
    numberOfRoot[root] = number
  })
  const componentOfVertex = new Int32Array(vertexCount)
  const vertexCounts = new Uint32Array(roots.length)
  for (let i = 0; i < vertexCount; i++) {
    componentOfVertex[i] = numberOfRoot[rootOf(parents, i)]
    if (componentOfVertex[i] >= 0) vertexCounts[componentOfVertex[i]]++
  }
  const triangleCounts = Uint32Array.from(roots, (root) => trianglesOfRoot[root])
  return { count: roots.length, componentOfVertex, vertexCounts, triangleCounts }
}

export interface Adjacency {
  /** `[n+1]` the neighbours of vertex v stand at `starts[v]`..`starts[v+1]`. */
  readonly starts: Uint32Array
  /** Neighbours by an edge, ascending for each vertex, each once. */
  readonly neighbours: Uint32Array
}

/** The vertices that each vertex shares an edge with, in compressed rows. */
export const adjacency = (surface: Surface, { low, high }: EdgeTable = edgesOf(surface)): Adjacency => {
  const vertexCount = surface.positions.length / 3
  const starts = new Uint32Array(vertexCount + 1)
  for (let edge = 0; edge < low.length; edge++) {
    starts[low[edge] + 1]++
    starts[high[edge] + 1]++
  }
  for (let vertex = 0; vertex < vertexCount; vertex++) starts[vertex + 1] += starts[vertex]
  const next = starts.slice(0, vertexCount)
  const neighbours = new Uint32Array(2 * low.length)
  // Edges are ordered by their lower vertex: first all lower neighbours arrive in ascending order, then all higher ones.
  for (let edge = 0; edge < low.length; edge++) neighbours[next[high[edge]]++] = low[edge]
  for (let edge = 0; edge < low.length; edge++) neighbours[next[low[edge]]++] = high[edge]
  return { starts, neighbours }
}

/** How many edges more than two triangles share. */
export const nonManifoldEdgeCount = (surface: Surface, { uses }: EdgeTable = edgesOf(surface)): number => {
  let count = 0
  for (const use of uses) if (use > 2) count++
  return count
}

/** `[n]` 1 for every vertex on an edge that only one triangle uses. */
export const boundaryVertices = (surface: Surface, edges?: EdgeTable): Uint8Array =>
  edges ? endsOfOpenEdges(edges, surface.positions.length / 3) : boundaryAmong(surface, oddVertices(surface))

/** Its vertices' normals, packed, and `boundaryVertices` of a surface whose triangles are known to name vertices. */
export const normalsAndBoundary = (
  surface: Surface,
): { readonly packedNormals: Uint32Array; readonly isBoundary: Uint8Array } => {
  const { positions, triangles } = surface
  const { packedNormals, oddMarks } = normalsAndOddVertices(positions, triangles)
  const isBoundary = oddMarks
    ? boundaryAmong(
        surface,
        Uint8Array.from(oddMarks, (mark) => (mark === 0 ? 0 : 1)),
      )
    : new Uint8Array(positions.length / 3)
  return { packedNormals, isBoundary }
}

/** The table of edges is made of those triangles alone that can have an open one: between two odd vertices. */
const boundaryAmong = (surface: Surface, isOdd: Uint8Array): Uint8Array =>
  endsOfOpenEdges(edgesOf({ ...surface, triangles: withTwoOf(surface.triangles, isOdd) }), isOdd.length, isOdd)

const endsOfOpenEdges = (edges: EdgeTable, vertexCount: number, among?: Uint8Array): Uint8Array => {
  const isEnd = new Uint8Array(vertexCount)
  for (let edge = 0; edge < edges.low.length; edge++) {
    const low = edges.low[edge]
    const high = edges.high[edge]
    if (edges.uses[edge] !== 1 || (among && (among[low] === 0 || among[high] === 0))) continue
    isEnd[low] = 1
    isEnd[high] = 1
  }
  return isEnd
}

/**
 * `[n]` 1 where an edge with an odd number of uses ends: found without a table of edges. Every vertex gathers, by
 * exclusive or, a number of its neighbour for each use of their edge, so that uses in pairs cancel. (Several odd edges
 * of one vertex cancel each other by a chance of one in four thousand million.)
 */
const oddVertices = ({ positions, triangles }: Surface): Uint8Array => {
  const left = new Int32Array(positions.length / 3)
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i]
    const b = triangles[i + 1]
    const c = triangles[i + 2]
    if (a === b || b === c || c === a) continue
    const markA = markOf(a)
    const markB = markOf(b)
    const markC = markOf(c)
    left[a] ^= markB ^ markC
    left[b] ^= markC ^ markA
    left[c] ^= markA ^ markB
  }
  const isOdd = new Uint8Array(left.length)
  for (let v = 0; v < left.length; v++) if (left[v] !== 0) isOdd[v] = 1
  return isOdd
}

/** The triangles with at least two marked corners: all that use an edge between marked vertices. */
const withTwoOf = (triangles: Uint32Array, isMarked: Uint8Array): Uint32Array => {
  const found: number[] = []
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i]
    const b = triangles[i + 1]
    const c = triangles[i + 2]
    if (isMarked[a] + isMarked[b] + isMarked[c] > 1) found.push(a, b, c)
  }
  return Uint32Array.from(found)
}

/** A number for each vertex that differs in most bits from its neighbours' (the finaliser of MurmurHash3, Appleby 2011). */
const markOf = (vertex: number): number => {
  // Of 0 the mark would be 0, which cancels nothing.
  const number = vertex + 1
  let mark = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  mark = Math.imul(mark ^ (mark >>> 13), 0xc2b2ae35)
  return mark ^ (mark >>> 16)
}

/** Height over longest edge below which a triangle has no usable area or normal (single precision). */
const degenerateRatio = 1e-6

/** Indices of the triangles that name a vertex twice or whose corners lie on one line. */
export const degenerateTriangles = ({
  positions,
  triangles,
}: {
  readonly positions: Float32Array | Float64Array
  readonly triangles: Uint32Array
}): Uint32Array => {
  const found: number[] = []
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3
    const b = triangles[i + 1] * 3
    const c = triangles[i + 2] * 3
    const abX = positions[b] - positions[a]
    const abY = positions[b + 1] - positions[a + 1]
    const abZ = positions[b + 2] - positions[a + 2]
    const acX = positions[c] - positions[a]
    const acY = positions[c + 1] - positions[a + 1]
    const acZ = positions[c + 2] - positions[a + 2]
    const twiceArea = Math.hypot(abY * acZ - abZ * acY, abZ * acX - abX * acZ, abX * acY - abY * acX)
    const longest = Math.max(
      abX * abX + abY * abY + abZ * abZ,
      acX * acX + acY * acY + acZ * acZ,
      (acX - abX) ** 2 + (acY - abY) ** 2 + (acZ - abZ) ** 2,
    )
    if (!(twiceArea > degenerateRatio * longest)) found.push(i / 3)
  }
  return Uint32Array.from(found)
}

export { boundaryLoops } from './boundaryLoops.ts'
