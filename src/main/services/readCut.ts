import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CutPlane, readCutFile } from '#core/masks/propose/cutPlane.ts'

/** The plane of a cut file; null where none is named. @throws input/cut-file. */
export const readCut = async (path: string | null): Promise<CutPlane | null> =>
  path === null ? null : readCutFile(await readFile(resolve(path), 'utf8'))
