/// <reference path="./dracoDecoder.d.ts" />
import { Logger, WebIO } from '@gltf-transform/core'
import { EXTMeshoptCompression, KHRDracoMeshCompression, KHRMeshQuantization } from '@gltf-transform/extensions'
import type { MeshSurroundings } from './types.ts'

export type GltfCompression = 'draco' | 'meshopt'

/** Reads and writes glTF that is not packed. */
export const plainIo = (): WebIO => {
  const io = new WebIO().setLogger(new Logger(Logger.Verbosity.SILENT))
  return io.registerExtensions([KHRDracoMeshCompression, EXTMeshoptCompression, KHRMeshQuantization])
}

/** Reads glTF, with no more than the decoders that are needed: each starts a WebAssembly module. */
export const decodingIo = async (
  decode: readonly GltfCompression[],
  { dracoWasm }: MeshSurroundings = {},
): Promise<WebIO> => {
  const io = plainIo()
  if (decode.includes('draco')) {
    // The decoder alone: the package's main file brings the encoder along.
    const { default: createDecoder } = await import('draco3dgltf/draco_decoder_gltf_nodejs.js')
    const options = dracoWasm ? { wasmBinary: await dracoWasm() } : {}
    io.registerDependencies({ 'draco3d.decoder': await createDecoder(options) })
  }
  if (decode.includes('meshopt')) {
    const { MeshoptDecoder } = await import('meshoptimizer/decoder')
    await MeshoptDecoder.ready
    io.registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
  }
  return io
}
