import { encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import { evenSamples } from '../geometry/evenSamples.ts'
import { surfaceSamples } from '../geometry/surfaceSamples.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { checkCancelled, partOf } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface SampleMeshInput {
  readonly mesh: MeshReference
  readonly outputName: string
  readonly count: number
  readonly seed: number
  /** Each at its distance from the others, instead of independent of them. */
  readonly isEven?: boolean
}

export interface SampledMesh {
  readonly bytes: Uint8Array
  readonly warnings: readonly Warning[]
}

/** A point cloud drawn evenly from a surface. Throws `input/mesh-format` where the output is no PLY and no GLB. */
export const sampleMesh: Job<SampleMeshInput, SampledMesh> = {
  id: 'sampleMesh',
  run: async ({ mesh: reference, outputName, count, seed, isEven }, context) => {
    if (!['ply', 'glb'].includes(writtenFormatOf(outputName))) {
      throw badInput('mesh-format', `${outputName}: points are written as .ply or .glb. Give the file such an ending.`)
    }
    const { mesh, warnings } = await openMesh(reference, context)
    checkCancelled(context)
    const points = isEven
      ? evenSamples(mesh, { count, seed }, partOf(context, { from: 0.2, to: 1 }))
      : surfaceSamples(mesh, { count, seed })
    const output = await encodeMesh(points, outputName, { unit: null })
    const lost: Warning = {
      code: 'texture-left-out',
      message: 'The texture of the mesh was not carried to the points.',
    }
    const notes = [...warnings, ...output.warnings]
    return { bytes: output.bytes, warnings: mesh.uvs ? [...notes, lost] : notes }
  },
  transfers: ({ bytes }) => buffersOf(bytes),
}
