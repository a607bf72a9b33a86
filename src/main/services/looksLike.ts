import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderEntry } from '#core/contract/contract.ts'
import { catalogueFileName } from '../catalogue/open.ts'
import { captureKindOf, isH3dsScene } from './captureLayout.ts'

export const isProjectFolder = (folder: string): Promise<boolean> =>
  access(join(folder, catalogueFileName)).then(
    () => true,
    () => false,
  )

/** What Cameo sees in a folder. Looks one level down for captures, never into files. */
export const folderLooksLike = async (folder: string): Promise<FolderEntry['looksLike']> => {
  if (await isProjectFolder(folder)) return 'project'
  const names = await readdir(folder).catch(() => [])
  const own = captureKindOf(names)
  if (own) return own
  for (const name of names.slice(0, 200)) {
    if (name.startsWith('.') || name.startsWith('truth')) continue
    const inner = await readdir(join(folder, name)).catch(() => [])
    if (isH3dsScene(inner) || captureKindOf(inner)) return 'captures'
  }
  return 'other'
}

/** A FLAME model by the look of its name: opening it decides. */
export const fileLooksLike = (name: string): FolderEntry['looksLike'] =>
  /\.pkl(\.gz)?$/i.test(name) || /(flame|model|generic)[^/]*\.npz(\.gz)?$/i.test(name) ? 'model' : 'other'
