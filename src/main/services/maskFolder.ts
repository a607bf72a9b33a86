import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { badInput } from '#core/model/errors.ts'
import { isImageFile } from './captureLayout.ts'
import { type DecodedMask, decodeMask } from './maskPng.ts'

/** The pictures of a folder, by name, sorted. Throws `input/no-masks` where there is none. */
export const maskFilesIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(resolve(folder)).catch((error: NodeJS.ErrnoException) => {
    throw badInput('unreadable', `${folder} could not be read: ${error.code}.`, { path: folder })
  })
  const files = names.filter((name) => isImageFile(name) && !name.startsWith('.')).sort()
  if (files.length === 0)
    throw badInput('no-masks', `${basename(folder)}: there is no picture in this folder.`, { path: folder })
  return files
}

export const readMaskFile = async (folder: string, name: string): Promise<DecodedMask> =>
  decodeMask(await readFile(join(resolve(folder), name)), name)
