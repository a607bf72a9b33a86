import { inflateSync } from 'fflate'
import { badInput, type CameoError } from '../model/errors.ts'
import { crc32 } from './crc32.ts'

/** Deflate cannot grow data by more than this (RFC 1951: 258 bytes from two bits, rounded up). */
const maxDeflateRatio = 1032
/** All entries together; a FLAME model with dense arrays is about 0.1 GB. */
const maxTotalBytes = 2 ** 31

const endSignature = 0x06054b50
const zip64EndSignature = 0x06064b50
const zip64LocatorSignature = 0x07064b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22

interface ZipEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly localStart: number
}

const failure = (reason: string, message: string, byte?: number): CameoError =>
  badInput(`zip-${reason}`, `ZIP: ${message}`, byte === undefined ? {} : { byte })

/**
 * Reads a small zip archive from memory, strictly: stored and deflated entries, zip64, checksums compared. Sizes are
 * checked before anything is unpacked; entries that overlap, share a name or are encrypted are refused.
 *
 * @throws input/not-zip, input/zip-…
 */
export const readZip = (bytes: Uint8Array): Map<string, Uint8Array> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(bytes, view)
  const total = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0)
  if (total > maxTotalBytes)
    throw failure('too-large', `the archive unpacks to ${total} bytes; the limit is ${maxTotalBytes}.`)
  const files = new Map<string, Uint8Array>()
  const ranges: [number, number][] = []
  for (const entry of entries) {
    if (files.has(entry.name)) throw failure('duplicate', `“${entry.name}” is in the archive twice.`)
    const start = dataStart(view, entry)
    ranges.push([entry.localStart, start + entry.packedBytes])
    files.set(entry.name, unpack(entry, bytes.subarray(start, start + entry.packedBytes)))
  }
  ranges.sort(([a], [b]) => a - b)
  if (ranges.some(([start], i) => i > 0 && start < ranges[i - 1][1])) {
    throw failure('overlap', 'entries of the archive overlap; it is damaged or made to do harm.')
  }
  return files
}

const findEnd = (view: DataView): number => {
  const lowest = Math.max(0, view.byteLength - endBytes - 0xffff)
  for (let at = view.byteLength - endBytes; at >= lowest; at--) {
    if (
      view.getUint32(at, true) === endSignature &&
      at + endBytes + view.getUint16(at + 20, true) === view.byteLength
    ) {
      return at
    }
  }
  throw badInput('not-zip', 'This is no zip archive (NPZ): it has no directory at its end. Was the file cut off?')
}

const readDirectory = (bytes: Uint8Array, view: DataView): ZipEntry[] => {
  const end = findEnd(view)
  let count = view.getUint16(end + 10, true)
  let size = view.getUint32(end + 12, true)
  let start = view.getUint32(end + 16, true)
  if (view.getUint16(end + 4, true) !== 0 && view.getUint16(end + 4, true) !== 0xffff) {
    throw failure('parts', 'the archive is one part of several.')
  }
  if (end >= 20 && view.getUint32(end - 20, true) === zip64LocatorSignature) {
    const zip64 = Number(view.getBigUint64(end - 12, true))
    if (zip64 + 56 > end || view.getUint32(zip64, true) !== zip64EndSignature) {
      throw failure('directory', 'the zip64 directory is not where it should be.', end - 20)
    }
    count = Number(view.getBigUint64(zip64 + 32, true))
    size = Number(view.getBigUint64(zip64 + 40, true))
    start = Number(view.getBigUint64(zip64 + 48, true))
  }
  if (start + size > end || count * 46 > size)
    throw failure('directory', 'the directory does not fit into the file.', end)
  const entries: ZipEntry[] = []
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== entrySignature) {
      throw failure('directory', `entry ${i + 1} of the directory is damaged.`, at)
    }
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > end) throw failure('directory', `entry ${i + 1} of the directory is damaged.`, at)
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
    entries.push(readEntry(view, { at, name, extraStart: at + 46 + nameLength, extraLength }))
    at = next
  }
  return entries
}

const readEntry = (
  view: DataView,
  { at, name, extraStart, extraLength }: { at: number; name: string; extraStart: number; extraLength: number },
): ZipEntry => {
  const sizes = {
    unpackedBytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    localStart: view.getUint32(at + 42, true),
  }
  const wide = (Object.keys(sizes) as (keyof typeof sizes)[]).filter((key) => sizes[key] === 0xffffffff)
  let extra = extraStart
  while (wide.length > 0 && extra + 4 <= extraStart + extraLength) {
    const fieldBytes = view.getUint16(extra + 2, true)
    if (
      view.getUint16(extra, true) === 1 &&
      fieldBytes >= wide.length * 8 &&
      extra + 4 + fieldBytes <= extraStart + extraLength
    ) {
      wide.forEach((key, i) => {
        sizes[key] = Number(view.getBigUint64(extra + 4 + i * 8, true))
      })
      break
    }
    extra += 4 + fieldBytes
  }
  return {
    name,
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    ...sizes,
  }
}

const dataStart = (view: DataView, { name, localStart, packedBytes }: ZipEntry): number => {
  if (localStart + 30 > view.byteLength || view.getUint32(localStart, true) !== localSignature) {
    throw failure('entry', `“${name}” is not where the directory says.`, localStart)
  }
  const start = localStart + 30 + view.getUint16(localStart + 26, true) + view.getUint16(localStart + 28, true)
  if (start + packedBytes > view.byteLength)
    throw failure('entry', `“${name}” reaches beyond the end of the file.`, start)
  return start
}

const unpack = ({ name, flags, method, crc, unpackedBytes }: ZipEntry, packed: Uint8Array): Uint8Array => {
  if (flags & 1) throw failure('encrypted', `“${name}” is encrypted.`)
  if (method !== 0 && method !== 8)
    throw failure('method', `“${name}” is packed by method ${method}, which is not read.`)
  const sizeFits =
    method === 0 ? unpackedBytes === packed.length : unpackedBytes <= packed.length * maxDeflateRatio + 64
  if (!sizeFits) throw failure('size', `“${name}” cannot unpack to the ${unpackedBytes} bytes the directory claims.`)
  const content = method === 0 ? packed : inflate(name, packed, unpackedBytes)
  if (crc32(content) !== crc)
    throw failure('checksum', `“${name}” is damaged: its checksum is wrong. Get the file again.`)
  return content
}

const inflate = (name: string, packed: Uint8Array, unpackedBytes: number): Uint8Array => {
  let content: Uint8Array
  try {
    content = inflateSync(packed, { out: new Uint8Array(unpackedBytes + 1) })
  } catch {
    throw failure('damaged', `“${name}” is damaged and cannot be unpacked. Get the file again.`)
  }
  if (content.length !== unpackedBytes) {
    throw failure('size', `“${name}” does not unpack to the ${unpackedBytes} bytes the directory claims.`)
  }
  return content
}
