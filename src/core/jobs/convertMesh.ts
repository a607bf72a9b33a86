import { writtenFormatOf } from '../formats/encodeMesh.ts'
import type { GltfCompression } from '../formats/gltfIo.ts'
import { type StrictReader, strictFormatOf, strictMesh } from '../formats/strict/strictReaders.ts'
import type { MeshFile } from '../formats/types.ts'
import { angleWeightedNormals, vertexNormals } from '../geometry/normals.ts'
import { badInput } from '../model/errors.ts'
import { type Mesh, triangleCount, vertexCount, type Warning } from '../model/mesh.ts'
import { type LengthUnit, unitFactor } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { readMeshFile } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'
import { type WrittenMesh, writtenMesh } from './writtenMesh.ts'

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

export interface ConvertedMesh extends WrittenMesh {
  readonly vertices: number
  readonly triangles: number
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

/** H3DS counts in millimetres. */
const unitWarnings = ({ strictFor, unitTo }: ConvertMeshInput): Warning[] => {
  if (strictFor !== 'h3ds' || unitTo === null || unitTo === 'mm') return []
  const message = `H3DS counts in millimetres and this file is in ${unitTo}: write it with --unit-to mm.`
  return [{ code: 'reader-unit', message }]
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
    const { outputName, libraryName, strictFor, compression = null } = input
    const factor = unitFrom && unitTo ? unitFactor({ from: unitFrom, to: unitTo }) : 1
    const { bytes, companions, warnings } = await writtenMesh(
      reference,
      { file, mesh: factor === 1 ? mesh : scaled(mesh, factor), parts },
      { outputName, libraryName, strictFor, compression, unit: unitTo },
      context,
    )
    const kept = strictFor ? strictMesh(mesh, strictFormatOf(outputName, strictFor), strictFor) : mesh
    const counts = { vertices: vertexCount(kept), triangles: triangleCount(kept) }
    return { bytes, companions, ...counts, warnings: [...warnings, ...unitWarnings(input)] }
  },
  transfers: ({ bytes, companions }) => buffersOf(bytes, companions?.library ?? undefined),
}
