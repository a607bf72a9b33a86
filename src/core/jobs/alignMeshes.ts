import { writtenFormatOf } from '../formats/encodeMesh.ts'
import { naming } from '../formats/index.ts'
import { readVertexScalars } from '../formats/vertexScalars.ts'
import { type ResidualDetails, residualDetails } from '../geometry/alignment/residualDetails.ts'
import { alignScans } from '../geometry/alignScans.ts'
import { movedMesh } from '../geometry/movedMesh.ts'
import type { AlignOptions, AlignResult, AlignScan } from '../model/alignment.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import type { LengthUnit } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, JobContext, MeshReference } from './types.ts'
import { type MeshWriting, type WrittenMesh, writtenMesh } from './writtenMesh.ts'

export interface AlignSide {
  readonly mesh: MeshReference
  readonly landmarks: LandmarkSet | null
  readonly unit: LengthUnit | null
  /** One number from 0 to 1 a vertex: see `readVertexScalars`. */
  readonly trust?: MeshReference | null
}

/** See `MeshWriting`. */
export type AlignedNames = Pick<MeshWriting, 'outputName' | 'libraryName'>

export interface AlignMeshesInput {
  readonly source: AlignSide
  readonly target: AlignSide
  readonly options: AlignOptions
  /** How the moved source mesh is written; null where it is not wanted. */
  readonly aligned: AlignedNames | null
  /** Whether residuals are told by side and by area, which takes a little longer. */
  readonly isDetailed?: boolean
}

export interface AlignMeshesOutput extends AlignResult {
  /** The moved source with its texture; null where it was not asked for. */
  readonly aligned: WrittenMesh | null
  /** Null where it was not asked for. */
  readonly details: ResidualDetails | null
  /** Of reading and of writing. */
  readonly readWarnings: readonly Warning[]
}

/** A scan as the engine takes it, once its mesh has been read. */
export const scanOf = async (
  { landmarks, unit, trust }: AlignSide,
  mesh: Mesh,
  context: JobContext,
): Promise<AlignScan> => {
  const scan = { mesh, landmarks, unit }
  if (!trust) return scan
  const bytes = await context.readFile(trust.ref)
  return { ...scan, trust: naming(trust.fileName, () => readVertexScalars(bytes, trust.fileName)) }
}

/** Aligns two scans from their files; see `alignScans`. */
export const alignMeshes: Job<AlignMeshesInput, AlignMeshesOutput> = {
  id: 'alignMeshes',
  run: async ({ source, target, options, aligned, isDetailed = false }, context) => {
    if (aligned) writtenFormatOf(aligned.outputName)
    context.report?.({ fraction: 0, message: 'Reading the scans' })
    const sourceFile = await openMesh(source.mesh, context, { keepsParts: aligned !== null })
    const targetFile = await openMesh(target.mesh, context)
    const result = alignScans(
      {
        source: await scanOf(source, sourceFile.mesh, context),
        target: await scanOf(target, targetFile.mesh, context),
        options,
      },
      partOf(context, { from: 0.1, to: 0.95 }),
    )
    const { targetFromSource, sourceResiduals, unit } = result
    const mesh = { source: sourceFile.mesh, target: targetFile.mesh }
    const details = isDetailed
      ? residualDetails(
          { ...mesh, targetFromSource, distances: sourceResiduals, landmarks: target.landmarks, unit },
          { signal: context.signal, queryThreads: context.queryThreads, trees: context.trees },
        )
      : null
    const written = aligned
      ? await writtenMesh(
          source.mesh,
          { file: sourceFile, mesh: movedMesh(sourceFile.mesh, targetFromSource), parts: sourceFile.parts },
          { ...aligned, unit },
          context,
        )
      : null
    const readWarnings = [...(written?.warnings ?? sourceFile.warnings), ...targetFile.warnings]
    return { ...result, details, aligned: written, readWarnings }
  },
  transfers: ({ sourceResiduals, aligned, details }) =>
    buffersOf(sourceResiduals, aligned?.bytes, aligned?.companions?.library ?? undefined, details?.signed ?? undefined),
}
