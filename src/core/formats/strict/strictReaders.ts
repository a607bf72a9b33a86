import { degenerateTriangles } from '../../geometry/topology.ts'
import { badInput, CameoError } from '../../model/errors.ts'
import { type Mesh, triangleCount, type Warning } from '../../model/mesh.ts'
import type { MeshFormatName } from '../../model/meshFormats.ts'
import { writeObj } from '../objWriter.ts'
import { writePly } from '../plyWriter.ts'
import { counted } from '../warningList.ts'
import { asH3dsReadsObj, asNowReadsObj } from './readBackObj.ts'
import { asReadersReadPly } from './readBackPly.ts'

/** Readers with known traps that a file can be written around. */
export type StrictReader = 'h3ds' | 'now'
export type StrictFormat = Extract<MeshFormatName, 'obj' | 'ply'>

interface StrictRule {
  /** What of a mesh the reader gets besides positions and triangles. */
  readonly colors: boolean
  readonly uvs: boolean
  /** Reads the file as the reader does, and says what it would get wrong; null where it gets the mesh. */
  readonly problemOf: (bytes: Uint8Array, mesh: Mesh) => string | null
}

interface StrictReaderRules {
  readonly title: string
  /** Whether triangles without an area are left out, on which the reader fails, and a surface is needed. */
  readonly needsSurface: boolean
  readonly formats: Readonly<Record<StrictFormat, StrictRule>>
}

/**
 * - H3DS's own package takes OBJ alone. It sizes its arrays by counting “v ”, “f ” and “vt ” in the whole text, so that
 *   a comment or a material line spoils the mesh, and reads `f a b c` and `f a/t b/t c/t` only. PLY is what methods
 *   write their predictions in; corners with texture coordinates of their own would change its vertices.
 * - NoW's reader takes all numbers of a `v` line for positions, so that colours spoil the mesh, and its search tree
 *   fails on triangles without area.
 */
export const strictReaders: Readonly<Record<StrictReader, StrictReaderRules>> = {
  h3ds: {
    title: 'H3DS',
    needsSurface: false,
    formats: {
      obj: { colors: true, uvs: true, problemOf: asH3dsReadsObj },
      ply: { colors: true, uvs: false, problemOf: asReadersReadPly },
    },
  },
  now: {
    title: 'NoW',
    needsSurface: true,
    formats: {
      obj: { colors: false, uvs: false, problemOf: asNowReadsObj },
      ply: { colors: false, uvs: false, problemOf: asReadersReadPly },
    },
  },
}

/**
 * The format in which the reader finds a file of this name.
 *
 * @throws input/strict-format where it reads no such file.
 */
export const strictFormatOf = (fileName: string, reader: StrictReader): StrictFormat => {
  const { title, formats } = strictReaders[reader]
  // Both compare the ending as it stands: to them .OBJ is no mesh.
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1)
  if (Object.hasOwn(formats, ending)) return ending as StrictFormat
  const endings = Object.keys(formats).map((name) => `.${name}`)
  const reason = notReadBecause[ending.toLowerCase()] ?? ''
  throw badInput(
    'strict-format',
    `${fileName}: ${title} reads ${endings.join(' and ')}, in small letters.${reason} Name the file .obj, which it reads in every place.`,
  )
}

/** Why no such file could stand in for one that the readers take, even if they opened it. */
const notReadBecause: Readonly<Record<string, string>> = {
  stl: ' STL has no vertices that triangles share, and landmarks and regions are numbers of vertices.',
  glb: ' A .glb counts in metres and splits vertices along seams, which moves the numbers of landmarks and regions.',
}

/** What the reader gets of a mesh in this format, and nothing besides. */
export const strictMesh = (mesh: Mesh, format: StrictFormat, reader: StrictReader): Mesh => {
  const { needsSurface, formats } = strictReaders[reader]
  const { colors, uvs } = formats[format]
  const { positions, positionsF64, triangles } = mesh
  const isLeftOut = needsSurface
    ? new Set(degenerateTriangles({ positions: positionsF64 ?? positions, triangles }))
    : null
  const kept = (rows: Uint32Array): Uint32Array =>
    isLeftOut?.size ? rows.filter((_, i) => !isLeftOut.has(Math.floor(i / 3))) : rows
  return {
    positions,
    triangles: kept(triangles),
    ...(positionsF64 && { positionsF64 }),
    ...(colors && mesh.colors && { colors: mesh.colors }),
    ...(uvs && mesh.uvs && { uvs: mesh.uvs }),
    ...(uvs && mesh.uvTriangles && { uvTriangles: kept(mesh.uvTriangles) }),
  }
}

/**
 * Writes a mesh for one reader, reads it back as that reader does, and hands it over where nothing was lost on the way.
 *
 * @throws input/no-triangles where the reader needs a surface and there is none; input/read-back where it would read
 *   something else.
 */
export const writeStrict = (mesh: Mesh, format: StrictFormat, reader: StrictReader): Uint8Array => {
  const { title, needsSurface } = strictReaders[reader]
  const strict = strictMesh(mesh, format, reader)
  if (needsSurface && strict.triangles.length === 0) {
    throw badInput('no-triangles', `${title} measures to a surface, and this mesh has no triangle with an area.`)
  }
  const bytes = format === 'obj' ? writeObj(strict, { isBare: true }) : writePly(strict, { isBare: true })
  checkReadBack(bytes, strict, format, reader)
  return bytes
}

/** Throws input/read-back where the reader would get another mesh from these bytes. */
export const checkReadBack = (bytes: Uint8Array, mesh: Mesh, format: StrictFormat, reader: StrictReader): void => {
  const { title, formats } = strictReaders[reader]
  const problem = formats[format].problemOf(bytes, mesh)
  if (problem === null) return
  throw new CameoError('input/read-back', `${title} would read this mesh wrong: ${problem} Nothing was written.`)
}

/** What is left out for the reader besides what the format has no place for, and what it takes in another way. */
export const strictWarnings = (mesh: Mesh, format: StrictFormat, reader: StrictReader): Warning[] => {
  const warnings: Warning[] = []
  const lost = triangleCount(mesh) - triangleCount(strictMesh(mesh, format, reader))
  if (lost > 0) {
    const message = `${counted(lost, 'triangle')} without an area left out, on which ${strictReaders[reader].title} fails.`
    warnings.push({ code: 'degenerate-left-out', message })
  }
  if (reader === 'h3ds' && format === 'ply') {
    const message = "H3DS's own package reads OBJ alone: a PLY is for programs that read predictions themselves."
    warnings.push({ code: 'h3ds-ply', message })
  }
  return warnings
}
