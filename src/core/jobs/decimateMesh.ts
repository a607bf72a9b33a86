import { encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import { lossWarnings } from '../formats/index.ts'
import { distancesToSurface, summarizeDistances } from '../geometry/distances.ts'
import { simplifiedMesh } from '../geometry/simplifiedMesh.ts'
import { triangleCount, vertexCount, type Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface DecimateMeshInput {
  readonly mesh: MeshReference
  readonly outputName: string
  readonly triangles: number
  readonly largestError: number | null
  readonly keepBorder: boolean
}

export interface DecimatedMesh {
  readonly bytes: Uint8Array
  readonly vertices: number
  readonly triangles: number
  /** Measured from the original's vertices to the new surface, in the mesh's unit. */
  readonly distance: { readonly mean: number; readonly p90: number; readonly max: number }
  readonly warnings: readonly Warning[]
}

/** A mesh with fewer triangles, and how far it lies from the original. */
export const decimateMesh: Job<DecimateMeshInput, DecimatedMesh> = {
  id: 'decimateMesh',
  run: async ({ mesh: reference, outputName, triangles, largestError, keepBorder }, context) => {
    const format = writtenFormatOf(outputName)
    const { mesh, warnings } = await openMesh(reference, context)
    const { mesh: simple } = await simplifiedMesh(mesh, { triangles, largestError, keepBorder })
    const distances = distancesToSurface(mesh.positions, simple, partOf(context, { from: 0.5, to: 0.95 }))
    const { mean, p90, max } = summarizeDistances(distances, { ignoreNegative: true })
    const lost: Warning = {
      code: 'texture-left-out',
      message: 'The texture has seams, which would not survive; it was left out.',
    }
    const output = await encodeMesh(simple, outputName, { unit: null })
    const notes = [...warnings, ...lossWarnings(simple, undefined, format), ...output.warnings]
    return {
      bytes: output.bytes,
      vertices: vertexCount(simple),
      triangles: triangleCount(simple),
      distance: { mean, p90, max },
      warnings: mesh.uvTriangles ? [...notes, lost] : notes,
    }
  },
  transfers: ({ bytes }) => buffersOf(bytes),
}
