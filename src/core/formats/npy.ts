import { badInput } from '../model/errors.ts'
import { type NpyHeader, readNpyHeader } from './npyHeader.ts'

export type NpyData =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array

export interface NpyArray {
  /** numpy's type without the byte order: 'f8', 'f4', 'f2', 'i8' … 'u1', 'b1'. 'f2' is held as Float32Array, 'b1' as 0/1. */
  readonly dtype: string
  /** Empty for a single value. */
  readonly shape: readonly number[]
  /** In C order (last index fastest), whatever the file's order was. */
  readonly data: NpyData
}

/** What can be written. */
export interface NpySource {
  readonly shape: readonly number[]
  /** In C order. */
  readonly data: Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array
}

type Decode = (view: DataView, count: number, little: boolean) => NpyData

const decoder =
  <T extends NpyData>(
    create: (count: number) => T,
    bytesPerItem: number,
    read: (view: DataView, at: number, little: boolean) => T[number],
  ): Decode =>
  (view, count, little) => {
    const out = create(count)
    if (little && out.BYTES_PER_ELEMENT === bytesPerItem) {
      new Uint8Array(out.buffer).set(new Uint8Array(view.buffer, view.byteOffset, count * bytesPerItem))
      return out
    }
    for (let i = 0; i < count; i++) out[i] = read(view, i * bytesPerItem, little)
    return out
  }

/** Half precision (IEEE 754 binary16). */
const readHalf = (view: DataView, at: number, little: boolean): number => {
  const bits = view.getUint16(at, little)
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const decoders: Readonly<Record<string, { readonly size: number; readonly decode: Decode }>> = {
  f8: {
    size: 8,
    decode: decoder(
      (n) => new Float64Array(n),
      8,
      (v, at, little) => v.getFloat64(at, little),
    ),
  },
  f4: {
    size: 4,
    decode: decoder(
      (n) => new Float32Array(n),
      4,
      (v, at, little) => v.getFloat32(at, little),
    ),
  },
  f2: { size: 2, decode: decoder((n) => new Float32Array(n), 2, readHalf) },
  i8: {
    size: 8,
    decode: decoder(
      (n) => new BigInt64Array(n),
      8,
      (v, at, little) => v.getBigInt64(at, little),
    ),
  },
  i4: {
    size: 4,
    decode: decoder(
      (n) => new Int32Array(n),
      4,
      (v, at, little) => v.getInt32(at, little),
    ),
  },
  i2: {
    size: 2,
    decode: decoder(
      (n) => new Int16Array(n),
      2,
      (v, at, little) => v.getInt16(at, little),
    ),
  },
  i1: {
    size: 1,
    decode: decoder(
      (n) => new Int8Array(n),
      1,
      (v, at) => v.getInt8(at),
    ),
  },
  u8: {
    size: 8,
    decode: decoder(
      (n) => new BigUint64Array(n),
      8,
      (v, at, little) => v.getBigUint64(at, little),
    ),
  },
  u4: {
    size: 4,
    decode: decoder(
      (n) => new Uint32Array(n),
      4,
      (v, at, little) => v.getUint32(at, little),
    ),
  },
  u2: {
    size: 2,
    decode: decoder(
      (n) => new Uint16Array(n),
      2,
      (v, at, little) => v.getUint16(at, little),
    ),
  },
  u1: {
    size: 1,
    decode: decoder(
      (n) => new Uint8Array(n),
      1,
      (v, at) => v.getUint8(at),
    ),
  },
  b1: {
    size: 1,
    decode: decoder(
      (n) => new Uint8Array(n),
      1,
      (v, at) => v.getUint8(at),
    ),
  },
}

/**
 * Reads a .npy file of numbers: any byte order, C or Fortran order, versions 1.0 to 3.0.
 *
 * @throws input/not-npy, input/npy-header, input/truncated, input/npy-trailing; input/npy-objects for an array of
 *   Python objects (a pickle, which is never run) and input/npy-type for any other type that is no number.
 */
export const readNpy = (bytes: Uint8Array): NpyArray => {
  const header = readNpyHeader(bytes)
  const { dtype, shape, dataStart } = header
  const known = dtype === null ? undefined : decoders[dtype]
  if (dtype === null || !known) throw unreadableType(header)
  const count = shape.reduce((product, size) => product * size, 1)
  const left = bytes.length - dataStart
  const needed = count * known.size
  if (needed > left) {
    throw badInput(
      'truncated',
      `NPY: an array of shape (${shape.join(', ')}) needs ${needed} bytes, but ${left} are left.`,
      {
        byte: bytes.length,
      },
    )
  }
  if (needed < left) {
    throw badInput(
      'npy-trailing',
      `NPY: ${left - needed} bytes follow the array of shape (${shape.join(', ')}). Was it saved twice?`,
      {
        byte: dataStart + needed,
      },
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, needed)
  const data = known.decode(view, count, header.littleEndian)
  return { dtype, shape, data: header.fortranOrder && shape.length > 1 ? toCOrder(data, shape) : data }
}

const unreadableType = ({ dtype, descr }: NpyHeader): Error =>
  dtype === 'O'
    ? badInput(
        'npy-objects',
        'NPY: the array holds Python objects (a pickle), not numbers. Save it as a plain numeric array.',
      )
    : badInput('npy-type', `NPY: arrays of type “${descr}” are not read; Cameo reads whole and real numbers and bool.`)

/** Fortran order has the first index fastest. */
const toCOrder = (data: NpyData, shape: readonly number[]): NpyData => {
  const out = data.slice()
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  const index = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]
      if (++index[axis] < shape[axis]) break
      from -= strides[axis] * shape[axis]
      index[axis] = 0
    }
  }
  return out
}

const descrOf = ({ data }: NpySource): string => {
  if (data instanceof Float64Array) return '<f8'
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Int32Array) return '<i4'
  return data instanceof Uint32Array ? '<u4' : '|u1'
}

/** Writes a .npy file as numpy does: version 1.0, C order, little endian, data at a multiple of 64 bytes. */
export const writeNpy = (array: NpySource): Uint8Array<ArrayBuffer> => {
  const { shape, data } = array
  const count = shape.reduce((product, size) => product * size, 1)
  if (count !== data.length) {
    throw new RangeError(`an array of shape (${shape.join(', ')}) has ${count} numbers, not ${data.length}`)
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${descrOf(array)}', 'fortran_order': False, 'shape': ${tuple}, }`
  const dataStart = Math.ceil((10 + text.length + 1) / 64) * 64
  const bytes = new Uint8Array(dataStart + data.byteLength)
  bytes.set([...magic, 1, 0, (dataStart - 10) & 255, (dataStart - 10) >> 8])
  bytes.set(new TextEncoder().encode(`${text.padEnd(dataStart - 11)}\n`), 10)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), dataStart)
  return bytes
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/**
 * The numbers of an array as doubles, in C order.
 *
 * @throws input/npy-number for a 64-bit whole number that a double cannot hold.
 */
export const asFloat64 = ({ data }: Pick<NpyArray, 'data'>): Float64Array => {
  if (data instanceof Float64Array) return data
  const out = new Float64Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i])
    if (typeof data[i] === 'bigint' && !Number.isSafeInteger(value)) {
      throw badInput('npy-number', `NPY: the whole number ${data[i]} is too large to be held exactly.`)
    }
    out[i] = value
  }
  return out
}
