import { meshFormatOf, writeMesh } from '../formats/index.ts'
import { asFloat64, readNpy } from '../formats/npy.ts'
import { alignScans } from '../geometry/alignScans.ts'
import type { AlignOptions, AlignResult, AlignScan } from '../model/alignment.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { type Mat4, transformPoints } from '../model/transform.ts'
import type { LengthUnit } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, JobContext, MeshReference } from './types.ts'

export interface AlignSide {
  readonly mesh: MeshReference
  readonly landmarks: LandmarkSet | null
  readonly unit: LengthUnit | null
  /** A `.npy` with one number from 0 to 1 a vertex. */
  readonly trust?: MeshReference | null
}

export interface AlignMeshesInput {
  readonly source: AlignSide
  readonly target: AlignSide
  readonly options: AlignOptions
  /** File name for the moved source mesh; its ending chooses the format. Null where it is not wanted. */
  readonly alignedName: string | null
}

export interface AlignMeshesOutput extends AlignResult {
  readonly alignedBytes: Uint8Array | null
  readonly readWarnings: readonly Warning[]
}

/** The mesh moved by `targetFromSource`, normals with it. */
const moved = (mesh: Mesh, targetFromSource: Mat4): Mesh => ({
  ...mesh,
  positions: transformPoints(targetFromSource, mesh.positions),
  ...(mesh.positionsF64 && { positionsF64: transformPoints(targetFromSource, mesh.positionsF64) }),
  ...(mesh.normals && { normals: turned(mesh.normals, targetFromSource) }),
})

/** Normals under a similarity turn with its linear part and keep their length. */
const turned = (normals: Float32Array, targetFromSource: Mat4): Float32Array => {
  const out = transformPoints(targetFromSource, normals)
  for (let i = 0; i < out.length; i += 3) {
    const x = out[i] - targetFromSource[3]
    const y = out[i + 1] - targetFromSource[7]
    const z = out[i + 2] - targetFromSource[11]
    const length = Math.hypot(x, y, z) || 1
    out[i] = x / length
    out[i + 1] = y / length
    out[i + 2] = z / length
  }
  return out
}

const scanOf = async ({ landmarks, unit, trust }: AlignSide, mesh: Mesh, context: JobContext): Promise<AlignScan> => {
  const scan = { mesh, landmarks, unit }
  if (!trust) return scan
  const array = readNpy(await context.readFile(trust.ref))
  return { ...scan, trust: Float32Array.from(asFloat64(array)) }
}

/** Aligns two scans from their files; see `alignScans`. */
export const alignMeshes: Job<AlignMeshesInput, AlignMeshesOutput> = {
  id: 'alignMeshes',
  run: async ({ source, target, options, alignedName }, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scans' })
    const sourceFile = await openMesh(source.mesh, context)
    const targetFile = await openMesh(target.mesh, context)
    const result = alignScans(
      {
        source: await scanOf(source, sourceFile.mesh, context),
        target: await scanOf(target, targetFile.mesh, context),
        options,
      },
      partOf(context, { from: 0.1, to: 0.95 }),
    )
    const format = alignedName === null ? null : (meshFormatOf(alignedName) ?? 'ply')
    return {
      ...result,
      alignedBytes: format && writeMesh(moved(sourceFile.mesh, result.targetFromSource), { format }),
      readWarnings: [...sourceFile.warnings, ...targetFile.warnings],
    }
  },
  transfers: ({ sourceResiduals, alignedBytes }) => buffersOf(sourceResiduals, alignedBytes ?? undefined),
}
