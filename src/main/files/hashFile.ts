import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

export interface FileStamp {
  /** Lower-case hex. */
  readonly sha256: string
  readonly sizeBytes: number
  /** Time of the last change, milliseconds since 1970, whole. */
  readonly modifiedMs: number
}

export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Reads a file once, in pieces, whatever its size. An abort rejects with the signal's reason. */
export const hashFile = async (path: string, signal?: AbortSignal): Promise<FileStamp> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(piece as Buffer)
    sizeBytes += (piece as Buffer).length
  }
  const { mtimeMs } = await stat(path)
  return { sha256: hash.digest('hex'), sizeBytes, modifiedMs: Math.trunc(mtimeMs) }
}
