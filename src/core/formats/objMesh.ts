import type { Mesh } from '../model/mesh.ts'
import { colorBytes } from './colorBytes.ts'
import { finishMesh } from './finishMesh.ts'
import { partsOfFinite } from './objParts.ts'
import type { ObjStatements } from './objStatements.ts'
import { noIndex } from './seamCorners.ts'
import { triangulatePolygons } from './triangulatePolygons.ts'
import type { MeshReading } from './types.ts'
import type { WarningList } from './warningList.ts'

/** What the statements of an OBJ file make together: one mesh with one normal and one colour a vertex. */
export const meshOfObj = (obj: ObjStatements): MeshReading => {
  const { warnings } = obj
  const written = obj.positions.toArray()
  const positions = obj.needsDouble || written instanceof Float32Array ? written : new Float32Array(written)
  const triangles = obj.faces.corners.toArray()
  const uvCorners = obj.faces.uvCorners.toArray(triangles)
  const normalCorners = obj.faces.normalCorners.toArray(triangles)
  const others = [uvCorners, normalCorners].filter((corners) => corners !== null && corners !== triangles)
  triangulatePolygons(positions, [triangles, ...(others as Uint32Array[])], obj.faces.polygons.view(), warnings)
  const mesh = finishMesh(
    {
      positions,
      needsDouble: obj.needsDouble,
      areFinite: !obj.scanner.hasNotFinite,
      triangles,
      ...vertexNormalsOf(obj, triangles, normalCorners),
      ...vertexColorsOf(obj.colors.view(), warnings),
      ...textureCoordinatesOf(obj, triangles, uvCorners),
      ...(obj.textureFile ? { textureFile: obj.textureFile } : {}),
    },
    warnings,
    { format: 'OBJ', placeOfVertex: () => (obj.firstBadLine === null ? {} : { line: obj.firstBadLine }) },
  )
  const parts = obj.parts.toParts()
  const isWhole = mesh.triangles.length === triangles.length
  return {
    mesh,
    warnings: warnings.toArray(),
    materialFiles: obj.materialFiles,
    ...(parts && { parts: isWhole ? parts : partsOfFinite(parts, { positions, triangles }) }),
  }
}

const vertexColorsOf = (written: Float64Array, warnings: WarningList): Pick<Mesh, 'colors'> => {
  if (written.length === 0) return {}
  if (!written.every(Number.isFinite)) {
    warnings.add('colors-incomplete', 'Some vertices have no colour (or one that is not finite) and were made white.')
  }
  return { colors: colorBytes(written) }
}

/** Whether the corners are numbered exactly as their vertices. */
const isOneToOne = (corners: Uint32Array, triangles: Uint32Array): boolean =>
  corners === triangles || corners.every((index, corner) => index === triangles[corner])

const textureCoordinatesOf = (
  obj: ObjStatements,
  triangles: Uint32Array,
  uvCorners: Uint32Array | null,
): Pick<Mesh, 'uvs' | 'uvTriangles'> => {
  const { uvs: uvCount, vertices } = obj.counts
  if (uvCount === 0) return {}
  const uvs = obj.uvs.toArray()
  if (!uvCorners) {
    if (uvCount === vertices) return { uvs }
    obj.warnings.add('uvs-unused', `${uvCount} texture coordinates belong to no face and were left out.`)
    return {}
  }
  if (uvCorners === triangles || !uvCorners.includes(noIndex)) {
    if (uvCount === vertices && isOneToOne(uvCorners, triangles)) return { uvs }
    return { uvs, uvTriangles: uvCorners === triangles ? triangles.slice() : uvCorners }
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
  normalCorners: Uint32Array | null,
): Pick<Mesh, 'normals'> => {
  const { normals: normalCount, vertices } = obj.counts
  if (normalCount === 0) return {}
  const written = obj.normals.toArray()
  if (!normalCorners) {
    if (normalCount === vertices) return { normals: written }
    obj.warnings.add('normals-unused', `${normalCount} normals belong to no face and were left out.`)
    return {}
  }
  if (normalCount === vertices && isOneToOne(normalCorners, triangles)) return { normals: written }
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
    if (normal === noIndex) continue
    for (let k = 0; k < 3; k++) normals[vertex * 3 + k] = written[normal * 3 + k]
  }
  return { normals }
}

const meanNormals = (
  written: Float32Array,
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
