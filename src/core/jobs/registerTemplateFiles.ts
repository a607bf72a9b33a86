import type { LandmarkEmbedding } from '../flame/embedding.ts'
import { hasFlameTopology, head8Embedding } from '../flame/head8Embedding.ts'
import { pointOnSurface } from '../flame/landmarkRows.ts'
import { loadFlameModel } from '../flame/model.ts'
import { registerTemplateToScan, type ScanTemplateResult } from '../flame/template/registerTemplateToScan.ts'
import { encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import type { LengthUnit } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { readEmbeddingFile } from './embeddingFile.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { Job, JobContext, MeshReference } from './types.ts'

export interface RegisterTemplateFilesInput {
  readonly scan: MeshReference
  readonly scanUnit: LengthUnit | null
  readonly landmarks: LandmarkSet | null
  /** A mesh, or a FLAME model file (.pkl, .npz), whose template is meant. */
  readonly template: NamedFile
  readonly templateUnit: LengthUnit | null
  readonly templateLandmarks: LandmarkSet | null
  /** In place of landmarks: places on the template's triangles. */
  readonly templateEmbedding: NamedFile | null
  /** File name of the registration mesh; its ending chooses the format. */
  readonly meshName: string
}

export interface RegisterTemplateFilesOutput extends Omit<ScanTemplateResult, 'vertices'> {
  /** In the template's topology, in the scan's frame and unit. */
  readonly meshBytes: Uint8Array
  readonly readWarnings: readonly Warning[]
}

interface OpenTemplate {
  readonly mesh: Mesh
  readonly unit: LengthUnit | null
  readonly warnings: readonly Warning[]
}

const isModelFile = ({ fileName }: NamedFile): boolean => /\.(pkl|npz)(\.gz)?$/i.test(fileName)

const openTemplate = async (
  { template, templateUnit }: RegisterTemplateFilesInput,
  context: JobContext,
): Promise<OpenTemplate> => {
  if (!isModelFile(template)) return { ...(await openMesh(template, context)), unit: templateUnit }
  const model = loadFlameModel(await context.readFile(template.ref), template.fileName)
  const { template: positionsF64, triangles, warnings } = model
  return { mesh: { positions: Float32Array.from(positionsF64), positionsF64, triangles }, unit: 'm', warnings }
}

/** The points of an embedding as landmarks of the template: by name, else as places in a list. */
const landmarksOf = ({ mesh, unit }: OpenTemplate, embedding: LandmarkEmbedding): LandmarkSet => {
  const { pointCount, pointNames, faces, barycentrics } = embedding
  const positions = mesh.positionsF64 ?? mesh.positions
  const landmarks = Array.from({ length: pointCount }, (_, i) => {
    const [a, b, c] = mesh.triangles.subarray(faces[i] * 3, faces[i] * 3 + 3)
    const [wa, wb, wc] = barycentrics.subarray(i * 3, i * 3 + 3)
    const place = { vertices: [a, b, c], barycentrics: [wa, wb, wc] } as const
    const name = pointNames?.[i] ?? (embedding.listIndices ? `468:${embedding.listIndices[i]}` : `${pointCount}:${i}`)
    return { name, status: 'placed' as const, position: pointOnSurface(place, positions), surface: null }
  })
  return { scheme: embedding.name, unit, annotator: null, time: null, landmarks }
}

const templateLandmarksOf = async (
  input: RegisterTemplateFilesInput,
  template: OpenTemplate,
  context: JobContext,
): Promise<LandmarkSet | null> => {
  if (input.templateLandmarks) return input.templateLandmarks
  const { templateEmbedding: file } = input
  if (file) return landmarksOf(template, readEmbeddingFile(await context.readFile(file.ref), file.fileName))
  return hasFlameTopology(template.mesh.triangles) ? landmarksOf(template, head8Embedding) : null
}

/** Registers any template to a scan from their files; see `registerTemplateToScan`. */
export const registerTemplateFiles: Job<RegisterTemplateFilesInput, RegisterTemplateFilesOutput> = {
  id: 'registerTemplateFiles',
  run: async (input, context) => {
    const { meshName } = input
    writtenFormatOf(meshName)
    context.report?.({ fraction: 0, message: 'Reading the scan and the template' })
    const scan = await openMesh(input.scan, context)
    const template = await openTemplate(input, context)
    const { vertices, ...result } = registerTemplateToScan(
      {
        scan: scan.mesh,
        scanUnit: input.scanUnit,
        template: template.mesh,
        templateUnit: template.unit,
        scanLandmarks: input.landmarks,
        templateLandmarks: await templateLandmarksOf(input, template, context),
        isTested: true,
      },
      partOf(context, { from: 0.05, to: 0.98 }),
    )
    // What belongs to the template's triangles stays; its own normals and picture do not fit any more.
    const { triangles, uvs, uvTriangles, colors } = template.mesh
    const registration: Mesh = {
      positions: Float32Array.from(vertices),
      positionsF64: vertices,
      triangles,
      ...(uvs ? { uvs } : {}),
      ...(uvTriangles ? { uvTriangles } : {}),
      ...(colors ? { colors } : {}),
    }
    const file = await encodeMesh(registration, meshName, { unit: result.unit })
    return {
      ...result,
      meshBytes: file.bytes,
      readWarnings: [...scan.warnings, ...template.warnings, ...file.warnings],
    }
  },
  transfers: ({ meshBytes, meshResidualMm }) => buffersOf(meshBytes, meshResidualMm),
}
