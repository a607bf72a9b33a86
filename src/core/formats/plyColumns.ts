import type { BinaryPlyBody } from './plyBody.ts'
import { type PlyElement, type PlyProperty, type PlyType, plyTypeSize } from './plyHeader.ts'

export type ColumnArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** Where the values of one property go. */
export interface Target {
  readonly out: ColumnArray
  readonly outStart: number
  readonly outStride: number
}

/** Where the values of one property lie in rows of a fixed size, and where they go. */
interface PlyColumn extends Target {
  readonly view: DataView
  readonly little: boolean
  /** Byte of the first value. */
  readonly start: number
  /** Bytes from row to row. */
  readonly stride: number
  readonly count: number
}

/**
 * Copies one property of all rows. Each type has a loop of its own, which the engine compiles to plain loads: a call
 * per value would cost ten times as much.
 */
const readPlyColumn: Readonly<Record<PlyType, (column: PlyColumn) => void>> = {
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

/**
 * Copies the rows of an element without lists to their targets, window by window: neighbouring x y z in single precision
 * by the kernel, the rest property by property. Returns whether all of that is known to be finite.
 */
export const copyPlyRows = (
  body: BinaryPlyBody,
  element: PlyElement,
  targets: ReadonlyMap<string, Target>,
): boolean => {
  const { kernel, little } = body
  const { columns, rowBytes } = columnsOf(element, targets, kernel !== null)
  let areFinite = kernel !== null
  for (let first = 0; first < element.count; ) {
    const { view, start, rows } = body.nextRows(rowBytes, element.count - first)
    for (const { type, offset, target, isTriple } of columns) {
      const { out, outStart, outStride } = target
      if (isTriple && kernel) {
        const triples = kernel.triples(start + offset, { rowBytes, rows, little })
        out.set(triples.values, first * 3)
        areFinite &&= triples.areFinite
        continue
      }
      areFinite &&= out instanceof Uint8Array
      const column = { view, little, start: start + offset, stride: rowBytes, count: rows }
      readPlyColumn[type]({ ...column, out, outStart: outStart + first * outStride, outStride })
    }
    body.at += rows * rowBytes
    first += rows
  }
  return areFinite
}

interface PlacedColumn {
  readonly type: PlyType
  /** Bytes from the start of a row. */
  readonly offset: number
  readonly target: Target
  /** Stands for the two behind it as well. */
  readonly isTriple: boolean
}

const columnsOf = (
  { properties }: PlyElement,
  targets: ReadonlyMap<string, Target>,
  joinsTriples: boolean,
): { columns: PlacedColumn[]; rowBytes: number } => {
  const columns: PlacedColumn[] = []
  let offset = 0
  let left = 0
  properties.forEach(({ name, type }, index) => {
    const target = targets.get(name)
    if (target && left === 0) {
      const isTriple = joinsTriples && isTripleAt(properties, index, targets)
      columns.push({ type, offset, target, isTriple })
      if (isTriple) left = 3
    }
    left = Math.max(0, left - 1)
    offset += plyTypeSize[type]
  })
  return { columns, rowBytes: offset }
}

/** Whether this property and the next two are single-precision floats and the three parts of one row, in order. */
const isTripleAt = (
  properties: readonly PlyProperty[],
  index: number,
  targets: ReadonlyMap<string, Target>,
): boolean => {
  const out = targets.get(properties[index].name)?.out
  return (
    out instanceof Float32Array &&
    [0, 1, 2].every((part) => {
      const property = properties[index + part]
      const target = property && targets.get(property.name)
      return property?.type === 'float' && target?.out === out && target.outStart === part && target.outStride === 3
    })
  )
}
