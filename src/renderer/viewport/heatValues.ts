import { paintVertices, type SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import type { HeatKind, ViewLayer } from './types.ts'

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
  parts: (bytes) => Float32Array.from(bytes),
}

/** `[n]` the values of a heat map as the shader takes them, from its stored bytes. */
export const decodeHeat = (kind: HeatKind, bytes: Uint8Array): Float32Array => decoders[kind](bytes)

/** `[rows.length*size]` the named rows of `values`. */
export const gather = (values: Float32Array, rows: Uint32Array, size: number): Float32Array => {
  const out = new Float32Array(rows.length * size)
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < size; k++) out[i * size + k] = values[rows[i] * size + k]
  }
  return out
}

/** Whether two heat maps are of the same values, whatever their range. */
export const sameValues = (a: ViewLayer['heat'], b: ViewLayer['heat']): boolean =>
  a?.valuesUrl === b?.valuesUrl && a?.kind === b?.kind

/** `[r]` trust after a stroke, painted with the host's own code on the bytes that the host stores. */
export const paintedBytes = (trust: Float32Array, positions: Float32Array, stroke: SurfaceStroke): Float32Array => {
  const bytes = Uint8Array.from(trust, (value) => Math.round(255 * value))
  paintVertices(bytes, positions, stroke)
  return Float32Array.from(bytes, (value) => value / 255)
}
