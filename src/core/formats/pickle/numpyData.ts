import { badInput } from '../../model/errors.ts'
import { countOf, type PickleArray, type PickleTypedArray } from './pickleValue.ts'

/** A numpy dtype as `numpy.dtype(code)` and its state describe it. */
export interface NumpyType {
  /** Without the byte order: `f8`, `O8`, … */
  code: string
  /** `<`, `>`, `|`, `=`; set by the dtype's state, which follows its creation. */
  byteOrder: string
}

interface ElementType {
  readonly bytes: number
  view(buffer: ArrayBuffer, offset: number, length: number): PickleTypedArray
}

const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['f8', { bytes: 8, view: (b, o, n) => new Float64Array(b, o, n) }],
  ['f4', { bytes: 4, view: (b, o, n) => new Float32Array(b, o, n) }],
  ['i8', { bytes: 8, view: (b, o, n) => new BigInt64Array(b, o, n) }],
  ['u8', { bytes: 8, view: (b, o, n) => new BigUint64Array(b, o, n) }],
  ['i4', { bytes: 4, view: (b, o, n) => new Int32Array(b, o, n) }],
  ['u4', { bytes: 4, view: (b, o, n) => new Uint32Array(b, o, n) }],
  ['i2', { bytes: 2, view: (b, o, n) => new Int16Array(b, o, n) }],
  ['u2', { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) }],
  ['i1', { bytes: 1, view: (b, o, n) => new Int8Array(b, o, n) }],
  ['u1', { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) }],
  ['b1', { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) }],
])

export interface NumpyBuffer {
  readonly bytes: Uint8Array
  readonly type: NumpyType
  /** Of the array, or of the buffer where `order` is a list of axes. */
  readonly shape: readonly number[]
  /** C, Fortran, or (numpy ≥ 2.3, order "K") the axes of a C-ordered buffer in the array's order. */
  readonly order: 'C' | 'F' | readonly number[]
  /** Told of every copy made, in bytes, before it is made. */
  readonly spend: (bytes: number) => void
}

/**
 * A numpy array with its elements in C order and in this machine's (little-endian) byte order. Already in that form
 * and on a multiple of the element size, the data is a view; otherwise it is a copy. Throws `input/pickle-array` where
 * shape and bytes disagree or the type is none of ours.
 */
export const numpyArray = ({ bytes, type, shape, order, spend }: NumpyBuffer): PickleArray => {
  const element = elementTypes.get(type.code)
  if (!element)
    throw badInput('pickle-array', `The pickle holds a numpy array of type "${type.code}", which is refused.`)
  const count = countOf(shape)
  if (count === null || count * element.bytes !== bytes.length) {
    throw badInput(
      'pickle-array',
      `A numpy array in the pickle says its shape is [${shape.join(', ')}] of ${type.code} but holds ${bytes.length} bytes.`,
    )
  }
  const layout = layoutOf(shape, order)
  const isSwapped = type.byteOrder === '>' && element.bytes > 1
  const isAligned = bytes.byteOffset % element.bytes === 0
  let native = bytes
  if (isSwapped || !isAligned) {
    spend(bytes.length)
    native = bytes.slice()
  }
  if (isSwapped) swapBytes(native, element.bytes)
  const inBuffer = element.view(native.buffer as ArrayBuffer, native.byteOffset, count)
  if (layout.isRowMajor) return { kind: 'array', dtype: type.code, shape: layout.shape, data: inBuffer }
  spend(bytes.length)
  const data = toRowMajor(inBuffer, element.view(new ArrayBuffer(bytes.length), 0, count), layout)
  return { kind: 'array', dtype: type.code, shape: layout.shape, data }
}

interface Layout {
  readonly shape: number[]
  /** Steps in the buffer, in elements, along each axis of the array. */
  readonly strides: number[]
  readonly isRowMajor: boolean
}

const rowMajorStrides = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1))

const layoutOf = (shape: readonly number[], order: NumpyBuffer['order']): Layout => {
  const axes = typeof order === 'string' ? shape.map((_, axis) => axis) : [...order]
  if (axes.length !== shape.length || shape.some((_, axis) => !axes.includes(axis))) {
    throw badInput('pickle-array', `A numpy array in the pickle orders its axes as [${axes.join(', ')}].`)
  }
  const bufferStrides = order === 'F' ? rowMajorStrides([...shape].reverse()).reverse() : rowMajorStrides(shape)
  const permuted = axes.map((axis) => shape[axis])
  const strides = axes.map((axis) => bufferStrides[axis])
  const expected = rowMajorStrides(permuted)
  const isRowMajor = permuted.every((length, axis) => length <= 1 || strides[axis] === expected[axis])
  return { shape: permuted, strides, isRowMajor }
}

const swapBytes = (bytes: Uint8Array, width: number): void => {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse()
}

/** Walks the target in row-major order and steps through the source by its strides. */
const toRowMajor = <T extends PickleTypedArray>(source: T, target: T, { shape, strides }: Layout): T => {
  const last = shape.length - 1
  const index = new Array<number>(shape.length).fill(0)
  let base = 0
  for (let at = 0; at < target.length; ) {
    for (let i = 0; i < shape[last]; i++) target[at++] = source[base + i * strides[last]]
    for (let axis = last - 1; axis >= 0; axis--) {
      base += strides[axis]
      if (++index[axis] < shape[axis]) break
      base -= shape[axis] * strides[axis]
      index[axis] = 0
    }
  }
  return target
}

/** One number from its bytes (numpy's `scalar`). */
export const numpyScalar = (bytes: Uint8Array, type: NumpyType): number | bigint | boolean => {
  const aligned = bytes.slice()
  const value = numpyArray({ bytes: aligned, type, shape: [1], order: 'C', spend: () => {} }).data[0]
  if (type.code === 'b1') return value !== 0
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}
