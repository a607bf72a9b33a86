import type { PlyType } from './plyHeader.ts'

/** Where the values of one property lie in rows of a fixed size, and where they go. */
export interface PlyColumn {
  readonly view: DataView
  readonly little: boolean
  /** Byte of the first value. */
  readonly start: number
  /** Bytes from row to row. */
  readonly stride: number
  readonly count: number
  readonly out: Float32Array | Float64Array | Uint8Array
  readonly outStart: number
  readonly outStride: number
}

/**
 * Copies one property of all rows. Each type has a loop of its own, which the engine compiles to plain loads: a call
 * per value would cost ten times as much.
 */
export const readPlyColumn: Readonly<Record<PlyType, (column: PlyColumn) => void>> = {
  char: ({ view, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getInt8(start + i * stride)
  },
  uchar: ({ view, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getUint8(start + i * stride)
  },
  short: ({ view, little, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getInt16(start + i * stride, little)
  },
  ushort: ({ view, little, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getUint16(start + i * stride, little)
  },
  int: ({ view, little, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getInt32(start + i * stride, little)
  },
  uint: ({ view, little, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getUint32(start + i * stride, little)
  },
  float: ({ view, little, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getFloat32(start + i * stride, little)
  },
  double: ({ view, little, start, stride, count, out, outStart, outStride }) => {
    for (let i = 0; i < count; i++) out[outStart + i * outStride] = view.getFloat64(start + i * stride, little)
  },
}
