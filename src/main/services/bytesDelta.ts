import { deflateSync, inflateSync } from 'node:zlib'
import { badInput } from '#core/model/errors.ts'

const headerBytes = 8

/**
 * What an edit of a row of bytes changed, both ways: length and first changed byte (u32, little-endian), then the
 * changed stretch, before XOR after, deflated. Both rows are of one length.
 */
export const bytesDelta = (before: Uint8Array, after: Uint8Array): Uint8Array => {
  let first = 0
  while (first < before.length && before[first] === after[first]) first++
  let end = before.length
  while (end > first && before[end - 1] === after[end - 1]) end--
  const change = Uint8Array.from({ length: end - first }, (_, i) => before[first + i] ^ after[first + i])
  const packed = deflateSync(change)
  const delta = new Uint8Array(headerBytes + packed.length)
  const header = new DataView(delta.buffer)
  header.setUint32(0, before.length, true)
  header.setUint32(4, first, true)
  delta.set(packed, headerBytes)
  return delta
}

/** Takes a row of bytes over an edit, in place: forward, or back again. Throws input/bytes-delta for another row. */
export const applyBytesDelta = (bytes: Uint8Array, delta: Uint8Array): void => {
  const header = new DataView(delta.buffer, delta.byteOffset, headerBytes)
  const change = inflateSync(delta.subarray(headerBytes))
  const first = header.getUint32(4, true)
  if (header.getUint32(0, true) !== bytes.length || first + change.length > bytes.length) {
    throw badInput('bytes-delta', 'The recorded edit belongs to something else. What is painted was left as it is.')
  }
  for (const [i, value] of change.entries()) bytes[first + i] ^= value
}
