import { writeFlameModelNpz } from '../flame/model.ts'
import { checkCancelled, partOf } from '../model/run.ts'
import { generateCapture } from '../synth/capture.ts'
import { standInEmbedding } from '../synth/standInEmbedding.ts'
import { standInModel } from '../synth/standInModel.ts'
import type { CaptureOptions, SyntheticCapture } from '../synth/types.ts'
import { buffersOf } from './buffersOf.ts'
import { writeEmbeddingFile } from './embeddingFile.ts'
import type { Job } from './types.ts'

export interface GeneratedDemo {
  readonly capture: SyntheticCapture
  /** The stand-in head model, .npz with FLAME's keys. */
  readonly modelBytes: Uint8Array
  /** Where the landmarks lie on it, .json. */
  readonly embeddingBytes: Uint8Array
}

/** A virtual capture session with its truth, and the head model that fits it. */
export const generateDemo: Job<CaptureOptions, GeneratedDemo> = {
  id: 'generateDemo',
  run: async (options, context) => {
    const capture = generateCapture(options, partOf(context, { from: 0, to: 0.7 }))
    context.report?.({ fraction: 0.7, message: 'Making a head model' })
    checkCancelled(context)
    const model = standInModel()
    return {
      capture,
      modelBytes: writeFlameModelNpz(model),
      embeddingBytes: writeEmbeddingFile(standInEmbedding(model)),
    }
  },
  transfers: ({ capture, modelBytes, embeddingBytes }) =>
    buffersOf(modelBytes, embeddingBytes, ...capture.photos.map(({ rgb }) => rgb), ...capture.truth.masks),
}
