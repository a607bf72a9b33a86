import type { WebIO } from '@gltf-transform/core'
import { type GltfCompression, plainIo } from './gltfIo.ts'

/** Writes glTF, with the encoder that is needed. */
export const encodingIo = async (encode: GltfCompression | null): Promise<WebIO> => {
  const io = plainIo()
  if (encode === 'draco') {
    const { default: draco } = await import('draco3dgltf')
    io.registerDependencies({ 'draco3d.encoder': await draco.createEncoderModule() })
  }
  if (encode === 'meshopt') {
    const { MeshoptEncoder } = await import('meshoptimizer/encoder')
    await MeshoptEncoder.ready
    io.registerDependencies({ 'meshopt.encoder': MeshoptEncoder })
  }
  return io
}
