import { KernelInstance } from './kernelInstance.ts'

export interface MeshSurroundings {
  /** `[n+1]` the neighbours of vertex v stand at `starts[v]`..`starts[v+1]`, ascending. */
  readonly starts: Uint32Array
  readonly neighbours: Uint32Array
  /** `[n]` 1 at the ends of edges that only one triangle uses. */
  readonly isBoundary: Uint8Array
  /** `[n*3]` unit normals, averaged over neighbours so many times as asked. */
  readonly normals: Float32Array
}

/** Neighbours, rim and smoothed normals of a mesh, in one go: `adjacency`, `boundaryVertices` and `vertexNormals`. */
export const meshSurroundings = (
  positions: Float32Array,
  triangles: Uint32Array,
  o: { readonly smoothingRounds: number },
): MeshSurroundings => {
  const instance = KernelInstance.ofThread()
  const { kernels } = instance
  const vertexCount = positions.length / 3
  const triangleCount = triangles.length / 3
  const [rows, indices, starts, neighbours, boundary, sums, first, second] = instance.scratch(
    ...[positions.byteLength, triangles.byteLength, (vertexCount + 1) * 4, triangles.length * 8, vertexCount],
    ...[vertexCount * 24, positions.byteLength, positions.byteLength],
  )
  instance.float32(rows, positions.length).set(positions)
  instance.uint32(indices, triangles.length).set(triangles)
  const count = kernels.meshNeighbours(indices, triangleCount, vertexCount, starts, neighbours, boundary)
  kernels.meshNormals(rows, vertexCount, indices, triangleCount, sums, first)
  let [from, to] = [first, second]
  for (let round = 0; round < o.smoothingRounds; round++) {
    kernels.smoothNormals(from, vertexCount, starts, neighbours, to)
    ;[from, to] = [to, from]
  }
  return {
    starts: instance.uint32(starts, vertexCount + 1).slice(),
    neighbours: instance.uint32(neighbours, count).slice(),
    isBoundary: instance.bytes(boundary, vertexCount).slice(),
    normals: instance.float32(from, positions.length).slice(),
  }
}

/**
 * `[n]` the lowest vertex of each vertex's piece, and `[n]` the triangles of a piece at its lowest vertex: what
 * `connectedComponents` finds.
 */
export const meshPieces = (
  triangles: Uint32Array,
  vertexCount: number,
): { readonly roots: Uint32Array; readonly triangleCounts: Uint32Array } => {
  const instance = KernelInstance.ofThread()
  const [indices, roots, counts] = instance.scratch(triangles.byteLength, vertexCount * 4, vertexCount * 4)
  instance.uint32(indices, triangles.length).set(triangles)
  instance.kernels.meshPieces(indices, triangles.length / 3, vertexCount, roots, counts)
  return {
    roots: instance.uint32(roots, vertexCount).slice(),
    triangleCounts: instance.uint32(counts, vertexCount).slice(),
  }
}

export interface NormalsAndOddVertices {
  /** `[n*3]` unit normals of the vertices, weighted by area: what `vertexNormals` finds. */
  readonly normals: Float32Array
  /** `[n]` not 0 where an edge with an odd number of uses ends; null where there is none. */
  readonly oddMarks: Uint32Array | null
}

/** Normals of a surface and where it is not closed, in one copy of the mesh. */
export const normalsAndOddVertices = (positions: Float32Array, triangles: Uint32Array): NormalsAndOddVertices => {
  const instance = KernelInstance.ofThread()
  const { kernels } = instance
  const vertexCount = positions.length / 3
  const triangleCount = triangles.length / 3
  const [rows, indices, sums, normals, marks] = instance.scratch(
    ...[positions.byteLength, triangles.byteLength, vertexCount * 24, positions.byteLength, vertexCount * 4],
  )
  instance.float32(rows, positions.length).set(positions)
  instance.uint32(indices, triangles.length).set(triangles)
  kernels.meshNormals(rows, vertexCount, indices, triangleCount, sums, normals)
  const odd = kernels.markOddVertices(indices, triangleCount, vertexCount, marks)
  const found = {
    normals: instance.float32(normals, positions.length).slice(),
    oddMarks: odd === 0 ? null : instance.uint32(marks, vertexCount).slice(),
  }
  // Twice the mesh: the search tree that is built next may have it.
  instance.releaseScratch()
  return found
}
