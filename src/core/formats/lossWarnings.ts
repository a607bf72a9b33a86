import type { Mesh, Warning } from '../model/mesh.ts'
import type { WrittenMeshFormat } from '../model/meshFormats.ts'
import { countParts, type MeshParts } from '../model/meshParts.ts'
import { type StrictFormat, type StrictReader, strictReaders, strictWarnings } from './strict/strictReaders.ts'
import { counted } from './warningList.ts'

interface Kept {
  readonly normals: boolean
  readonly colors: boolean
  readonly uvs: boolean
  readonly parts: boolean
  readonly doubles: boolean
}

const kept: Readonly<Record<WrittenMeshFormat, Kept>> = {
  obj: { normals: true, colors: true, uvs: true, parts: true, doubles: true },
  ply: { normals: true, colors: true, uvs: true, parts: false, doubles: true },
  stl: { normals: false, colors: false, uvs: false, parts: false, doubles: false },
  off: { normals: false, colors: true, uvs: false, parts: false, doubles: true },
  // Of doubles the writer itself tells.
  glb: { normals: true, colors: true, uvs: true, parts: false, doubles: true },
}

/** What of a mesh is not written for a strict reader: one warning a kind of data. */
export const strictLossWarnings = (
  mesh: Mesh,
  parts: MeshParts | undefined,
  { format, reader }: { readonly format: StrictFormat; readonly reader: StrictReader },
): Warning[] => {
  const { colors, uvs } = strictReaders[reader].formats[format]
  const can = { normals: false, colors, uvs, parts: false, doubles: true }
  return [...warningsFor(mesh, parts, can), ...strictWarnings(mesh, format, reader)]
}

/** What of a mesh a format has no place for: one warning a kind of data. */
export const lossWarnings = (mesh: Mesh, parts: MeshParts | undefined, into: WrittenMeshFormat): Warning[] =>
  warningsFor(mesh, parts, kept[into])

const warningsFor = (mesh: Mesh, parts: MeshParts | undefined, can: Kept): Warning[] => {
  const lost: Warning[] = []
  const add = (applies: boolean, code: string, message: string): void => {
    if (applies) lost.push({ code, message })
  }
  add(!can.normals && mesh.normals !== undefined, 'normals-left-out', 'The normals of the mesh were not written.')
  add(!can.colors && mesh.colors !== undefined, 'colors-left-out', 'The colours of the vertices were not written.')
  add(!can.uvs && mesh.uvs !== undefined, 'uvs-left-out', 'The texture coordinates were not written.')
  add(
    !can.doubles && mesh.positionsF64 !== undefined,
    'single-precision',
    'Positions were rounded to single precision, which is all that the format holds.',
  )
  if (can.parts || !parts) return lost
  const { groups, materials, smoothing } = countParts(parts)
  add(
    groups > 0,
    'groups-left-out',
    `The names of ${counted(groups, 'group or object', 'groups or objects')} were not written.`,
  )
  add(materials > 0, 'materials-left-out', `The faces' materials (${materials}) were not written.`)
  add(smoothing > 0, 'smoothing-left-out', 'Smoothing groups were not written.')
  return lost
}
