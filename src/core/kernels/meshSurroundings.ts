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
  instance.float64(sums, vertexCount * 3).fill(0)
  kernels.addNormals(rows, indices, triangleCount, sums)
  kernels.unitNormals(sums, vertexCount, first)
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
  /** `[n]` normals of the vertices, weighted by area, as `unpackNormal` reads them: what `vertexNormals` finds, within 0.005°. */
  readonly packedNormals: Uint32Array
  /** `[n]` not 0 where an edge with an odd number of uses ends; null where there is none. */
  readonly oddMarks: Uint32Array | null
}

/** Triangles whose indices are copied at once. */
const indexedAtOnce = 1 << 16

/** Normals of a surface and where it is not closed. The indices cross in pieces, since they do not stay. */
export const normalsAndOddVertices = (positions: Float32Array, triangles: Uint32Array): NormalsAndOddVertices => {
  const instance = KernelInstance.ofThread()
  const { kernels } = instance
  const vertexCount = positions.length / 3
  const pieceLength = Math.min(indexedAtOnce * 3, triangles.length)
  const [rows, indices, sums, marks] = instance.scratch(
    ...[positions.byteLength, pieceLength * 4, vertexCount * 24, vertexCount * 4],
  )
  instance.float32(rows, positions.length).set(positions)
  instance.float64(sums, vertexCount * 3).fill(0)
  instance.uint32(marks, vertexCount).fill(0)
  for (let from = 0; from < triangles.length; from += pieceLength) {
    const piece = triangles.subarray(from, from + pieceLength)
    instance.uint32(indices, piece.length).set(piece)
    kernels.addNormals(rows, indices, piece.length / 3, sums)
    kernels.addOddMarks(indices, piece.length / 3, marks)
  }
  // The positions are no longer needed: the normals take their place.
  kernels.packNormals(sums, vertexCount, rows)
  const found = {
    packedNormals: instance.uint32(rows, vertexCount).slice(),
    oddMarks: instance.uint32(marks, vertexCount).some((mark) => mark !== 0)
      ? instance.uint32(marks, vertexCount).slice()
      : null,
  }
  // More than the mesh: the search tree that is built next may have it.
  instance.releaseScratch()
  return found
}

/** What stands for a vertex without a normal, in both halves. */
const noNormal = -0x8000
const packedUnit = 32767

/** Writes the unit normal that the kernel `packNormals` has packed to `out` from `at` on; 0 0 0 where there is none. */
export const unpackNormal = (packed: number, out: Float64Array, at: number): void => {
  const right = (packed << 16) >> 16
  if (right === noNormal) {
    out[at] = 0
    out[at + 1] = 0
    out[at + 2] = 0
    return
  }
  let x = right / packedUnit
  let y = (packed >> 16) / packedUnit
  const z = 1 - Math.abs(x) - Math.abs(y)
  if (z < 0) {
    const unfolded = x < 0 ? Math.abs(y) - 1 : 1 - Math.abs(y)
    y = y < 0 ? Math.abs(x) - 1 : 1 - Math.abs(x)
    x = unfolded
  }
  const length = Math.sqrt(x * x + y * y + z * z)
  out[at] = x / length
  out[at + 1] = y / length
  out[at + 2] = z / length
}
