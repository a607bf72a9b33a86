/** Half of the package: the decoder without the encoder. `wasmBinary` where it cannot find its module itself. */
declare module 'draco3dgltf/draco_decoder_gltf_nodejs.js' {
  import type { DecoderModule } from 'draco3dgltf'

  const createDecoder: (options: { readonly wasmBinary?: Uint8Array }) => Promise<DecoderModule>
  export default createDecoder
}
