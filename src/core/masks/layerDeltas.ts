import { badInput } from '../model/errors.ts'
import { foreground } from '../model/maskClasses.ts'

/**
 * One edit of several classes as one record. The foreground alone is its plain delta; else, little-endian: u32 magic,
 * u32 count, per class a u32 length of its name, the name in UTF-8, a u32 length of its delta, the delta.
 */
const magic = 0x324c4d43

export const packLayerDeltas = (deltas: ReadonlyMap<string, Uint8Array>): Uint8Array => {
  const alone = deltas.get(foreground)
  if (alone && deltas.size === 1) return alone
  const parts: Uint8Array[] = [numbers(magic, deltas.size)]
  for (const [name, delta] of deltas) {
    const text = new TextEncoder().encode(name)
    parts.push(numbers(text.length), text, numbers(delta.length), delta)
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** @throws input/mask-delta where the record is damaged. */
export const unpackLayerDeltas = (bytes: Uint8Array): ReadonlyMap<string, Uint8Array> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8 || view.getUint32(0, true) !== magic) return new Map([[foreground, bytes]])
  const deltas = new Map<string, Uint8Array>()
  let at = 8
  const take = (): Uint8Array => {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : bytes.length
    if (at + 4 + length > bytes.length) throw badInput('mask-delta', 'The recorded mask edit is damaged.')
    const part = bytes.subarray(at + 4, at + 4 + length)
    at += 4 + length
    return part
  }
  for (let left = view.getUint32(4, true); left > 0; left--) {
    const name = new TextDecoder().decode(take())
    deltas.set(name, take())
  }
  return deltas
}

const numbers = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length)
  for (const [k, value] of values.entries()) new DataView(bytes.buffer).setUint32(4 * k, value, true)
  return bytes
}
