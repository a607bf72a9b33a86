import { writtenFormatOf } from '../formats/encodeMesh.ts'
import { distancesToSurface, summarizeDistances } from '../geometry/distances.ts'
import { simplifiedMesh } from '../geometry/simplifiedMesh.ts'
import { triangleCount, vertexCount } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'
import { type WrittenMesh, writtenMesh } from './writtenMesh.ts'

export interface DecimateMeshInput {
  readonly mesh: MeshReference
  readonly outputName: string
  /** Name of the material library that an OBJ may get. */
  readonly libraryName: string
  readonly triangles: number
  readonly largestError: number | null
  readonly keepBorder: boolean
}

export interface DecimatedMesh extends WrittenMesh {
  readonly vertices: number
  readonly triangles: number
  /** Measured from the original's vertices to the new surface, in the mesh's unit. */
  readonly distance: { readonly mean: number; readonly p90: number; readonly max: number }
}

/** A mesh with fewer triangles, and how far it lies from the original. */
export const decimateMesh: Job<DecimateMeshInput, DecimatedMesh> = {
  id: 'decimateMesh',
  run: async ({ mesh: reference, outputName, libraryName, triangles, largestError, keepBorder }, context) => {
    const format = writtenFormatOf(outputName)
    const file = await openMesh(reference, context, { keepsParts: true })
    // A border between parts that are not written would only be in the way.
    const given = format === 'obj' ? file.parts : undefined
    const { mesh: simple, parts = file.parts } = await simplifiedMesh(
      file.mesh,
      { triangles, largestError, keepBorder },
      given,
    )
    const distances = distancesToSurface(file.mesh.positions, simple, partOf(context, { from: 0.5, to: 0.95 }))
    const { mean, p90, max } = summarizeDistances(distances, { ignoreNegative: true })
    const written = await writtenMesh(
      reference,
      { file, mesh: simple, parts },
      { outputName, libraryName, unit: null },
      context,
    )
    return {
      ...written,
      vertices: vertexCount(simple),
      triangles: triangleCount(simple),
      distance: { mean, p90, max },
    }
  },
  transfers: ({ bytes, companions }) => buffersOf(bytes, companions?.library ?? undefined),
}
