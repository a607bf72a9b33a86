/** Pickles written by hand, opcode by opcode, so that the tests know what is in them. */
export type Part = number | string | Uint8Array | readonly Part[]

export const bytes = (...parts: readonly Part[]): Uint8Array => {
  const out: number[] = []
  const add = (part: Part): void => {
    if (typeof part === 'number') out.push(part & 255)
    else if (typeof part === 'string') for (const character of part) out.push(character.charCodeAt(0))
    else for (const inner of part as Iterable<Part>) add(inner)
  }
  parts.forEach(add)
  return Uint8Array.from(out)
}

export const uint32 = (value: number): Part => [value, value >>> 8, value >>> 16, value >>> 24]
export const uint64 = (value: number): Part => [uint32(value), uint32(0)]
export const global = (module: string, name: string): Part => ['c', module, '\n', name, '\n']
export const shortText = (text: string): Part => ['U', text.length, text]
export const unicode = (text: string): Part => ['\x8c', text.length, text]
export const int = (value: number): Part => ['J', uint32(value)]
export const bool = (value: boolean): Part => (value ? '\x88' : '\x89')
export const tuple = (...items: readonly Part[]): Part => ['(', items, 't']

export const dtype = (code: string, order: '<' | '>' | '|'): Part => [
  global('numpy', 'dtype'),
  tuple(shortText(code), int(0), int(1)),
  'R',
  tuple(int(3), shortText(order), 'N', 'N', 'N', int(-1), int(-1), int(0)),
  'b',
]

/** An ndarray as Python 2 writes it: `_reconstruct`, then its state. */
export const ndarray = (o: {
  readonly shape: readonly number[]
  readonly type: Part
  readonly isFortran?: boolean
  readonly content: Part
}): Part => [
  global('numpy.core.multiarray', '_reconstruct'),
  tuple(global('numpy', 'ndarray'), tuple(int(0)), shortText('b')),
  'R',
  tuple(int(1), tuple(...o.shape.map(int)), o.type, bool(o.isFortran ?? false), o.content),
  'b',
]

/** A long Python 2 string. */
export const binString = (content: Uint8Array): Part => ['T', uint32(content.length), content]

export const asBytes = (values: Float64Array | Float32Array | Int32Array): Uint8Array => new Uint8Array(values.buffer)
export const swapped = (values: Float64Array): Uint8Array => {
  const out = asBytes(values).slice()
  for (let at = 0; at < out.length; at += 8) out.subarray(at, at + 8).reverse()
  return out
}
