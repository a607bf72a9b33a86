import { mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { FolderEntry } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { CameoError } from '#core/model/errors.ts'
import { safePath } from '../files/safePath.ts'
import { fileLooksLike, folderLooksLike } from './looksLike.ts'

/** Longer lists help nobody choose a folder. */
const longestList = 5000

const entryOf = async (folder: string, name: string): Promise<FolderEntry | null> => {
  const path = join(folder, name)
  const status = await stat(path).catch(() => null)
  if (status?.isDirectory()) return { name, path, kind: 'folder', sizeBytes: 0, looksLike: await folderLooksLike(path) }
  return status?.isFile() ? { name, path, kind: 'file', sizeBytes: status.size, looksLike: fileLooksLike(name) } : null
}

/** Folders first, then by name as people sort: img_2 before img_10. */
const byKindAndName = (a: FolderEntry, b: FolderEntry): number =>
  a.kind === b.kind ? a.name.localeCompare(b.name, 'en', { numeric: true }) : a.kind === 'folder' ? -1 : 1

export const folderServices = (): Pick<Services, 'folders.list' | 'folders.create'> => ({
  'folders.list': async ({ path }) => {
    const folder = await realpath(resolve(path ?? homedir()))
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).slice(0, longestList)
    const entries = await Promise.all(names.map((name) => entryOf(folder, name)))
    const parent = dirname(folder)
    return {
      path: folder,
      parent: parent === folder ? null : parent,
      entries: entries.flatMap((entry) => entry ?? []).sort(byKindAndName),
    }
  },
  'folders.create': async ({ parent, name }) => {
    if (/[/\\]/.test(name)) {
      throw new CameoError('usage/folder-name', `"${name}" is not the name of one folder: it holds a slash.`)
    }
    const path = await safePath(parent, name)
    try {
      await mkdir(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      throw new CameoError('input/folder-exists', `There already is "${name}" in ${parent}. Choose another name.`)
    }
    return { path }
  },
})
