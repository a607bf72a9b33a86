import { createHash } from 'node:crypto'
// The default import: Electron teaches this very object to read inside the packed archive.
import files, { type FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { BytesAnswer } from '../../services/host.ts'
import { type ByteRange, parseByteRange } from './byteRange.ts'

/** What of a request decides how bytes are sent. */
export interface ContentRequest {
  readonly method: string
  /** A header's value by its lower-case name. */
  readonly header: (name: string) => string | null
}

/** An answer that any door can send. Headers are without the security headers, which each door adds to everything. */
export interface ContentReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable | Uint8Array | null
}

interface Source {
  readonly sizeBytes: number
  readonly entityTag: string
  /** Takes over whatever has to be closed. */
  read(range: ByteRange | null): Readable | Uint8Array
  /** For when nothing is read. */
  release(): Promise<void>
}

const tagOf = (bytes: Uint8Array): string => `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`

const sourceOfBytes = (bytes: Uint8Array, entityTag = tagOf(bytes)): Source => ({
  sizeBytes: bytes.byteLength,
  entityTag,
  read: (range) => (range ? bytes.subarray(range.start, range.end + 1) : bytes),
  release: async () => {},
})

/** Size and bytes come from one open file, so that a file replaced meanwhile is never sent under a wrong length. */
const sourceOfFile = async (handle: FileHandle): Promise<Source> => {
  const { size, mtimeMs } = await handle.stat()
  return {
    sizeBytes: size,
    entityTag: `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`,
    read: (range) => handle.createReadStream(range ?? { start: 0, end: Math.max(size - 1, 0) }),
    release: () => handle.close(),
  }
}

const openSource = async ({ path, bytes, entityTag }: BytesAnswer): Promise<Source | null> => {
  if (bytes) return sourceOfBytes(bytes, entityTag)
  if (path === undefined) return null
  let handle: FileHandle
  try {
    handle = await files.open(path, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw error
  }
  try {
    return await sourceOfFile(handle)
  } catch (error) {
    await handle.close()
    throw error
  }
}

const listHolds = (header: string | null, entityTag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === entityTag)

/** A range counts only for the very bytes that the caller began with. */
const rangeOf = (request: ContentRequest, source: Source): ReturnType<typeof parseByteRange> => {
  const condition = request.header('if-range')
  if (condition !== null && condition !== source.entityTag) return null
  return parseByteRange(request.header('range'), source.sizeBytes)
}

/** Answers a GET or HEAD with bytes: streamed, in ranges, and not again where the caller has them already. */
export const replyWithBytes = async (answer: BytesAnswer, request: ContentRequest): Promise<ContentReply | null> => {
  const source = await openSource(answer)
  if (!source) return null
  const headers: Record<string, string> = {
    etag: source.entityTag,
    'accept-ranges': 'bytes',
    'cache-control': answer.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  }
  const withoutBody = async (status: number, more: Record<string, string> = {}): Promise<ContentReply> => {
    await source.release()
    return { status, headers: { ...headers, ...more }, body: null }
  }
  if (listHolds(request.header('if-none-match'), source.entityTag)) return withoutBody(304)
  const range = rangeOf(request, source)
  if (range === 'unsatisfiable') return withoutBody(416, { 'content-range': `bytes */${source.sizeBytes}` })
  headers['content-type'] = answer.contentType
  headers['content-length'] = String(range ? range.end - range.start + 1 : source.sizeBytes)
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${source.sizeBytes}`
  const status = range ? 206 : 200
  if (request.method === 'HEAD') return withoutBody(status)
  return { status, headers, body: source.read(range) }
}
