import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bufferFilesOf } from '#core/formats/gltfPack.ts'
import { safePath } from './safePath.ts'

/** What is asked of a source before it is read. */
export interface SourceStatus {
  readonly sizeBytes: number
  /** Time of the last change, milliseconds since 1970, whole. */
  readonly modifiedMs: number
}

const statusOf = async (path: string): Promise<SourceStatus | null> => {
  const status = await stat(path).catch(() => null)
  return status?.isFile() ? { sizeBytes: status.size, modifiedMs: Math.trunc(status.mtimeMs) } : null
}

/** Which buffers a .gltf of this size and time names: it may be large, and is asked for often. */
const knownBuffers = new Map<string, SourceStatus & { readonly buffers: readonly string[] }>()

const buffersOf = async (path: string): Promise<readonly string[]> => {
  const status = await statusOf(path)
  if (!status) return []
  const known = knownBuffers.get(path)
  if (known?.sizeBytes === status.sizeBytes && known.modifiedMs === status.modifiedMs) return known.buffers
  const buffers: string[] = []
  try {
    for (const name of bufferFilesOf(await readFile(path))) buffers.push(await safePath(dirname(path), name))
  } catch {
    // Whoever reads the mesh says what is wrong with it.
    buffers.length = 0
  }
  knownBuffers.set(path, { ...status, buffers })
  return buffers
}

/**
 * All files that a source consists of, itself first: a .gltf keeps its numbers in buffers beside it, without which its
 * content, size and time say nothing.
 */
export const filesOfSource = async (path: string): Promise<readonly string[]> =>
  /\.gltf$/i.test(path) ? [path, ...(await buffersOf(path))] : [path]

/** The size of all files of a source and the time of the last change to any; null where one of them is not there. */
export const sourceStatus = async (path: string): Promise<SourceStatus | null> => {
  let sizeBytes = 0
  let modifiedMs = 0
  for (const file of await filesOfSource(path)) {
    const status = await statusOf(file)
    if (!status) return null
    sizeBytes += status.sizeBytes
    modifiedMs = Math.max(modifiedMs, status.modifiedMs)
  }
  return { sizeBytes, modifiedMs }
}
