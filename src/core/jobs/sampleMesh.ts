import { meshFormatOf, writeMesh } from '../formats/index.ts'
import { surfaceSamples } from '../geometry/surfaceSamples.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { checkCancelled } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface SampleMeshInput {
  readonly mesh: MeshReference
  readonly outputName: string
  readonly count: number
  readonly seed: number
}

export interface SampledMesh {
  readonly bytes: Uint8Array
  readonly warnings: readonly Warning[]
}

/** A point cloud drawn evenly from a surface. Throws `input/mesh-format` where the output is no PLY. */
export const sampleMesh: Job<SampleMeshInput, SampledMesh> = {
  id: 'sampleMesh',
  run: async ({ mesh: reference, outputName, count, seed }, context) => {
    if (meshFormatOf(outputName) !== 'ply') {
      throw badInput('mesh-format', `${outputName}: points are written as .ply. Give the file that ending.`)
    }
    const { mesh, warnings } = await openMesh(reference, context)
    checkCancelled(context)
    const bytes = writeMesh(surfaceSamples(mesh, { count, seed }), { format: 'ply' })
    const lost: Warning = {
      code: 'texture-left-out',
      message: 'The texture of the mesh was not carried to the points.',
    }
    return { bytes, warnings: mesh.uvs ? [...warnings, lost] : warnings }
  },
  transfers: ({ bytes }) => buffersOf(bytes),
}
