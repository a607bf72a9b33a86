import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CameoError } from '#core/model/errors.ts'
import { writeFileAtomic } from '../../files/writeFileAtomic.ts'

/** Marks a folder as one of ours, so that a later demo knows what it stands before. */
const markName = 'cameo-demo.txt'

/**
 * A new folder for a demo: the one that was asked for, or, where an earlier demo lies in it, the next free one beside it
 * (`cameo-demo-2`, …). Nothing is ever deleted. Throws `input/folder-not-empty` where something else lies in it.
 */
export const prepareDemoFolder = async (wanted: string): Promise<string> => {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? wanted : `${wanted}-${number}`
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    if (names.length > 0 && !names.includes(markName)) {
      throw new CameoError('input/folder-not-empty', `${folder} is not empty. The demo needs a new or empty folder.`)
    }
    if (names.length > 0) continue
    await mkdir(folder, { recursive: true })
    await writeFileAtomic(
      join(folder, markName),
      'A demonstration of Cameo on a generated capture. It may be deleted.\n',
    )
    return folder
  }
}
