import { encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import type { GltfCompression } from '../formats/gltfIo.ts'
import { lossWarnings } from '../formats/index.ts'
import { strictLossWarnings } from '../formats/lossWarnings.ts'
import { type StrictReader, strictFormatOf, strictMesh } from '../formats/strict/strictReaders.ts'
import type { MeshFile, MeshReading } from '../formats/types.ts'
import { angleWeightedNormals, vertexNormals } from '../geometry/normals.ts'
import { badInput } from '../model/errors.ts'
import { type Mesh, triangleCount, vertexCount, type Warning } from '../model/mesh.ts'
import type { MeshParts } from '../model/meshParts.ts'
import { type LengthUnit, unitFactor } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { carryTexture } from './carriedTexture.ts'
import { findMaterials, type MeshCompanions } from './materialFiles.ts'
import { readMeshFile } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface ConvertMeshInput {
  readonly mesh: MeshReference
  /** Its ending chooses the format. */
  readonly outputName: string
  /** Name of the material library that an OBJ may get. */
  readonly libraryName: string
  /** Both or neither. */
  readonly unitFrom: LengthUnit | null
  readonly unitTo: LengthUnit | null
  readonly strictFor: StrictReader | null
  /** Of a .glb. */
  readonly compression?: GltfCompression | null
  /** Computed anew, weighted by the triangles' area or angle; null: those of the file. */
  readonly normals?: 'area' | 'angle' | null
}

export interface ConvertedMesh {
  readonly bytes: Uint8Array
  /** Null where nothing is to be put beside the written file. */
  readonly companions: MeshCompanions | null
  readonly vertices: number
  readonly triangles: number
  readonly warnings: readonly Warning[]
}

const scaled = (mesh: Mesh, factor: number): Mesh => ({
  ...mesh,
  positions: mesh.positions.map((value) => value * factor),
  ...(mesh.positionsF64 && { positionsF64: mesh.positionsF64.map((value) => value * factor) }),
})

const checkOutput = ({ outputName, strictFor, compression }: ConvertMeshInput): void => {
  const format = writtenFormatOf(outputName)
  if (strictFor) strictFormatOf(outputName, strictFor)
  if (compression && format !== 'glb') {
    throw badInput('compression-format', `${outputName}: only a .glb can be compressed. Name a file ending .glb.`)
  }
}

/** One material for the whole surface, where the library was made for a texture alone. */
const partsFor = (companions: MeshCompanions | null, { mesh, embeddedTexture }: MeshReading): MeshParts | undefined =>
  companions && (mesh.textureFile || embeddedTexture)
    ? { starts: Uint32Array.of(0), labels: Uint32Array.of(0, 0, 1, 0), names: ['', 'surface'] }
    : undefined

const withNormals = (file: MeshFile, weighting: 'area' | 'angle' | null): MeshFile => {
  if (weighting === null) return file
  const { mesh } = file
  if (mesh.triangles.length === 0) {
    throw badInput('no-triangles', 'Normals are computed from triangles, and this file holds points alone.')
  }
  const surface = { positions: mesh.positionsF64 ?? mesh.positions, triangles: mesh.triangles }
  const normals = weighting === 'angle' ? angleWeightedNormals(surface) : vertexNormals(surface)
  return { ...file, mesh: { ...mesh, normals } }
}

const lossesOf = ({ outputName, strictFor, unitTo }: ConvertMeshInput, { mesh, parts }: MeshReading): Warning[] => {
  if (!strictFor) return lossWarnings(mesh, parts, writtenFormatOf(outputName))
  const losses = strictLossWarnings(mesh, parts, { format: strictFormatOf(outputName, strictFor), reader: strictFor })
  if (strictFor !== 'h3ds' || unitTo === null || unitTo === 'mm') return losses
  const message = `H3DS counts in millimetres and this file is in ${unitTo}: write it with --unit-to mm.`
  return [...losses, { code: 'reader-unit', message }]
}

/** Another format, another unit. Throws `input/mesh-format` where the output's ending is none Cameo writes. */
export const convertMesh: Job<ConvertMeshInput, ConvertedMesh> = {
  id: 'convertMesh',
  run: async (input, context) => {
    const { mesh: reference, unitFrom, unitTo } = input
    checkOutput(input)
    if ((unitFrom === null) !== (unitTo === null)) {
      throw badInput('unit-pair', 'To change the unit, state both the unit the file is in and the one it shall have.')
    }
    const file = withNormals(await readMeshFile(reference, context, 0.5), input.normals ?? null)
    const { mesh, parts } = file
    const materials = await findMaterials(reference, file, context)
    const { outputName, strictFor, compression } = input
    const format = writtenFormatOf(outputName)
    const keepsMaterials = format === 'obj' && !strictFor
    const texture = strictFor ? null : await carryTexture(reference, { format, file, materials }, context)
    const companions = keepsMaterials ? materials.companions : (texture?.companions ?? null)
    const factor = unitFrom && unitTo ? unitFactor({ from: unitFrom, to: unitTo }) : 1
    const textured = texture?.textureFile === undefined ? mesh : { ...mesh, textureFile: texture.textureFile }
    const written = factor === 1 ? textured : scaled(textured, factor)
    const structure = {
      parts: parts ?? partsFor(keepsMaterials ? companions : null, file),
      ...(companions?.library && { materialFile: input.libraryName }),
    }
    const picture = texture?.picture ?? null
    const options = { ...structure, ...(strictFor && { strictFor }), compression, picture, unit: unitTo }
    const output = await encodeMesh(written, outputName, options)
    const losses = lossesOf(input, file)
    const kept = strictFor ? strictMesh(mesh, strictFormatOf(outputName, strictFor), strictFor) : mesh
    const counts = { vertices: vertexCount(kept), triangles: triangleCount(kept) }
    const warnings = file.warnings.filter(({ code }) => !((companions || picture) && code === 'texture-inside'))
    const notes = [...warnings, ...materials.warnings, ...(texture?.warnings ?? []), ...losses, ...output.warnings]
    return { bytes: output.bytes, companions, ...counts, warnings: notes }
  },
  transfers: ({ bytes, companions }) => buffersOf(bytes, companions?.library ?? undefined),
}
