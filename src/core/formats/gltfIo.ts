import { Logger, WebIO } from '@gltf-transform/core'
import { EXTMeshoptCompression, KHRDracoMeshCompression, KHRMeshQuantization } from '@gltf-transform/extensions'

export type GltfCompression = 'draco' | 'meshopt'

/** The reader or writer of glTF, with no more than the coders that are needed: each starts a WebAssembly module. */
export const gltfIoFor = async (needed: {
  readonly decode?: readonly GltfCompression[]
  readonly encode?: GltfCompression | null
}): Promise<WebIO> => {
  const io = new WebIO().setLogger(new Logger(Logger.Verbosity.SILENT))
  io.registerExtensions([KHRDracoMeshCompression, EXTMeshoptCompression, KHRMeshQuantization])
  const decodes = (name: GltfCompression): boolean => needed.decode?.includes(name) ?? false
  if (decodes('draco') || needed.encode === 'draco') {
    const { default: draco } = await import('draco3dgltf')
    if (decodes('draco')) io.registerDependencies({ 'draco3d.decoder': await draco.createDecoderModule() })
    if (needed.encode === 'draco') io.registerDependencies({ 'draco3d.encoder': await draco.createEncoderModule() })
  }
  if (decodes('meshopt')) {
    const { MeshoptDecoder } = await import('meshoptimizer/decoder')
    await MeshoptDecoder.ready
    io.registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
  }
  if (needed.encode === 'meshopt') {
    const { MeshoptEncoder } = await import('meshoptimizer/encoder')
    await MeshoptEncoder.ready
    io.registerDependencies({ 'meshopt.encoder': MeshoptEncoder })
  }
  return io
}
