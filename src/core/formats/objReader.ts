import type { Mesh } from '../model/mesh.ts'
import { colorBytes } from './colorBytes.ts'
import { finishMesh } from './finishMesh.ts'
import { noIndex } from './objFaces.ts'
import { ObjStatements } from './objStatements.ts'
import { triangulatePolygons } from './triangulatePolygons.ts'
import type { MeshReading } from './types.ts'
import type { WarningList } from './warningList.ts'

/**
 * Reads a Wavefront OBJ: vertices with or without colours (`v x y z r g b`, 0–1 or 0–255), all index forms, polygons,
 * texture seams. Groups and materials are merged; lines, points and free-form surfaces are skipped with a warning.
 *
 * @throws input/not-a-number, input/not-an-index, input/index-out-of-range, input/truncated, input/no-vertices; each
 *   names the line.
 */
export const readObj = (bytes: Uint8Array): MeshReading => {
  const obj = readStatements(bytes)
  const { warnings } = obj
  const triangles = obj.faces.corners.toArray()
  const uvCorners = obj.faces.uvCorners.toArray()
  const normalCorners = obj.faces.normalCorners.toArray()
  triangulatePolygons(
    obj.positions.view(),
    [triangles, ...[uvCorners, normalCorners].filter((corners) => corners.length > 0)],
    obj.faces.polygons.view(),
    warnings,
  )
  const mesh = finishMesh(
    {
      positions: obj.positions.view(),
      needsDouble: obj.scanner.needsDouble,
      triangles,
      ...vertexNormalsOf(obj, triangles, normalCorners),
      ...vertexColorsOf(obj.colors.view(), warnings),
      ...textureCoordinatesOf(obj, triangles, uvCorners),
      ...(obj.textureFile ? { textureFile: obj.textureFile } : {}),
    },
    warnings,
    { format: 'OBJ', placeOfVertex: (vertex) => ({ line: lineOfVertex(bytes, vertex) }) },
  )
  return { mesh, warnings: warnings.toArray(), materialFiles: obj.materialFiles }
}

/** Reads once; a file with wrong indices a second time, to tell the line of the first. */
const readStatements = (bytes: Uint8Array): ObjStatements => {
  const obj = new ObjStatements(bytes, null).read()
  return obj.faces.fit(obj.counts) ? obj : new ObjStatements(bytes, obj.counts).read()
}

const vertexColorsOf = (written: Float64Array, warnings: WarningList): Pick<Mesh, 'colors'> => {
  if (written.length === 0) return {}
  if (!written.every(Number.isFinite)) {
    warnings.add('colors-incomplete', 'Some vertices have no colour (or one that is not finite) and were made white.')
  }
  return { colors: colorBytes(written) }
}

const textureCoordinatesOf = (
  obj: ObjStatements,
  triangles: Uint32Array,
  uvCorners: Uint32Array,
): Pick<Mesh, 'uvs' | 'uvTriangles'> => {
  const { uvs: uvCount, vertices } = obj.counts
  if (uvCount === 0) return {}
  const uvs = new Float32Array(obj.uvs.view())
  if (uvCorners.length === 0) {
    if (uvCount === vertices) return { uvs }
    obj.warnings.add('uvs-unused', `${uvCount} texture coordinates belong to no face and were left out.`)
    return {}
  }
  if (!uvCorners.includes(noIndex)) {
    const oneToOne = uvCount === vertices && uvCorners.every((uv, corner) => uv === triangles[corner])
    return oneToOne ? { uvs } : { uvs, uvTriangles: uvCorners }
  }
  obj.warnings.add('uvs-incomplete', 'Some faces have no texture coordinates; theirs were set to (0, 0).')
  const extended = new Float32Array(uvs.length + 2)
  extended.set(uvs)
  return { uvs: extended, uvTriangles: uvCorners.map((uv) => (uv === noIndex ? uvCount : uv)) }
}

/**
 * One normal per vertex. OBJ gives normals to corners: where the corners of a vertex disagree (hard edges), their mean
 * is taken; where some faces have none, all are left out.
 */
const vertexNormalsOf = (
  obj: ObjStatements,
  triangles: Uint32Array,
  normalCorners: Uint32Array,
): Pick<Mesh, 'normals'> => {
  const { normals: normalCount, vertices } = obj.counts
  if (normalCount === 0) return {}
  const written = obj.normals.view()
  if (normalCorners.length === 0) {
    if (normalCount === vertices) return { normals: new Float32Array(written) }
    obj.warnings.add('normals-unused', `${normalCount} normals belong to no face and were left out.`)
    return {}
  }
  if (normalCorners.includes(noIndex)) {
    obj.warnings.add('normals-incomplete', 'Some faces have no normals; all normals of the file were left out.')
    return {}
  }
  const normalOfVertex = new Uint32Array(vertices).fill(noIndex)
  let agree = true
  for (let corner = 0; corner < triangles.length; corner++) {
    const vertex = triangles[corner]
    if (normalOfVertex[vertex] === noIndex) normalOfVertex[vertex] = normalCorners[corner]
    else if (normalOfVertex[vertex] !== normalCorners[corner]) agree = false
  }
  if (!agree) return { normals: meanNormals(written, triangles, normalCorners, obj) }
  const normals = new Float32Array(vertices * 3)
  for (let vertex = 0; vertex < vertices; vertex++) {
    const normal = normalOfVertex[vertex]
    if (normal !== noIndex) normals.set(written.subarray(normal * 3, normal * 3 + 3), vertex * 3)
  }
  return { normals }
}

const meanNormals = (
  written: Float64Array,
  triangles: Uint32Array,
  normalCorners: Uint32Array,
  obj: ObjStatements,
): Float32Array => {
  const sums = new Float64Array(obj.counts.vertices * 3)
  let differs = false
  for (let corner = 0; corner < triangles.length; corner++) {
    const vertex = triangles[corner] * 3
    const normal = normalCorners[corner] * 3
    for (let k = 0; k < 3; k++) sums[vertex + k] += written[normal + k]
  }
  for (let corner = 0; corner < triangles.length && !differs; corner++) {
    const vertex = triangles[corner] * 3
    const normal = normalCorners[corner] * 3
    const length = Math.hypot(sums[vertex], sums[vertex + 1], sums[vertex + 2])
    for (let k = 0; k < 3; k++) differs ||= Math.abs(sums[vertex + k] / length - written[normal + k]) > 1e-3
  }
  if (differs) {
    obj.warnings.add('normals-averaged', 'Faces give one vertex different normals (hard edges); their mean was taken.')
  }
  for (let i = 0; i < sums.length; i += 3) {
    const length = Math.hypot(sums[i], sums[i + 1], sums[i + 2])
    if (length > 0) for (let k = 0; k < 3; k++) sums[i + k] /= length
  }
  return new Float32Array(sums)
}

/** The 1-based line of a vertex, found by reading again: only needed to name a bad one. */
const lineOfVertex = (bytes: Uint8Array, vertex: number): number => {
  let seen = -1
  let line = 1
  let lineStart = true
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (lineStart && byte === 118 && (bytes[at + 1] === 32 || bytes[at + 1] === 9) && ++seen === vertex) return line
    const endsLine = byte === 10 || (byte === 13 && bytes[at + 1] !== 10)
    if (endsLine) line++
    lineStart = endsLine || (lineStart && (byte === 32 || byte === 9))
  }
  return line
}
