import { h3ds } from '../datasets/h3ds.ts'
import type { H3dsScene, H3dsSummary, PlannedFile } from '../datasets/types.ts'
import type { Warning } from '../model/mesh.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface PlanH3dsInput extends Omit<H3dsScene, 'mesh'> {
  readonly scan: MeshReference
}

/** What a subject contributes to an export: small files as bytes, large ones by reference. */
export interface SubjectFiles<Summary> {
  readonly files: readonly PlannedFile[]
  readonly warnings: readonly Warning[]
  readonly summary: Summary
}

export const bytesOfFiles = (files: readonly PlannedFile[]): ArrayBuffer[] =>
  buffersOf(...files.map((file) => ('bytes' in file ? file.bytes : undefined)))

/** The files of one H3DS scene. Throws `input/export-…` where the subject lacks what the layout needs. */
export const planH3dsSubject: Job<PlanH3dsInput, SubjectFiles<H3dsSummary>> = {
  id: 'planH3dsSubject',
  run: async ({ scan, ...scene }, context) => {
    const { mesh } = await openMesh(scan, context)
    const { files, warnings, summary } = h3ds.planSubject({ ...scene, mesh })
    return { files: [...files], warnings, summary }
  },
  transfers: ({ files }) => bytesOfFiles(files),
}
