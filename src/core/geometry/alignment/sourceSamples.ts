import { areScattered } from '../../kernels/areScattered.ts'
import { curveOrder } from '../../kernels/curveOrder.ts'
import type { Mesh } from '../../model/mesh.ts'
import { determinant3, type Mat4, transformPoints } from '../../model/transform.ts'
import { vertexNormals } from '../normals.ts'
import { boundaryVertices, connectedComponents } from '../topology.ts'

/** Points of the source that take part, in the frame and unit of the alignment (millimetres). */
export interface SourceSamples {
  /** `[m*3]`. */
  readonly points: Float64Array
  /** `[m*3]` unit normals, null for a point cloud without any. */
  readonly normals: Float32Array | null
  /** `[m]` 0..1 how much each has to say, null: all alike. */
  readonly trust: Float32Array | null
}

/** A piece with fewer triangles than this part of the largest floats: stray background, not the person. */
const floatingShare = 0.03
/** Where the largest piece holds less than this part of all triangles, the scan is simply in pieces. */
const mainPieceShare = 0.5

export interface UsableVertices {
  /** Vertices that take part, ascending. */
  readonly indices: Uint32Array
  readonly floatingVertices: number
  readonly floatingPieces: number
}

/**
 * The vertices of the source that may decide the alignment: on the surface, not on its border (where depth sensors
 * smear foreground and background), not on floating pieces.
 */
export const usableVertices = (mesh: Mesh): UsableVertices => {
  const vertexCount = mesh.positions.length / 3
  if (mesh.triangles.length === 0) {
    return { indices: Uint32Array.from({ length: vertexCount }, (_, i) => i), floatingVertices: 0, floatingPieces: 0 }
  }
  const { componentOfVertex, triangleCounts, vertexCounts } = connectedComponents(mesh)
  const total = mesh.triangles.length / 3
  const least = triangleCounts[0] > mainPieceShare * total ? floatingShare * triangleCounts[0] : 0
  const isFloating = Array.from(triangleCounts, (count) => count < least)
  const isBoundary = boundaryVertices(mesh)
  const all = new Uint32Array(vertexCount)
  const inside = new Uint32Array(vertexCount)
  let [allCount, insideCount] = [0, 0]
  for (let i = 0; i < vertexCount; i++) {
    if (componentOfVertex[i] < 0 || isFloating[componentOfVertex[i]]) continue
    all[allCount++] = i
    if (isBoundary[i] === 0) inside[insideCount++] = i
  }
  return {
    indices: insideCount > allCount / 2 ? inside.slice(0, insideCount) : all.slice(0, allCount),
    floatingVertices: isFloating.reduce((sum, floats, piece) => sum + (floats ? vertexCounts[piece] : 0), 0),
    floatingPieces: isFloating.filter(Boolean).length,
  }
}

/** All vertices of the source moved by `frameFromSource`, with their normals (turned about when it mirrors). */
export const movedSource = (mesh: Mesh, frameFromSource: Mat4, trust: Float32Array | null = null): SourceSamples => {
  const points = transformPoints(frameFromSource, mesh.positionsF64 ?? Float64Array.from(mesh.positions))
  const normals = mesh.triangles.length > 0 ? vertexNormals(mesh) : mesh.normals
  return { points, normals: normals ? turnedNormals(normals, frameFromSource) : null, trust }
}

/**
 * Normals of the moved surface. A mirror turns the winding of the triangles, but outside stays outside: normals move
 * as directions do, for mirrors too.
 */
const turnedNormals = (normals: Float32Array, m: Mat4): Float32Array => {
  const scale = Math.cbrt(Math.abs(determinant3(m)))
  const linear = m.map((value, i) => (i % 4 === 3 ? 0 : value / scale)) as unknown as Mat4
  return transformPoints(linear, normals)
}

/** The samples at `step`, 2·`step` … of the chosen vertices. */
export const everyNth = (all: SourceSamples, indices: Uint32Array, step: number): SourceSamples => {
  const vertices = everyNthOf(indices, step)
  return {
    points: rowsAt(all.points, vertices, new Float64Array(vertices.length * 3)),
    ...attributesAt(all, vertices),
  }
}

/** The same, so that neighbours in the order are neighbours in space, where they are not yet. */
export const everyNthInSpace = (all: SourceSamples, indices: Uint32Array, step: number): SourceSamples => {
  const vertices = everyNthOf(indices, step)
  const points = rowsAt(all.points, vertices, new Float64Array(vertices.length * 3))
  if (areScattered(points)) {
    const order = curveOrder(points)
    vertices.set(order.map((place) => vertices[place]))
    rowsAt(all.points, vertices, points)
  }
  return { points, ...attributesAt(all, vertices) }
}

const everyNthOf = (indices: Uint32Array, step: number): Uint32Array =>
  Uint32Array.from({ length: Math.floor(indices.length / step) }, (_, i) => indices[Math.floor(i * step)])

const attributesAt = ({ normals, trust }: SourceSamples, vertices: Uint32Array): Omit<SourceSamples, 'points'> => ({
  normals: normals && rowsAt(normals, vertices, new Float32Array(vertices.length * 3)),
  trust: trust && Float32Array.from(vertices, (vertex) => trust[vertex]),
})

/** Fills `out` with the xyz rows of the vertices. */
const rowsAt = <Rows extends Float32Array | Float64Array>(rows: Rows, vertices: Uint32Array, out: Rows): Rows => {
  for (let i = 0; i < vertices.length; i++) {
    for (let axis = 0; axis < 3; axis++) out[i * 3 + axis] = rows[vertices[i] * 3 + axis]
  }
  return out
}
