import { type ModelPrompts, maskByMatting, maskByPrompts } from '../masks/models/maskModels.ts'
import type { MaskSize } from '../masks/types.ts'
import { CameoError } from '../model/errors.ts'
import { buffersOf } from './buffersOf.ts'
import type { FileReference, Job, JobContext } from './types.ts'

/** The user's own model files (ONNX). */
export type MaskModelFiles =
  | { readonly kind: 'matting'; readonly model: FileReference }
  | { readonly kind: 'prompts'; readonly encoder: FileReference; readonly decoder: FileReference }

export interface RunMaskModelInput extends MaskSize, ModelPrompts {
  readonly rgb: Uint8Array
  readonly files: MaskModelFiles
}

const open = async (ref: FileReference, context: JobContext) => {
  if (!context.openModel) throw new CameoError('usage/no-models', 'This host runs no models.')
  return context.openModel(await context.readFile(ref))
}

/** A mask by a model of the user's own: 0/255. */
export const runMaskModel: Job<RunMaskModelInput, Uint8Array> = {
  id: 'runMaskModel',
  run: async ({ files, box, strokes, ...photo }, context) => {
    if (files.kind === 'matting') return maskByMatting(await open(files.model, context), photo)
    const models = { encoder: await open(files.encoder, context), decoder: await open(files.decoder, context) }
    return maskByPrompts(models, photo, { box, strokes })
  },
  transfers: (mask) => buffersOf(mask),
}
