import type { Mesh } from '#core/model/mesh.ts'
import type { Vec3 } from '#core/model/transform.ts'

/** A run of triangles that is drawn in one call, with the box that holds it. */
export interface SurfaceSlice {
  /** First entry in `triangles` and how many entries (three a triangle). */
  readonly start: number
  readonly count: number
  /** Corners of the box, in the layer's frame. */
  readonly low: Vec3
  readonly high: Vec3
}

/**
 * A mesh as the graphics card draws it: one index per corner, so a vertex with several texture coordinates is there
 * several times. Triangles keep the mesh's order. Positions are in the layer's own frame and unit.
 */
export interface RenderSurface {
  /** `[r*3]` */
  readonly positions: Float32Array
  /** `[r*3]` unit normals. */
  readonly normals: Float32Array
  /** `[m*3]` rows of indices below r. Empty for a point cloud. */
  readonly triangles: Uint32Array
  /** `[r*3]` sRGB 0–255. */
  readonly colors: Uint8Array | null
  /** `[r*2]`, origin at the lower left. */
  readonly uvs: Float32Array | null
  /** `[r]` the mesh's vertex that each of these is; null where they are the same. */
  readonly meshVertices: Uint32Array | null
  readonly slices: readonly SurfaceSlice[]
}

/** Triangles a slice: small enough that one slice never holds up the window, also in software. */
const sliceTriangles = 200_000

/** Box of the points that `triangles[start..start + count)` name. */
const boundSlice = (positions: Float32Array, triangles: Uint32Array, start: number, count: number): SurfaceSlice => {
  let lowX = Infinity
  let lowY = Infinity
  let lowZ = Infinity
  let highX = -Infinity
  let highY = -Infinity
  let highZ = -Infinity
  for (let i = start; i < start + count; i++) {
    const at = triangles[i] * 3
    const x = positions[at]
    const y = positions[at + 1]
    const z = positions[at + 2]
    if (x < lowX) lowX = x
    if (x > highX) highX = x
    if (y < lowY) lowY = y
    if (y > highY) highY = y
    if (z < lowZ) lowZ = z
    if (z > highZ) highZ = z
  }
  return { start, count, low: [lowX, lowY, lowZ], high: [highX, highY, highZ] }
}

/** Cuts the triangles into slices and measures each one's box. */
export const sliceSurface = (positions: Float32Array, triangles: Uint32Array): SurfaceSlice[] => {
  const slices: SurfaceSlice[] = []
  const step = sliceTriangles * 3
  for (let start = 0; start < triangles.length; start += step) {
    slices.push(boundSlice(positions, triangles, start, Math.min(step, triangles.length - start)))
  }
  return slices
}

interface Corners {
  /** `[m*3]` indices of render vertices. */
  readonly triangles: Uint32Array
  /** `[r]` vertex and texture coordinate of every render vertex. */
  readonly vertices: Uint32Array
  readonly uvIndices: Uint32Array
}

/** One render vertex for every pair of vertex and texture coordinate in use; pairs of a vertex hang in a chain. */
const pairCorners = (vertexTriangles: Uint32Array, uvTriangles: Uint32Array, vertexCount: number): Corners => {
  const triangles = new Uint32Array(vertexTriangles.length)
  const first = new Int32Array(vertexCount).fill(-1)
  const vertices: number[] = []
  const uvIndices: number[] = []
  const following: number[] = []
  for (let i = 0; i < vertexTriangles.length; i++) {
    const vertex = vertexTriangles[i]
    const uv = uvTriangles[i]
    let pair = first[vertex]
    while (pair >= 0 && uvIndices[pair] !== uv) pair = following[pair]
    if (pair < 0) {
      pair = vertices.length
      vertices.push(vertex)
      uvIndices.push(uv)
      following.push(first[vertex])
      first[vertex] = pair
    }
    triangles[i] = pair
  }
  return { triangles, vertices: Uint32Array.from(vertices), uvIndices: Uint32Array.from(uvIndices) }
}

/** `[rows.length*size]` the named rows of `values`. */
const gatherRows = <T extends Float32Array | Uint8Array>(values: T, rows: Uint32Array, size: number): T => {
  const out = new (values.constructor as new (length: number) => T)(rows.length * size)
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < size; k++) out[i * size + k] = values[rows[i] * size + k]
  }
  return out
}

/** Prepares a mesh for drawing. Arrays that need no change are those of the mesh, not copies. */
export const renderSurfaceOf = (mesh: Mesh, normals: Float32Array): RenderSurface => {
  const uvs = mesh.uvs ?? null
  if (!uvs || !mesh.uvTriangles) {
    const { positions, triangles } = mesh
    const slices = sliceSurface(positions, triangles)
    return { positions, normals, triangles, colors: mesh.colors ?? null, uvs, meshVertices: null, slices }
  }
  const corners = pairCorners(mesh.triangles, mesh.uvTriangles, mesh.positions.length / 3)
  const positions = gatherRows(mesh.positions, corners.vertices, 3)
  return {
    positions,
    normals: gatherRows(normals, corners.vertices, 3),
    triangles: corners.triangles,
    colors: mesh.colors ? gatherRows(mesh.colors, corners.vertices, 3) : null,
    uvs: gatherRows(uvs, corners.uvIndices, 2),
    meshVertices: corners.vertices,
    slices: sliceSurface(positions, corners.triangles),
  }
}
