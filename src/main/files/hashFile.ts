import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { filesOfSource, type SourceStatus, sourceStatus } from './sourceStatus.ts'

export interface FileStamp extends SourceStatus {
  /** Lower-case hex. */
  readonly sha256: string
}

export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Reads a file once, in pieces, whatever its size; of a .gltf the buffers beside it as well, one behind the other. An
 * abort rejects with the signal's reason.
 */
export const hashFile = async (path: string, signal?: AbortSignal): Promise<FileStamp> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for (const file of await filesOfSource(path)) {
    for await (const piece of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
      hash.update(piece as Buffer)
      sizeBytes += (piece as Buffer).length
    }
  }
  const { modifiedMs = 0 } = (await sourceStatus(path)) ?? {}
  return { sha256: hash.digest('hex'), sizeBytes, modifiedMs }
}
