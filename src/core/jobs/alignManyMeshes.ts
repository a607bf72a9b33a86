import { encodeMesh } from '../formats/encodeMesh.ts'
import { lossWarnings } from '../formats/index.ts'
import type { MeshReading } from '../formats/types.ts'
import { alignTogether, type TogetherInput, type TogetherResult } from '../geometry/alignTogether.ts'
import { movedMesh } from '../geometry/movedMesh.ts'
import type { AlignOptions, AlignScan } from '../model/alignment.ts'
import type { Warning } from '../model/mesh.ts'
import type { WrittenMeshFormat } from '../model/meshFormats.ts'
import { partOf } from '../model/run.ts'
import { type AlignSide, scanOf } from './alignMeshes.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job } from './types.ts'

export interface AlignManyInput extends Pick<TogetherInput, 'landmarkWeights' | 'names'> {
  readonly scans: readonly AlignSide[]
  readonly reference: number
  readonly options: AlignOptions
  /** Of the moved scans; null where they are not wanted. */
  readonly meshFormat: WrittenMeshFormat | null
}

export interface AlignManyOutput extends TogetherResult {
  /** `[n]` each scan moved to the reference, as a file of `meshFormat`; null where it could not be placed or is not wanted. */
  readonly moved: readonly (Uint8Array | null)[]
  readonly readWarnings: readonly Warning[]
}

/** Pictures of several scans might have the same name in the one folder that all are written to. */
const textureLoss = ({ mesh, materialFiles = [] }: MeshReading): Warning[] => {
  if (!mesh.textureFile && materialFiles.length === 0) return []
  const message = 'Its texture and materials were not put beside the aligned mesh: all scans share that folder.'
  return [{ code: 'texture-left-out', message }]
}

/** Aligns several scans of one subject from their files; see `alignTogether`. */
export const alignManyMeshes: Job<AlignManyInput, AlignManyOutput> = {
  id: 'alignManyMeshes',
  run: async ({ scans: given, meshFormat, ...asked }, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scans' })
    const scans: AlignScan[] = []
    const readWarnings: Warning[] = []
    for (const side of given) {
      const { fileName } = side.mesh
      const reading = await openMesh(side.mesh, context)
      scans.push(await scanOf(side, reading.mesh, context))
      const losses = meshFormat ? [...lossWarnings(reading.mesh, undefined, meshFormat), ...textureLoss(reading)] : []
      const warnings = [...reading.warnings, ...losses]
      readWarnings.push(...warnings.map((warning) => ({ ...warning, message: `${fileName}: ${warning.message}` })))
    }
    const result = alignTogether({ scans, ...asked }, partOf(context, { from: 0.1, to: 0.95 }))
    const moved: (Uint8Array | null)[] = []
    for (const [i, place] of result.referenceFromScan.entries()) {
      const mesh = place && meshFormat && movedMesh(scans[i].mesh, place)
      const file = mesh && (await encodeMesh(mesh, `${i}.${meshFormat}`, { unit: scans[asked.reference].unit }))
      moved.push(file?.bytes ?? null)
      readWarnings.push(...(file?.warnings ?? []))
    }
    return { ...result, moved, readWarnings }
  },
  transfers: ({ moved, pairs }) =>
    buffersOf(...moved.map((bytes) => bytes ?? undefined), ...pairs.map(({ result }) => result.sourceResiduals)),
}
