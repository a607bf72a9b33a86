import { MeshoptSimplifier } from 'meshoptimizer/simplifier'
import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'

export interface SimplifyOptions {
  /** Stop at so many triangles … */
  readonly triangles: number
  /** … or where the surface would leave the original by more than this, in the mesh's unit; null: no such bound. */
  readonly largestError: number | null
  /** Border vertices stay where they are. */
  readonly keepBorder: boolean
}

export interface SimplifiedMesh {
  readonly mesh: Mesh
  /** What the simplifier says of the distance to the original, the mesh's unit. */
  readonly error: number
}

/**
 * Fewer triangles by collapsing edges where quadrics say that it changes the surface least (Garland and Heckbert,
 * SIGGRAPH 1997), by meshoptimizer. Vertices are a part of the original's, with their colours and normals; texture
 * coordinates are kept where each belongs to a vertex, else left out.
 *
 * @throws input/no-surface for a point cloud.
 */
export const simplifiedMesh = async (mesh: Mesh, o: SimplifyOptions): Promise<SimplifiedMesh> => {
  if (mesh.triangles.length === 0) throw badInput('no-surface', 'Simplifying needs triangles; this is a point cloud.')
  await MeshoptSimplifier.ready
  const scale = MeshoptSimplifier.getScale(mesh.positions, 3)
  const relative = o.largestError === null ? 1 : Math.min(1, o.largestError / scale)
  const [triangles, error] = MeshoptSimplifier.simplify(
    mesh.triangles,
    mesh.positions,
    3,
    Math.max(3, Math.min(mesh.triangles.length, o.triangles * 3)),
    relative,
    o.keepBorder ? ['LockBorder'] : [],
  )
  return { mesh: usedPart(mesh, triangles), error: error * scale }
}

/** The vertices that the triangles use, renumbered in their order. */
const usedPart = (mesh: Mesh, triangles: Uint32Array): Mesh => {
  const vertexCount = mesh.positions.length / 3
  const isUsed = new Uint8Array(vertexCount)
  for (const vertex of triangles) isUsed[vertex] = 1
  const kept: number[] = []
  const numbers = new Uint32Array(vertexCount)
  for (let v = 0; v < vertexCount; v++) {
    if (isUsed[v] === 0) continue
    numbers[v] = kept.length
    kept.push(v)
  }
  const rows = <T extends Float32Array | Uint8Array>(from: T, to: T, width: number): T => {
    for (const [at, vertex] of kept.entries()) {
      for (let k = 0; k < width; k++) to[at * width + k] = from[vertex * width + k]
    }
    return to
  }
  return {
    positions: rows(mesh.positions, new Float32Array(kept.length * 3), 3),
    triangles: triangles.map((vertex) => numbers[vertex]),
    ...(mesh.normals && { normals: rows(mesh.normals, new Float32Array(kept.length * 3), 3) }),
    ...(mesh.colors && { colors: rows(mesh.colors, new Uint8Array(kept.length * 3), 3) }),
    ...(mesh.uvs && !mesh.uvTriangles && { uvs: rows(mesh.uvs, new Float32Array(kept.length * 2), 2) }),
    ...(mesh.textureFile && mesh.uvs && !mesh.uvTriangles ? { textureFile: mesh.textureFile } : {}),
  }
}
