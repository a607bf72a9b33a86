/**
 * A triangle mesh as plain typed arrays, in its file's own frame and unit. The arrays are never changed in place
 * once a mesh has been handed over: whoever needs another mesh makes new arrays for what differs.
 */
export interface Mesh {
  /** `[n*3]` xyz rows. */
  readonly positions: Float32Array
  /** `[n*3]`, kept only where the file holds more than single precision can say. */
  readonly positionsF64?: Float64Array
  /** `[m*3]` rows of 0-based vertex indices, counter-clockwise seen from outside. Empty for a point cloud. */
  readonly triangles: Uint32Array
  /** `[n*3]` unit normals. */
  readonly normals?: Float32Array
  /** `[n*3]` sRGB, 0–255. */
  readonly colors?: Uint8Array
  /** `[k*2]` texture coordinates, origin at the lower left. */
  readonly uvs?: Float32Array
  /** `[m*3]` rows of indices into `uvs`; where it is absent and `uvs` is there, uv i belongs to vertex i. */
  readonly uvTriangles?: Uint32Array
  /** File name of the colour texture as the file (or its MTL) names it, relative to the mesh file. */
  readonly textureFile?: string
}

/** Something a reader skipped, repaired or guessed. Never silent: every reader returns its list. */
export interface Warning {
  readonly code: string
  /** One sentence for a person. */
  readonly message: string
  /** 1-based line of a text file. */
  readonly line?: number
  /** Byte offset in a binary file. */
  readonly byte?: number
}

export const vertexCount = (mesh: Pick<Mesh, 'positions'>): number => mesh.positions.length / 3
export const triangleCount = (mesh: Pick<Mesh, 'triangles'>): number => mesh.triangles.length / 3
