import { badInput } from '../model/errors.ts'
import { PickleMachine } from './pickle/pickleMachine.ts'
import { pickleOperations } from './pickle/pickleOperations.ts'
import { defaultPickleLimits, type PickleLimits, type PickleValue } from './pickle/pickleValue.ts'

export type {
  PickleArray,
  PickleDict,
  PickleKey,
  PickleLimits,
  PickleObjects,
  PickleSkipped,
  PickleSparse,
  PickleTypedArray,
  PickleValue,
} from './pickle/pickleValue.ts'

/**
 * Reads a Python pickle (protocols 0 to 5) as data. Operations and classes come from an allow-list; any other is
 * refused by name (`input/pickle-opcode`, `input/pickle-global`), so nothing in the file can run. Lists and tuples
 * become arrays, dicts Maps, Python 2 strings latin-1 text, numpy and scipy arrays typed arrays (views into `bytes`
 * where order and alignment allow: `bytes` must stay unchanged).
 * @throws CameoError `input/pickle-…` where the file is cut, damaged, too large or asks for more than data.
 */
export const readPickle = (bytes: Uint8Array, limits: Partial<PickleLimits> = {}): PickleValue => {
  if (bytes.length === 0) throw badInput('pickle-truncated', 'The pickle is empty.')
  return new PickleMachine(bytes, { ...defaultPickleLimits, ...limits }).run(pickleOperations)
}

/** True for a .npy file whose elements are Python objects, that is: a pickle behind a NumPy header. */
export const isObjectNpy = (bytes: Uint8Array): boolean => objectNpyPayload(bytes) !== null

/**
 * Reads a .npy file of Python objects (`landmark_embedding.npy`, MICA's image paths): its pickle, as `readPickle`.
 * A 0-dimensional array gives its one object, any other the array of objects.
 */
export const readObjectNpy = (bytes: Uint8Array, limits: Partial<PickleLimits> = {}): PickleValue => {
  const payload = objectNpyPayload(bytes)
  if (!payload) throw badInput('npy-objects', 'This is not a .npy file of Python objects.')
  const value = readPickle(payload, limits)
  const isSingle =
    value !== null &&
    typeof value === 'object' &&
    'kind' in value &&
    value.kind === 'objects' &&
    value.shape.length === 0
  return isSingle ? value.items[0] : value
}

const npyMagic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

const objectNpyPayload = (bytes: Uint8Array): Uint8Array | null => {
  if (bytes.length < 12 || !npyMagic.every((byte, i) => bytes[i] === byte)) return null
  const lengthBytes = bytes[6] === 1 ? 2 : 4
  let headerLength = 0
  for (let i = lengthBytes - 1; i >= 0; i--) headerLength = headerLength * 256 + bytes[8 + i]
  const start = 8 + lengthBytes
  if (headerLength > bytes.length - start) return null
  const header = String.fromCharCode(...bytes.subarray(start, start + Math.min(headerLength, 4096)))
  return /'descr'\s*:\s*'[|<>=]?O8?'/.test(header) ? bytes.subarray(start + headerLength) : null
}
