import { BinaryRowReader } from '../kernels/binaryRows.ts'
import { allBytesOf, type ByteSource, sourceOfBytes } from '../model/byteSource.ts'
import { badInput } from '../model/errors.ts'
import type { RunContext } from '../model/run.ts'
import { finishMesh } from './finishMesh.ts'
import { AsciiPlyBody, BinaryPlyBody, type PlyBody } from './plyBody.ts'
import { type PlyFaces, readPlyFaces } from './plyFaces.ts'
import { type PlyElement, type PlyHeader, readPlyHeader } from './plyHeader.ts'
import { type PlyVertices, readPlyVertices } from './plyVertices.ts'
import { triangulatePolygons } from './triangulatePolygons.ts'
import type { MeshReading } from './types.ts'
import { WarningList } from './warningList.ts'

/**
 * Reads a Stanford PLY: ascii, binary little and big endian, properties in any order and type. Texture coordinates may
 * belong to vertices (`s t`, `u v`) or to the corners of faces (MeshLab's `texcoord`). Plain TypeScript: the twin of
 * `streamPly`.
 *
 * @throws input/not-ply, input/ply-…, input/truncated, input/index-out-of-range, input/not-a-number,
 *   input/no-vertices; each names the line or byte.
 */
export const readPly = (bytes: Uint8Array): MeshReading => {
  const header = readPlyHeader(bytes)
  const isAscii = header.encoding === 'ascii'
  const binary = { kernel: null, context: {} }
  return readBody(
    isAscii ? new AsciiPlyBody(bytes, header) : new BinaryPlyBody(sourceOfBytes(bytes), header, binary),
    header,
  )
}

/** The same from a file that is never held whole, where it is binary: the usual rows by the kernel, the others one by one. */
export const streamPly = (source: ByteSource, context: RunContext): MeshReading => {
  const header = readPlyHeader(startOf(source))
  if (header.encoding === 'ascii') return readPly(allBytesOf(source))
  return readBody(new BinaryPlyBody(source, header, { kernel: new BinaryRowReader(), context }), header)
}

/** Nearly every header is shorter than the first; none is longer than the second. */
const usualHeaderBytes = 1 << 14
const mostHeaderBytes = (1 << 20) + 2

/** Enough of a file to hold its header. */
const startOf = (source: ByteSource): Uint8Array => {
  const usual = firstBytes(source, usualHeaderBytes)
  const isWhole = new TextDecoder('latin1').decode(usual).includes('\nend_header\n')
  return isWhole ? usual : firstBytes(source, mostHeaderBytes)
}

const firstBytes = (source: ByteSource, most: number): Uint8Array => {
  const bytes = new Uint8Array(Math.min(most, source.sizeBytes))
  return bytes.subarray(0, source.readInto(bytes, 0))
}

const readBody = (body: PlyBody, header: PlyHeader): MeshReading => {
  const warnings = new WarningList()
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
  const { positions, needsDouble, areFinite, ...extras } = vertices as PlyVertices
  const triangles = faces?.corners ?? new Uint32Array(0)
  if (faces) {
    const corners: [Uint32Array, ...Uint32Array[]] = [triangles, ...(faces.uvCorners ? [faces.uvCorners] : [])]
    triangulatePolygons(positions, corners, faces.polygons, warnings)
  }
  const mesh = finishMesh(
    {
      positions,
      needsDouble,
      areFinite: areFinite && !faces?.uvs,
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
