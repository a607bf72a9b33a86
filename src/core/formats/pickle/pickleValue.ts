/** What a pickle can hold once it has been read as data. Nothing in here can run. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleArray
  | PickleObjects
  | PickleSparse
  | PickleSkipped

export type PickleKey = null | boolean | number | bigint | string
export type PickleDict = Map<PickleKey, PickleValue>

export type PickleTypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array

/** A numpy array of numbers. */
export interface PickleArray {
  readonly kind: 'array'
  /** numpy's type without the byte order: `f8`, `i4`, `b1`, … */
  readonly dtype: string
  readonly shape: number[]
  /** In C order and native byte order. May be a view into the file's bytes: not to be written to. */
  readonly data: PickleTypedArray
}

/** A numpy array of Python objects, in C order. */
export interface PickleObjects {
  readonly kind: 'objects'
  readonly shape: number[]
  readonly items: PickleValue[]
}

/** scipy's csc_matrix: column c holds rows `indices[indptr[c] … indptr[c+1]-1]`. */
export interface PickleSparse {
  readonly kind: 'csc'
  readonly shape: readonly [number, number]
  readonly data: PickleArray
  readonly indices: PickleArray
  readonly indptr: PickleArray
}

/** An object whose class is known and harmless but that holds nothing we can use (a torch tensor). */
export interface PickleSkipped {
  readonly kind: 'skipped'
  readonly className: string
}

/** Bounds on what a hostile file may cost. */
export interface PickleLimits {
  readonly operations: number
  readonly memo: number
  /** Entries on the machine's stack. */
  readonly stack: number
  /** Nesting of lists, dicts and objects. */
  readonly depth: number
  /** Bytes copied or decoded while reading (views cost nothing). */
  readonly bytes: number
}

export const defaultPickleLimits: PickleLimits = {
  operations: 5_000_000,
  memo: 1_000_000,
  stack: 1_000_000,
  depth: 64,
  bytes: 2 ** 31,
}

/** The number of elements of a shape; null unless all are whole, not negative and their product is exact. */
export const countOf = (shape: readonly number[]): number | null => {
  let count = 1
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) return null
    count *= length
  }
  return Number.isSafeInteger(count) ? count : null
}
