import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Services } from '#core/contract/dispatch.ts'
import type { FileHouse } from './house.ts'

/** Masks of plain files; the code is loaded when it is asked for. */
export const fileMaskServices = (
  house: FileHouse,
): Pick<Services, Extract<keyof Services, `files.${string}Masks`>> => ({
  'files.exportMasks': async (input, context) => (await import('./exportMaskFiles.ts')).exportMaskFiles(input, context),
  'files.importMasks': async (input, context) => (await import('./importMaskFiles.ts')).importMaskFiles(input, context),
  'files.checkMasks': async (input, context) =>
    (await import('./checkFileMasks.ts')).checkFileMasks(house.pool, input, context),
  'files.compareMasks': async (input, context) =>
    (await import('./checkFileMasks.ts')).compareFileMasks(house.pool, input, context),
  'files.proposeMasks': async (input, context) => {
    const { proposeFileMasks } = await import('./proposeFileMasks.ts')
    const folder = resolve(input.images)
    const photos = (await readdir(folder)).map((name) => join(folder, name)).sort()
    return proposeFileMasks(house.pool, input, photos, context)
  },
})
