import dracoUrl from 'draco3dgltf/draco_decoder_gltf.wasm?url'
import { fetchBytes } from './fetchBytes.ts'

/** The module of the Draco decoder, which is a file of the window. */
export const dracoWasm = (signal: AbortSignal): Promise<Uint8Array> =>
  fetchBytes(new URL(dracoUrl, self.location.href).href, 'The decoder for Draco', signal)
