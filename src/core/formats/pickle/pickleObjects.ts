import { badInput } from '../../model/errors.ts'
import { type NumpyType, numpyArray, numpyScalar } from './numpyData.ts'
import { countOf, type PickleArray, type PickleSparse, type PickleValue } from './pickleValue.ts'

/** A value while the machine runs: finished data, or one of the four things that become data at the end. */
export type Raw = PickleValue | ByteString | NumpyTypeBox | AllowedClass | PickledObject | Raw[] | RawDict
export type RawDict = Map<null | boolean | number | bigint | string, Raw>

/** A Python 2 `str`: text in the end (latin-1), but bytes where an array takes it as its data. */
export class ByteString {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  toText(): string {
    return latin1(this.bytes)
  }
}

export const latin1 = (bytes: Uint8Array): string => {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return text
}

/** `numpy.dtype(code)`; its byte order comes with BUILD. */
export class NumpyTypeBox {
  readonly type: NumpyType
  constructor(code: string) {
    this.type = { code: code.replace(/^[<>|=]/, ''), byteOrder: /^[<>|=]/.exec(code)?.[0] ?? '|' }
  }
}

export type Spend = (bytes: number) => void
export type Settle = (raw: Raw) => PickleValue

/** What the machine knows of one Python class or function. A missing ability is refused by name. */
export interface AllowedGlobal {
  /** REDUCE: called with these arguments. */
  readonly call?: (args: Raw[], spend: Spend) => Raw
  /** NEWOBJ or `_reconstruct`: an empty object that BUILD fills. */
  readonly create?: () => PickledObject
}

/** A reference to an allowed global, as GLOBAL puts it on the stack. */
export class AllowedClass {
  readonly name: string
  readonly global: AllowedGlobal
  constructor(name: string, global: AllowedGlobal) {
    this.name = name
    this.global = global
  }
}

/** An object between its creation and the end of the reading. */
export interface PickledObject {
  readonly isPickledObject: true
  /** BUILD. */
  build(state: Raw, spend: Spend): void
  settle(settle: Settle): PickleValue
}

const shapeOf = (raw: Raw): number[] => {
  if (!Array.isArray(raw)) throw badInput('pickle-array', 'A numpy array in the pickle has no shape.')
  return raw.map((length) => {
    if (typeof length !== 'number') throw badInput('pickle-array', 'A numpy array in the pickle has a broken shape.')
    return length
  })
}

const bytesOf = (raw: Raw): Uint8Array => {
  if (raw instanceof ByteString) return raw.bytes
  if (raw instanceof Uint8Array) return raw
  throw badInput('pickle-array', 'A numpy array in the pickle holds something else than bytes.')
}

const typeOf = (raw: Raw): NumpyType => {
  if (raw instanceof NumpyTypeBox) return raw.type
  throw badInput('pickle-array', 'A numpy array in the pickle has no type.')
}

/** numpy's ndarray: state (version, shape, dtype, isFortran, bytes or list). */
class NumpyArray implements PickledObject {
  readonly isPickledObject = true
  #array: PickleArray | null = null
  #objects: { shape: number[]; items: Raw[] } | null = null

  build(state: Raw, spend: Spend): void {
    if (!Array.isArray(state) || state.length < 4) {
      throw badInput('pickle-array', 'A numpy array in the pickle has a state of an unknown form.')
    }
    const [rawShape, rawType, isFortran, content] = state.slice(-4)
    const shape = shapeOf(rawShape)
    const type = typeOf(rawType)
    if (type.code.startsWith('O')) {
      if (!Array.isArray(content) || countOf(shape) !== content.length) {
        throw badInput('pickle-array', 'An object array in the pickle does not hold as many objects as its shape says.')
      }
      this.#objects = { shape, items: content as Raw[] }
      return
    }
    this.#array = numpyArray({ bytes: bytesOf(content), type, shape, order: isFortran === true ? 'F' : 'C', spend })
  }

  settle(settle: Settle): PickleValue {
    if (this.#array) return this.#array
    if (this.#objects) {
      return { kind: 'objects', shape: this.#objects.shape, items: this.#objects.items.map(settle) }
    }
    throw badInput('pickle-array', 'A numpy array in the pickle was never given its content.')
  }
}

/** An object whose state is a dict of attributes; `finish` makes data of them. */
class AttributeObject implements PickledObject {
  readonly isPickledObject = true
  readonly #finish: (attributes: RawDict, settle: Settle) => PickleValue
  #attributes: RawDict = new Map()

  constructor(finish: (attributes: RawDict, settle: Settle) => PickleValue) {
    this.#finish = finish
  }

  build(state: Raw): void {
    const attributes = Array.isArray(state) ? state[0] : state
    if (attributes instanceof Map) this.#attributes = attributes as RawDict
  }

  settle(settle: Settle): PickleValue {
    return this.#finish(this.#attributes, settle)
  }
}

const settledArray = (raw: Raw | undefined, settle: Settle, what: string): PickleArray => {
  const value = raw === undefined ? null : settle(raw)
  if (value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'array') return value
  throw badInput('pickle-array', `A sparse matrix in the pickle has no ${what}.`)
}

const sparseMatrix = (attributes: RawDict, settle: Settle): PickleSparse => {
  const shape = attributes.get('_shape') ?? attributes.get('shape') ?? null
  const [rows, columns] = shapeOf(shape)
  return {
    kind: 'csc',
    shape: [rows, columns],
    data: settledArray(attributes.get('data'), settle, 'data'),
    indices: settledArray(attributes.get('indices'), settle, 'indices'),
    indptr: settledArray(attributes.get('indptr'), settle, 'indptr'),
  }
}

/** chumpy's Ch is a wrapper: its array is the attribute x. */
const chumpyPayload = (attributes: RawDict, settle: Settle): PickleValue => {
  const payload = attributes.get('x')
  return payload === undefined ? skippedAs('chumpy.ch.Ch') : settle(payload)
}

const skippedAs = (className: string): PickleValue => ({ kind: 'skipped', className })

const reconstructNumpy = (args: Raw[]): Raw => {
  const [which] = args
  if (which instanceof AllowedClass && which.name === 'numpy ndarray') return new NumpyArray()
  throw badInput('pickle-global', 'The pickle reconstructs a subclass of numpy arrays, which is refused.')
}

/** numpy's `_frombuffer(bytes, dtype, shape, order, axis_order)` of protocol 5. */
const fromBuffer = ([content, type, shape, orderName, axisOrder]: Raw[], spend: Spend): Raw => {
  const name = asText(orderName)
  const order = name === 'K' && axisOrder ? shapeOf(axisOrder) : name === 'F' ? 'F' : 'C'
  return numpyArray({ bytes: bytesOf(content), type: typeOf(type), shape: shapeOf(shape), order, spend })
}

const asText = (raw: Raw | undefined): string | null => {
  if (raw instanceof ByteString) return raw.toText()
  return typeof raw === 'string' ? raw : null
}

/** Python 3 writes bytes below protocol 3 as `_codecs.encode(text, 'latin1')`. */
const encodeLatin1 = ([text, codec]: Raw[], spend: Spend): Raw => {
  const characters = asText(text)
  if (characters === null || asText(codec)?.replace('-', '') !== 'latin1') {
    throw badInput('pickle-global', 'The pickle encodes text in another way than latin1, which is refused.')
  }
  spend(characters.length)
  return Uint8Array.from(characters, (character) => character.charCodeAt(0))
}

const reconstructObject = ([which]: Raw[]): Raw => {
  if (which instanceof AllowedClass && which.global.create) return which.global.create()
  throw badInput('pickle-global', 'The pickle reconstructs an object of an unknown class, which is refused.')
}

const numpyArrayFunction: AllowedGlobal = { call: reconstructNumpy }
const numpyBufferFunction: AllowedGlobal = { call: fromBuffer }
const numpyScalarFunction: AllowedGlobal = {
  call: ([type, content]) => numpyScalar(bytesOf(content), typeOf(type)),
}
const sparseClass: AllowedGlobal = { create: () => new AttributeObject(sparseMatrix) }
const listOfItems: AllowedGlobal = { call: ([items]) => (Array.isArray(items) ? (items as Raw[]) : []) }
const skipped = (className: string): AllowedGlobal => ({
  call: () => skippedAs(className),
  create: () => new AttributeObject(() => skippedAs(className)),
})

/**
 * Every global a FLAME file, an embedding or a list of paths is known to name, and what it means here. Nothing is
 * ever imported or run; a name that is not in this table ends the reading.
 */
export const allowedGlobals: ReadonlyMap<string, AllowedGlobal> = new Map<string, AllowedGlobal>([
  ['numpy.core.multiarray _reconstruct', numpyArrayFunction],
  ['numpy._core.multiarray _reconstruct', numpyArrayFunction],
  ['numpy.core.numeric _frombuffer', numpyBufferFunction],
  ['numpy._core.numeric _frombuffer', numpyBufferFunction],
  ['numpy.core.multiarray scalar', numpyScalarFunction],
  ['numpy._core.multiarray scalar', numpyScalarFunction],
  ['numpy ndarray', {}],
  ['numpy dtype', { call: ([code]) => new NumpyTypeBox(asText(code) ?? '') }],
  ['scipy.sparse.csc csc_matrix', sparseClass],
  ['scipy.sparse._csc csc_matrix', sparseClass],
  ['chumpy.ch Ch', { create: () => new AttributeObject(chumpyPayload) }],
  ['chumpy.reordering Select', skipped('chumpy.reordering.Select')],
  ['__builtin__ set', listOfItems],
  ['builtins set', listOfItems],
  ['__builtin__ object', {}],
  ['builtins object', {}],
  ['copy_reg _reconstructor', { call: reconstructObject }],
  ['copyreg _reconstructor', { call: reconstructObject }],
  ['_codecs encode', { call: encodeLatin1 }],
  ['collections OrderedDict', { call: () => new Map() }],
  ['torch._utils _rebuild_tensor_v2', skipped('torch.Tensor')],
  ['torch.storage _load_from_bytes', skipped('torch.Storage')],
])
