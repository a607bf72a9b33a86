import type { Mesh } from '../model/mesh.ts'

/**
 * Writes a binary little-endian PLY: double positions where the mesh has them, normals, colours, texture coordinates
 * per vertex (`s t`) or, across seams, per corner (MeshLab's `texcoord`), the texture's name as `comment TextureFile`.
 * Labels become the vertices' last property, `uchar label`, and their names comments.
 */
export const writePly = (mesh: Mesh, { labelling = null, isBare = false }: PlyWriteOptions = {}): Uint8Array => {
  const layout = layoutOf(mesh, labelling, isBare)
  const header = new TextEncoder().encode(headerOf(mesh, layout))
  const bytes = new Uint8Array(
    header.length + layout.vertexCount * layout.vertexBytes + layout.triangleCount * layout.faceBytes,
  )
  bytes.set(header)
  const view = new DataView(bytes.buffer)
  const facesStart = writeVertexRows(mesh, layout, view, header.length)
  writeFaceRows(mesh, layout, view, facesStart)
  return bytes
}

export interface PlyWriteOptions {
  readonly labelling?: PlyLabelling | null
  /** Without comments. */
  readonly isBare?: boolean
}

/** What each vertex is. */
export interface PlyLabelling {
  /** `[n]` places in `labelNames`. */
  readonly labels: Uint8Array
  readonly labelNames: readonly string[]
}

interface PlyLayout {
  readonly labelling: PlyLabelling | null
  readonly isBare: boolean
  readonly vertexCount: number
  readonly triangleCount: number
  readonly uvsPerVertex: boolean
  readonly uvsPerCorner: boolean
  readonly vertexBytes: number
  readonly faceBytes: number
}

const layoutOf = (mesh: Mesh, labelling: PlyLabelling | null, isBare: boolean): PlyLayout => {
  const { positions, positionsF64, triangles, normals, colors, uvs, uvTriangles } = mesh
  const uvsPerVertex = uvs !== undefined && !uvTriangles
  const uvsPerCorner = uvs !== undefined && uvTriangles !== undefined
  return {
    labelling,
    isBare,
    vertexCount: positions.length / 3,
    triangleCount: triangles.length / 3,
    uvsPerVertex,
    uvsPerCorner,
    vertexBytes:
      (positionsF64 ? 24 : 12) + (normals ? 12 : 0) + (colors ? 3 : 0) + (uvsPerVertex ? 8 : 0) + (labelling ? 1 : 0),
    faceBytes: 13 + (uvsPerCorner ? 25 : 0),
  }
}

const headerOf = ({ positionsF64, normals, colors, textureFile }: Mesh, layout: PlyLayout): string => {
  const properties = (type: string, names: string): string[] =>
    names.split(' ').map((name) => `property ${type} ${name}`)
  const lines = [
    'ply',
    'format binary_little_endian 1.0',
    ...(layout.isBare ? [] : ['comment Written by Cameo']),
    ...(textureFile && !layout.isBare ? [`comment TextureFile ${textureFile.replace(/[\r\n]/g, ' ')}`] : []),
    ...(layout.labelling?.labelNames ?? []).map((name, i) => `comment label ${i} ${name}`),
    `element vertex ${layout.vertexCount}`,
    ...properties(positionsF64 ? 'double' : 'float', 'x y z'),
    ...(normals ? properties('float', 'nx ny nz') : []),
    ...(colors ? properties('uchar', 'red green blue') : []),
    ...(layout.uvsPerVertex ? properties('float', 's t') : []),
    ...(layout.labelling ? properties('uchar', 'label') : []),
    ...(layout.triangleCount > 0
      ? [`element face ${layout.triangleCount}`, 'property list uchar int vertex_indices']
      : []),
    ...(layout.triangleCount > 0 && layout.uvsPerCorner ? ['property list uchar float texcoord'] : []),
    'end_header',
  ]
  return `${lines.join('\n')}\n`
}

const writeVertexRows = (mesh: Mesh, layout: PlyLayout, view: DataView, start: number): number => {
  const { positions, positionsF64, normals, colors, uvs } = mesh
  let at = start
  for (let v = 0; v < layout.vertexCount; v++) {
    for (let i = v * 3; i < v * 3 + 3; i++) {
      if (positionsF64) view.setFloat64(at, positionsF64[i], true)
      else view.setFloat32(at, positions[i], true)
      at += positionsF64 ? 8 : 4
    }
    if (normals) {
      for (let i = v * 3; i < v * 3 + 3; i++, at += 4) view.setFloat32(at, normals[i], true)
    }
    if (colors) {
      for (let i = v * 3; i < v * 3 + 3; i++, at++) view.setUint8(at, colors[i])
    }
    if (uvs && layout.uvsPerVertex) {
      for (let i = v * 2; i < v * 2 + 2; i++, at += 4) view.setFloat32(at, uvs[i], true)
    }
    if (layout.labelling) view.setUint8(at++, layout.labelling.labels[v])
  }
  return at
}

const writeFaceRows = (
  { triangles, uvs, uvTriangles }: Mesh,
  layout: PlyLayout,
  view: DataView,
  start: number,
): void => {
  let at = start
  for (let t = 0; t < layout.triangleCount; t++) {
    view.setUint8(at, 3)
    for (let k = 0; k < 3; k++) view.setUint32(at + 1 + k * 4, triangles[t * 3 + k], true)
    at += 13
    if (!uvs || !uvTriangles) continue
    view.setUint8(at, 6)
    for (let k = 0; k < 3; k++) {
      const uv = uvTriangles[t * 3 + k] * 2
      view.setFloat32(at + 1 + k * 8, uvs[uv], true)
      view.setFloat32(at + 5 + k * 8, uvs[uv + 1], true)
    }
    at += 25
  }
}
