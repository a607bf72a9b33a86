import { badInput } from '../model/errors.ts'
import { finishMesh } from './finishMesh.ts'
import { openPlyBody, type PlyBody } from './plyBody.ts'
import { type PlyFaces, readPlyFaces } from './plyFaces.ts'
import { type PlyElement, readPlyHeader } from './plyHeader.ts'
import { type PlyVertices, readPlyVertices } from './plyVertices.ts'
import { triangulatePolygons } from './triangulatePolygons.ts'
import type { MeshReading } from './types.ts'
import { WarningList } from './warningList.ts'

/**
 * Reads a Stanford PLY: ascii, binary little and big endian, properties in any order and type. Texture coordinates may
 * belong to vertices (`s t`, `u v`) or to the corners of faces (MeshLab's `texcoord`).
 *
 * @throws input/not-ply, input/ply-…, input/truncated, input/index-out-of-range, input/not-a-number,
 *   input/no-vertices; each names the line or byte.
 */
export const readPly = (bytes: Uint8Array): MeshReading => {
  const header = readPlyHeader(bytes)
  const warnings = new WarningList()
  const body = openPlyBody(bytes, header)
  const vertexElement = header.elements.find(({ name }) => name === 'vertex')
  if (!vertexElement) throw badInput('ply-no-position', 'PLY: the file has no element “vertex”.')
  let vertices: PlyVertices | null = null
  let faces: PlyFaces | null = null
  for (const element of header.elements) {
    if (element === vertexElement) vertices = readPlyVertices(body, element, warnings)
    else if (element.name === 'face')
      faces = readPlyFaces(body, element, { vertexCount: vertexElement.count, warnings })
    else skipElement(body, element, warnings)
  }
  const trailing = body.trailingBytes()
  if (trailing > 0) {
    warnings.add('trailing-bytes', `${trailing} bytes behind the last row were skipped.`, body.place)
  }
  const { positions, needsDouble, ...extras } = vertices as PlyVertices
  const triangles = faces?.corners ?? new Uint32Array(0)
  if (faces) {
    const corners: [Uint32Array, ...Uint32Array[]] = [triangles, ...(faces.uvCorners ? [faces.uvCorners] : [])]
    triangulatePolygons(positions, corners, faces.polygons, warnings)
  }
  const mesh = finishMesh(
    {
      positions,
      needsDouble,
      triangles,
      ...extras,
      ...(faces?.uvs && faces.uvCorners ? { uvs: new Float32Array(faces.uvs), uvTriangles: faces.uvCorners } : {}),
      ...(header.textureFile ? { textureFile: header.textureFile } : {}),
    },
    warnings,
    { format: 'PLY', placeOfVertex: () => ({}) },
  )
  return { mesh, warnings: warnings.toArray() }
}

const skipElement = (body: PlyBody, element: PlyElement, warnings: WarningList): void => {
  if (element.count === 0 || element.properties.length === 0) return
  body.checkRoom(element)
  for (let row = 0; row < element.count; row++) {
    body.beginRow(element, row)
    for (const { type, countType } of element.properties) {
      const length = countType ? body.readListLength(countType, type) : 1
      for (let i = 0; i < length; i++) body.read(type)
    }
    body.endRow(warnings)
  }
  warnings.add(
    'ply-element-skipped',
    `${element.count} rows of “${element.name}” were skipped; Cameo has no use for them.`,
  )
}
