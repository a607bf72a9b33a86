import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const temporaryName = (): string => `.cameo-${randomBytes(8).toString('hex')}.tmp`

/** Whether a file of this name is what a crash left of an unfinished write. */
export const isTemporaryFile = (name: string): boolean => /^\.cameo-[0-9a-f]{16}\.tmp$/.test(name)

/** Makes a rename in `folder` durable. Windows cannot open folders; its file systems journal renames themselves. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * The one way a file comes into being: `fill` writes a temporary file in the same folder, which is flushed, renamed
 * over `path`, and the folder is flushed. After a crash there is the old file or the new one, never a part of it.
 * Missing folders are made. Throws what the file system throws (ENOSPC, EACCES, …); the temporary file is then gone.
 */
export const fillFileAtomic = async (path: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> => {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, temporaryName())
  try {
    const handle = await open(temporary, 'wx')
    try {
      await fill(handle)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

export const writeFileAtomic = (path: string, bytes: Uint8Array | string): Promise<void> =>
  fillFileAtomic(path, async (handle) => {
    await handle.writeFile(bytes)
  })
