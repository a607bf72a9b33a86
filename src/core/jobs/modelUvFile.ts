import { type FlameModel, loadFlameModel } from '../flame/model.ts'
import { hasUv, type ModelUv, readModelUv, uvMissing } from '../flame/texture/modelUv.ts'
import type { NamedFile } from './inspectModel.ts'
import type { JobContext } from './types.ts'

/**
 * A model with its UV layout: from the file the user names, else from the model's own .npz.
 * @throws CameoError `input/no-uv`, `input/other-topology`, what the model's reader throws.
 */
export const openModelUv = async (
  { model: modelFile, uv }: { readonly model: NamedFile; readonly uv: NamedFile | null },
  context: JobContext,
): Promise<{ readonly model: FlameModel; readonly uv: ModelUv }> => {
  const bytes = await context.readFile(modelFile.ref)
  const model = loadFlameModel(bytes, modelFile.fileName)
  if (uv) return { model, uv: readModelUv(await context.readFile(uv.ref), uv.fileName, model) }
  if (!/\.npz$/i.test(modelFile.fileName) || !hasUv(bytes)) throw uvMissing(modelFile.fileName)
  return { model, uv: readModelUv(bytes, modelFile.fileName, model) }
}
