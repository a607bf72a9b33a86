import type { ModelSession } from '#core/masks/models/modelSession.ts'
import { badInput } from '#core/model/errors.ts'

/** Loads an ONNX model; it runs on this thread, in WebAssembly. Throws `input/mask-model`. */
export const openModel = async (bytes: Uint8Array): Promise<ModelSession> => {
  const ort = await import('onnxruntime-web')
  // The pool's threads are all there are.
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'error'
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] }).catch((error: Error) => {
    throw badInput('mask-model', `The model file could not be loaded: ${error.message}`)
  })
  return {
    inputs: session.inputMetadata.map((input) => ({
      name: input.name,
      dims: input.isTensor ? input.shape : [],
    })),
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, { data, dims }]) => [
        name,
        new ort.Tensor('float32', data, dims),
      ])
      const outputs = await session.run(Object.fromEntries(tensors)).catch((error: Error) => {
        throw badInput('mask-model', `The model could not be run on this photo: ${error.message}`)
      })
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data, dims }]) => [
          name,
          { data: Float32Array.from(data as Float32Array), dims },
        ]),
      )
    },
  }
}
