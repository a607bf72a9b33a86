import { countLabels, labelScan } from '../flame/carry/labelScan.ts'
import type { RegisteredScan } from '../flame/carry/propagateLandmarks.ts'
import { deriveRegions } from '../flame/deriveRegions.ts'
import type { LandmarkEmbedding } from '../flame/embedding.ts'
import type { FlameModel } from '../flame/model.ts'
import { loadRegions } from '../flame/regions.ts'
import { badInput } from '../model/errors.ts'
import type { ScanLabel } from '../model/scanLabels.ts'
import { readEmbeddingFile } from './embeddingFile.ts'
import { readHeadModel } from './headModels.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { JobContext, MeshReference } from './types.ts'

/** The files of a finished registration. */
export interface RegisteredFiles {
  readonly scan: MeshReference
  /** In the model's topology, metres, in the scan's frame. */
  readonly registration: MeshReference
  readonly model: NamedFile
  /** Empty where it is not known: the model is then read anew. */
  readonly modelSha256: string
  readonly embedding: NamedFile | null
  readonly regions: NamedFile | null
}

export interface OpenedRegistration {
  readonly registered: RegisteredScan
  readonly model: FlameModel
  readonly embedding: LandmarkEmbedding | null
}

export const readEmbedding = async (file: NamedFile, context: JobContext): Promise<LandmarkEmbedding> =>
  readEmbeddingFile(await context.readFile(file.ref), file.fileName)

/** @throws input/other-topology where the registration has another number of vertices than the model. */
export const openRegistration = async (
  files: Omit<RegisteredFiles, 'regions'>,
  metresPerUnit: number,
  context: JobContext,
): Promise<OpenedRegistration> => {
  const { mesh: scan } = await openMesh(files.scan, context)
  const { mesh: registration } = await openMesh(files.registration, context)
  const model = await readHeadModel(files.model, files.modelSha256, context)
  const embedding = files.embedding && (await readEmbedding(files.embedding, context))
  const vertices = registration.positionsF64 ?? Float64Array.from(registration.positions)
  if (vertices.length !== model.template.length) {
    throw badInput(
      'other-topology',
      `${files.registration.fileName} has ${vertices.length / 3} vertices, ${files.model.fileName} ${model.vertexCount}: it is no registration of this model. Register the scan again.`,
    )
  }
  return { registered: { scan, metresPerUnit, vertices, triangles: model.triangles }, model, embedding }
}

/** `[n]` the part that each vertex of the scan belongs to; by the user's regions where there are any. */
export const labelOpened = async (
  { registered, model, embedding }: OpenedRegistration,
  regionsFile: NamedFile | null,
  context: JobContext,
): Promise<{ readonly labels: Uint8Array; readonly counts: Record<ScanLabel, number> }> => {
  const regions = regionsFile
    ? loadRegions(await context.readFile(regionsFile.ref), regionsFile.fileName)
    : deriveRegions(model, embedding)
  const labels = labelScan(registered, regions)
  return { labels, counts: countLabels(labels) }
}
