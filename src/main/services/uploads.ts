import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import { newId } from '../catalogue/tables/newId.ts'
import { safePath } from '../files/safePath.ts'
import { fillFileAtomic } from '../files/writeFileAtomic.ts'
import { explainError } from './explainError.ts'
import type { House } from './house.ts'

/** Dropped files have no path of their own: the project keeps them here, and they are then sources like any other. */
const uploadFolder = 'sources'

export class Uploads {
  private readonly folders = new Map<string, string>()
  private readonly house: House

  constructor(house: House) {
    this.house = house
  }

  readonly services: Pick<Services, 'uploads.begin'> = {
    'uploads.begin': async () => {
      const uploadId = newId()
      const folder = join(this.house.session.open.folder, uploadFolder, uploadId)
      await mkdir(folder, { recursive: true })
      this.folders.set(uploadId, folder)
      return { uploadId, uploadUrl: `upload/${uploadId}/`, path: folder }
    },
  }

  /**
   * Stores one file of an upload, whole or not at all.
   * Throws `input/unknown-upload`, `input/unsafe-path`, `disk/no-space`.
   */
  async put(uploadId: string, relativePath: string, stream: Readable): Promise<void> {
    const folder = this.folders.get(uploadId)
    if (folder === undefined)
      throw badInput('unknown-upload', 'This upload was not begun, or the program was restarted. Drop the files again.')
    try {
      await fillFileAtomic(await safePath(folder, relativePath), async (handle) => {
        for await (const piece of stream) await handle.writeFile(piece as Uint8Array)
      })
    } catch (error) {
      throw explainError(error)
    }
  }
}
