import { gunzipSync } from 'fflate'
import { readNpz } from '../formats/npz.ts'
import { type PickleValue, readPickle } from '../formats/pickle.ts'
import { badInput } from '../model/errors.ts'
import { expectArray, type SourceArray } from './sourceArray.ts'

/** The arrays of a model file by name, whatever the file's form. */
export interface ModelSource {
  /** Names of everything in the file. */
  readonly keys: readonly string[]
  array(key: string): SourceArray | null
  /** A sparse matrix stored by columns: scipy's csc_matrix, or the three arrays `<key>_data|indices|indptr`. */
  sparse(key: string): { data: SourceArray; indices: SourceArray; indptr: SourceArray } | null
}

/** Larger than any model there is, small enough to be allocated. */
const mostBytes = 2 ** 31

/**
 * Opens a model file: pickle or npz, plain or gzipped, told apart by their first bytes.
 * @throws CameoError `input/flame-model` for any other file, `input/pickle-…`, `input/npz-…` for damaged ones.
 */
export const readModelSource = (bytes: Uint8Array, fileName: string): ModelSource => {
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes, fileName) : bytes
  if (content[0] === 0x50 && content[1] === 0x4b) return npzSource(content)
  const value = looksLikePickle(content) ? readPickle(content) : null
  if (value instanceof Map) return pickleSource(value as ReadonlyMap<unknown, PickleValue>)
  throw badInput(
    'flame-model',
    `"${fileName}" is no FLAME model: it is neither a pickle of a model nor an .npz with the same keys.`,
  )
}

/** Protocol 2 and later begin with PROTO; 0 and 1 with a mark or an empty dict. */
const looksLikePickle = (bytes: Uint8Array): boolean => bytes[0] === 0x80 || bytes[0] === 0x28 || bytes[0] === 0x7d

const gunzip = (bytes: Uint8Array, fileName: string): Uint8Array => {
  // gzip ends with its content's length; deflate never shrinks more than 1032 to 1.
  const end = bytes.length - 4
  const length = end < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true)
  if (length > mostBytes || length > bytes.length * 1032) {
    throw badInput('flame-model', `"${fileName}" is damaged: its gzip trailer announces ${length} bytes.`)
  }
  try {
    return gunzipSync(bytes, { out: new Uint8Array(length) })
  } catch (error) {
    throw badInput(
      'flame-model',
      `"${fileName}" cannot be unpacked: ${error instanceof Error ? error.message : error}.`,
    )
  }
}

const npzSource = (bytes: Uint8Array): ModelSource => {
  const entries = readNpz(bytes)
  const array = (key: string): SourceArray | null => expectArray(entries.get(key))
  return {
    keys: [...entries.keys()],
    array,
    sparse: (key) => {
      const data = array(`${key}_data`)
      const indices = array(`${key}_indices`)
      const indptr = array(`${key}_indptr`)
      return data && indices && indptr ? { data, indices, indptr } : null
    },
  }
}

const pickleSource = (entries: ReadonlyMap<unknown, PickleValue>): ModelSource => ({
  keys: [...entries.keys()].map(String),
  array: (key) => expectArray(entries.get(key)),
  sparse: (key) => {
    const value = entries.get(key)
    const isSparse = value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'csc'
    return isSparse ? value : null
  },
})
