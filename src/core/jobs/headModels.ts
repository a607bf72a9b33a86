import { type FlameModel, loadFlameModel } from '../flame/model.ts'
import type { NamedFile } from './inspectModel.ts'
import type { JobContext } from './types.ts'

/**
 * The head model of a file: the one that is kept under its hash, else read. Without a hash it is read each time.
 * @throws what `loadFlameModel` throws.
 */
export const readHeadModel = async (
  { ref, fileName }: NamedFile,
  sha256: string,
  context: JobContext,
): Promise<FlameModel> => {
  // The name is in the model's warnings.
  const key = `${sha256} ${fileName}`
  const store = sha256 === '' ? undefined : context.models
  const known = store?.find(key)
  if (known) return known
  const read = loadFlameModel(await context.readFile(ref), fileName, { sha256 })
  if (!store) return read
  const model = inSharedMemory(read)
  store.keep(key, model)
  return model
}

const inSharedMemory = (model: FlameModel): FlameModel => {
  const { rowStart, columns, values } = model.jointRegressor
  return {
    ...model,
    template: shared(model.template),
    triangles: shared(model.triangles),
    shapeDirs: shared(model.shapeDirs),
    poseDirs: shared(model.poseDirs),
    weights: shared(model.weights),
    parents: shared(model.parents),
    jointRegressor: { rowStart: shared(rowStart), columns: shared(columns), values: shared(values) },
  }
}

type Numbers = Float64Array | Float32Array | Uint32Array | Int32Array

const shared = <T extends Numbers>(source: T): T => {
  const Kind = source.constructor as new (buffer: SharedArrayBuffer) => T
  const copy = new Kind(new SharedArrayBuffer(source.byteLength))
  copy.set(source)
  return copy
}
