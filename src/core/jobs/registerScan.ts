import { loadRegions } from '../flame/regions.ts'
import { type RegistrationResult, registerToFlame } from '../flame/registerToFlame.ts'
import { scanSize } from '../flame/sequence/frameUnit.ts'
import { encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import { writeNpz } from '../formats/npz.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { type LengthUnit, mmPer } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { type DrawnLines, drawnContours } from './drawnContours.ts'
import { readEmbeddingFile } from './embeddingFile.ts'
import { readHeadModel } from './headModels.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface RegisterScanInput extends DrawnLines {
  readonly scan: MeshReference
  readonly unit: LengthUnit | 'auto'
  readonly landmarks: LandmarkSet
  readonly model: NamedFile
  readonly modelSha256: string
  readonly embedding: NamedFile | null
  readonly regions: NamedFile | null
  /** File name of the registration mesh; its ending chooses the format. */
  readonly meshName: string
}

export interface RegisterScanOutput extends Omit<RegistrationResult, 'vertices' | 'triangles'> {
  /** The registration in the model's topology, metres, in the scan's frame. */
  readonly meshBytes: Uint8Array
  /** .npz with betas (400,), pose (15,), trans (3,). */
  readonly parametersBytes: Uint8Array
  readonly readWarnings: readonly Warning[]
  /** `scanSize` of the scan, metres. */
  readonly scanSizeM: number
}

/** Registers a head model to a scan from their files; see `registerToFlame`. */
export const registerScan: Job<RegisterScanInput, RegisterScanOutput> = {
  id: 'registerScan',
  run: async (input, context) => {
    const { scan, unit, landmarks, meshName, modelSha256 } = input
    writtenFormatOf(meshName)
    context.report?.({ fraction: 0, message: 'Reading the scan and the model' })
    const { mesh, warnings } = await openMesh(scan, context)
    const model = await readHeadModel(input.model, modelSha256, context)
    const embedding =
      input.embedding && readEmbeddingFile(await context.readFile(input.embedding.ref), input.embedding.fileName)
    const regions = input.regions && loadRegions(await context.readFile(input.regions.ref), input.regions.fileName)
    const drawn = await drawnContours(input, context)
    const { contours } = drawn
    const { vertices, triangles, ...result } = registerToFlame(
      { scan: mesh, unit, landmarks, contours, model, embedding, regions, isTested: true },
      partOf(context, { from: 0.05, to: 0.98 }),
    )
    const registration = { positions: Float32Array.from(vertices), positionsF64: vertices, triangles }
    const file = await encodeMesh(registration, meshName, { unit: 'm' })
    return {
      ...result,
      scanSizeM: scanSize(mesh) * (mmPer(result.unit) / 1000),
      meshBytes: file.bytes,
      parametersBytes: writeNpz([
        ['betas', { shape: [400], data: result.betas }],
        ['pose', { shape: [15], data: result.pose }],
        ['trans', { shape: [3], data: result.trans }],
      ]),
      readWarnings: [
        ...warnings,
        ...drawn.warnings,
        ...model.warnings,
        ...(embedding?.warnings ?? []),
        ...file.warnings,
      ],
    }
  },
  transfers: ({ meshBytes, parametersBytes, meshResidualMm }) => buffersOf(meshBytes, parametersBytes, meshResidualMm),
}
