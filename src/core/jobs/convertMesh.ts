import { meshFormatOf, writeMesh } from '../formats/index.ts'
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

/** Another format, another unit. Throws `input/mesh-format` where the output's ending is none Cameo writes. */
export const convertMesh: Job<ConvertMeshInput, ConvertedMesh> = {
  id: 'convertMesh',
  run: async ({ mesh: reference, outputName, unitFrom, unitTo, strictFor }, context) => {
    const format = meshFormatOf(outputName)
    if (!format) throw badInput('mesh-format', `${outputName}: Cameo writes .obj, .ply, .stl and .off.`)
    if ((unitFrom === null) !== (unitTo === null)) {
      throw badInput('unit-pair', 'To change the unit, state both the unit the file is in and the one it shall have.')
    }
    const { mesh, warnings } = await openMesh(reference, context)
    const factor = unitFrom && unitTo ? unitFactor({ from: unitFrom, to: unitTo }) : 1
    const written = factor === 1 ? mesh : scaled(mesh, factor)
    const bytes = writeMesh(written, { format, ...(strictFor && { strictFor }) })
    return { bytes, vertices: vertexCount(mesh), triangles: triangleCount(mesh), warnings }
  },
  transfers: ({ bytes }) => buffersOf(bytes),
}
