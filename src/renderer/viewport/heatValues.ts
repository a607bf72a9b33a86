import type { HeatKind } from './types.ts'

/** Marks a vertex without a value for the shader, which takes everything below -1e29 for none. */
export const noHeat = -1e30

const floats = (bytes: Uint8Array): Float32Array =>
  new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4 * Math.floor(bytes.byteLength / 4)) as ArrayBuffer,
  )

const decoders: Readonly<Record<HeatKind, (bytes: Uint8Array) => Float32Array>> = {
  distance: (bytes) => floats(bytes).map((value) => (value < 0 ? noHeat : value)),
  signed: (bytes) => floats(bytes).map((value) => (Number.isNaN(value) ? noHeat : value)),
  trust: (bytes) => Float32Array.from(bytes, (value) => value / 255),
}

/** `[n]` the values of a heat map as the shader takes them, from its stored bytes. */
export const decodeHeat = (kind: HeatKind, bytes: Uint8Array): Float32Array => decoders[kind](bytes)
