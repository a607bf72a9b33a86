import { badInput, type CameoError } from '../model/errors.ts'

/** The header of a .npy file (NumPy's NEP 1, versions 1.0 to 3.0). */
export interface NpyHeader {
  /** numpy's type string without the byte order: 'f8', 'i4', 'b1', 'O', 'U12'; null for a structured type. */
  readonly dtype: string | null
  /** The type as written, for messages. */
  readonly descr: string
  readonly littleEndian: boolean
  readonly fortranOrder: boolean
  /** Empty for a single value. */
  readonly shape: readonly number[]
  /** First byte behind the header. */
  readonly dataStart: number
}

const failure = (message: string): CameoError => badInput('npy-header', `NPY: ${message}`)

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/**
 * Reads and checks the header only; the data may be of any type.
 *
 * @throws input/not-npy, input/npy-header.
 */
export const readNpyHeader = (bytes: Uint8Array): NpyHeader => {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw badInput('not-npy', 'This is no NPY file: it does not start with numpy’s mark.')
  }
  const version = bytes[6]
  if (version < 1 || version > 3 || bytes[7] !== 0) throw failure(`version ${version}.${bytes[7]} is unknown.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lengthBytes = version === 1 ? 2 : 4
  const textStart = 8 + lengthBytes
  if (bytes.length < textStart) throw failure('the file ends inside the header. It was cut off.')
  const textLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const dataStart = textStart + textLength
  if (dataStart > bytes.length) throw failure(`the header claims ${textLength} bytes, more than the file has.`)
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(textStart, dataStart))
  return { ...parseDictionary(text), dataStart }
}

/** The three keys in any order, as numpy and its imitators print them. */
const parseDictionary = (text: string): Omit<NpyHeader, 'dataStart'> => {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]
  if (body === undefined) throw failure('the header is no Python dictionary.')
  let rest = body
  const values = new Map<string, string>()
  while (rest.trim() !== '') {
    const entry = entryPattern.exec(rest)
    if (!entry) throw failure(`the header cannot be understood at “${rest.trim().slice(0, 40)}”.`)
    const [whole, , key, value] = entry
    if (values.has(key)) throw failure(`the header has “${key}” twice.`)
    values.set(key, value)
    rest = rest.slice(whole.length)
  }
  const [descr, fortran, shape] = ['descr', 'fortran_order', 'shape'].map((key) => {
    const value = values.get(key)
    if (value === undefined) throw failure(`the header has no “${key}”.`)
    return value
  })
  if (values.size > 3) throw failure('the header has keys besides descr, fortran_order and shape.')
  if (fortran !== 'True' && fortran !== 'False') throw failure(`fortran_order is “${fortran}”, neither True nor False.`)
  return { ...parseDescr(descr), fortranOrder: fortran === 'True', shape: parseShape(shape) }
}

/** `'key': value` and the comma behind it; a value is a string, a word, a tuple, or a list of tuples. */
const entryPattern = /^\s*(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([^()]*\)|\[.*\])\s*(?:,|$)/s

const parseDescr = (value: string): Pick<NpyHeader, 'dtype' | 'descr' | 'littleEndian'> => {
  if (!/^['"]/.test(value)) return { dtype: null, descr: value.slice(0, 80), littleEndian: true }
  const descr = value.slice(1, -1)
  const match = /^([<>|=]?)([a-zA-Z]\d*(?:\[\w+\])?)$/.exec(descr)
  if (!match) throw failure(`“${descr.slice(0, 40)}” is no number type.`)
  return { dtype: match[2], descr, littleEndian: match[1] !== '>' }
}

const parseShape = (value: string): number[] => {
  const inside = /^\((.*)\)$/s.exec(value)?.[1].trim()
  if (inside === undefined) throw failure(`the shape “${value.slice(0, 40)}” is no tuple.`)
  if (inside === '') return []
  const parts = inside.replace(/,\s*$/, '').split(',')
  return parts.map((part) => {
    const digits = /^\s*(\d{1,15})L?\s*$/.exec(part)?.[1]
    if (digits === undefined) throw failure(`the shape ${value.slice(0, 40)} holds something other than counts.`)
    return Number(digits)
  })
}
