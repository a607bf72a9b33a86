import { encodeMesh } from '../formats/encodeMesh.ts'
import { alignTogether, type TogetherResult } from '../geometry/alignTogether.ts'
import { movedMesh } from '../geometry/movedMesh.ts'
import type { AlignOptions, AlignScan } from '../model/alignment.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import type { WrittenMeshFormat } from '../model/meshFormats.ts'
import { partOf } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface AlignManyInput {
  readonly scans: readonly { readonly mesh: MeshReference; readonly landmarks: LandmarkSet | null }[]
  readonly reference: number
  readonly options: AlignOptions
  readonly meshFormat: WrittenMeshFormat
}

export interface AlignManyOutput extends TogetherResult {
  /** `[n]` each scan moved to the reference, as a file of `meshFormat`; null where it could not be placed. */
  readonly moved: readonly (Uint8Array | null)[]
  readonly readWarnings: readonly Warning[]
}

/** Aligns several scans of one subject from their files; see `alignTogether`. */
export const alignManyMeshes: Job<AlignManyInput, AlignManyOutput> = {
  id: 'alignManyMeshes',
  run: async ({ scans: given, reference, options, meshFormat }, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scans' })
    const scans: AlignScan[] = []
    const readWarnings: Warning[] = []
    for (const { mesh: file, landmarks } of given) {
      const { mesh, warnings } = await openMesh(file, context)
      scans.push({ mesh, landmarks, unit: landmarks?.unit ?? null })
      readWarnings.push(...warnings.map((warning) => ({ ...warning, message: `${file.fileName}: ${warning.message}` })))
    }
    const result = alignTogether({ scans, reference, options }, partOf(context, { from: 0.1, to: 0.95 }))
    const moved: (Uint8Array | null)[] = []
    for (const [i, place] of result.referenceFromScan.entries()) {
      const mesh = place && movedMesh(scans[i].mesh, place)
      const file = mesh && (await encodeMesh(mesh, `${i}.${meshFormat}`, { unit: scans[reference].unit }))
      moved.push(file?.bytes ?? null)
      readWarnings.push(...(file?.warnings ?? []))
    }
    return { ...result, moved, readWarnings }
  },
  transfers: ({ moved }) => buffersOf(...moved.map((bytes) => bytes ?? undefined)),
}
