import { loadRegions } from '../flame/regions.ts'
import type { RegistrationResult } from '../flame/registerOpened.ts'
import type { FrameParameters } from '../flame/sequence/frameParameters.ts'
import { frameUnit, scanSize } from '../flame/sequence/frameUnit.ts'
import { registerFrame } from '../flame/sequence/registerFrame.ts'
import { encodeMesh } from '../formats/encodeMesh.ts'
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
import type { Job, JobContext, MeshReference } from './types.ts'

/** What all frames of a sequence share. */
export interface SequenceFiles {
  readonly model: NamedFile
  readonly modelSha256: string
  readonly embedding: NamedFile | null
  readonly regions: NamedFile | null
  /** Of the first frame. */
  readonly firstLandmarks: LandmarkSet
}

export interface SequenceFrame extends DrawnLines {
  readonly scan: MeshReference
  readonly unit: LengthUnit
  readonly before: FrameParameters
}

/** `unit` is that of the sequence; the frame's own is found where it is certain. */
export interface RegisterSequenceFrameInput extends SequenceFiles, SequenceFrame {
  /** `scanSize` of the frame before, metres. */
  readonly sizeBeforeM: number
  readonly isIdentityKnown: boolean
  /** File name of the registration mesh; its ending chooses the format. */
  readonly meshName: string
}

export interface RegisterSequenceFrameOutput extends Omit<RegistrationResult, 'vertices' | 'triangles'> {
  /** The registration in the model's topology, metres, in the scan's frame. */
  readonly meshBytes: Uint8Array
  readonly readWarnings: readonly Warning[]
  /** `scanSize` of the scan, metres. */
  readonly scanSizeM: number
}

/** The model and what belongs to it, for all frames alike. */
export const openSequenceFiles = async (files: SequenceFiles, context: JobContext) => {
  const { model, modelSha256: sha256, embedding, regions } = files
  return {
    model: await readHeadModel(model, sha256, context),
    embedding: embedding && readEmbeddingFile(await context.readFile(embedding.ref), embedding.fileName),
    regions: regions && loadRegions(await context.readFile(regions.ref), regions.fileName),
  }
}

/** Registers one frame of a sequence from its files, starting from the frame before; see `registerFrame`. */
export const registerSequenceFrame: Job<RegisterSequenceFrameInput, RegisterSequenceFrameOutput> = {
  id: 'registerSequenceFrame',
  run: async (input, context) => {
    const opened = await openSequenceFiles(input, context)
    const { mesh, warnings } = await openMesh(input.scan, context)
    const { contours, warnings: ofLines } = await drawnContours(input, context)
    const { landmarks, firstLandmarks, before, isIdentityKnown, sizeBeforeM } = input
    const { model, embedding } = opened
    const size = { scan: mesh, unit: input.unit, sizeBeforeM, landmarks, before, model, embedding }
    const { unit, warnings: ofUnit } = frameUnit(size)
    const { vertices, triangles, ...result } = registerFrame(
      { scan: mesh, ...opened, unit, landmarks, contours, firstLandmarks, before, isIdentityKnown },
      partOf(context, { from: 0.05, to: 0.98 }),
    )
    const registration = { positions: Float32Array.from(vertices), positionsF64: vertices, triangles }
    const file = await encodeMesh(registration, input.meshName, { unit: 'm' })
    return {
      ...result,
      meshBytes: file.bytes,
      readWarnings: [...ofUnit, ...warnings, ...ofLines, ...file.warnings],
      scanSizeM: scanSize(mesh) * (mmPer(unit) / 1000),
    }
  },
  transfers: ({ meshBytes, meshResidualMm }) => buffersOf(meshBytes, meshResidualMm),
}
