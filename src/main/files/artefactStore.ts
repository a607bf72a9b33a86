import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { badInput } from '#core/model/errors.ts'
import { sha256Of } from './hashFile.ts'
import { isTemporaryFile, writeFileAtomic } from './writeFileAtomic.ts'

/** Content-addressed name of a stored result: `<sha256>.<ending>`. */
export type ArtefactName = string

const namePattern = /^[0-9a-f]{64}\.[a-z0-9]{1,8}$/

/**
 * Results that are files (masks, residuals, registrations), named by their content in two-letter folders. A file is
 * written before the row that names it; what no row names is an orphan and is removed when a project opens.
 */
export class ArtefactStore {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  pathOf(name: ArtefactName): string {
    if (!namePattern.test(name)) throw new RangeError(`"${name}" is not an artefact's name`)
    return join(this.folder, name.slice(0, 2), name)
  }

  /** Durable when it resolves. The same bytes are stored once; a stored file that has rotted is written anew. */
  async put(bytes: Uint8Array, ending: string): Promise<ArtefactName> {
    const name = `${sha256Of(bytes)}.${ending}`
    if (!(await this.isSound(name))) await writeFileAtomic(this.pathOf(name), bytes)
    return name
  }

  /** Whether the file is there with the content its name promises. */
  async isSound(name: ArtefactName): Promise<boolean> {
    return readFile(this.pathOf(name)).then(
      (bytes) => hasContent(bytes, name),
      () => false,
    )
  }

  /** Throws `input/artefact-missing` or `input/artefact-damaged` where the file is gone or has other content. */
  async read(name: ArtefactName): Promise<Uint8Array> {
    const path = this.pathOf(name)
    const bytes = await readFile(path).catch(() => {
      throw badInput('artefact-missing', `A stored result is gone: ${path}. Run its step again.`)
    })
    if (!hasContent(bytes, name)) {
      throw badInput('artefact-damaged', `A stored result is damaged: ${path}. Run its step again.`)
    }
    return bytes
  }

  /** Absolute paths of all files in the store, unfinished temporary ones included. */
  async list(): Promise<readonly string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(() => [])
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }

  /** Removes files of ours that `isNamed` does not know; returns how many. Foreign files stay. */
  async removeOrphans(isNamed: (name: ArtefactName) => boolean): Promise<number> {
    const orphans = (await this.list()).filter((path) => {
      const name = basename(path)
      return isTemporaryFile(name) || (namePattern.test(name) && !isNamed(name))
    })
    for (const path of orphans) await rm(path, { force: true })
    return orphans.length
  }
}

const hasContent = (bytes: Uint8Array, name: ArtefactName): boolean => sha256Of(bytes) === name.slice(0, 64)
