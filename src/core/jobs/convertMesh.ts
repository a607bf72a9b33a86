import type { GltfCompression } from '../formats/gltfIo.ts'
import { isGltf, meshFormatOf, writeMesh } from '../formats/index.ts'
import type { StrictReader } from '../formats/types.ts'
import { badInput } from '../model/errors.ts'
import { type Mesh, triangleCount, vertexCount, type Warning } from '../model/mesh.ts'
import { type LengthUnit, unitFactor } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface ConvertMeshInput {
  readonly mesh: MeshReference
  /** Its ending chooses the format. */
  readonly outputName: string
  /** Both or neither. */
  readonly unitFrom: LengthUnit | null
  readonly unitTo: LengthUnit | null
  readonly strictFor: StrictReader | null
  /** Of a .glb. */
  readonly compression?: GltfCompression | null
}

export interface ConvertedMesh {
  readonly bytes: Uint8Array
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
  const format = meshFormatOf(outputName)
  const isGlb = isGltf(outputName)
  if (!format && !/\.glb$/i.test(outputName)) {
    throw badInput('mesh-format', `${outputName}: Cameo writes .obj, .ply, .stl, .off and .glb.`)
  }
  if (strictFor && format !== 'obj') {
    throw badInput(
      'strict-format',
      `${outputName}: only an OBJ can be written for one reader. Name a file ending .obj.`,
    )
  }
  if (compression && !isGlb) {
    throw badInput('compression-format', `${outputName}: only a .glb can be compressed. Name a file ending .glb.`)
  }
}

const bytesOf = async (
  mesh: Mesh,
  { outputName, strictFor, unitTo, compression }: ConvertMeshInput,
): Promise<{ bytes: Uint8Array; warnings: readonly Warning[] }> => {
  const format = meshFormatOf(outputName)
  if (format) return { bytes: writeMesh(mesh, { format, ...(strictFor && { strictFor }) }), warnings: [] }
  const { writeGlb } = await import('../formats/gltfWriter.ts')
  const { bytes, warnings } = await writeGlb(mesh, compression)
  if (unitTo === 'm') return { bytes, warnings }
  const message = 'glTF counts in metres and the numbers were written as they are. State the units to change them.'
  return { bytes, warnings: [...warnings, { code: 'gltf-unit', message }] }
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
    const { mesh, warnings } = await openMesh(reference, context)
    const factor = unitFrom && unitTo ? unitFactor({ from: unitFrom, to: unitTo }) : 1
    const written = factor === 1 ? mesh : scaled(mesh, factor)
    const output = await bytesOf(written, input)
    const counts = { vertices: vertexCount(mesh), triangles: triangleCount(mesh) }
    return { bytes: output.bytes, ...counts, warnings: [...warnings, ...output.warnings] }
  },
  transfers: ({ bytes }) => buffersOf(bytes),
}
