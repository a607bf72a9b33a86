import { basename, resolve } from 'node:path'
import type { NamedFile } from '#core/jobs/inspectModel.ts'
import { type FileStamp, hashFile } from '../files/hashFile.ts'
import { realPathOf } from '../files/safePath.ts'
import type { OpenProject } from './openProject.ts'

export interface StampedFile {
  readonly path: string
  readonly sha256: string
  readonly named: NamedFile
  /** As the catalogue holds it. */
  readonly stored: FileStamp & { readonly path: string }
}

/** A file that the user names, with its content's hash. */
export const stampedFile = async (project: OpenProject, given: string): Promise<StampedFile> => {
  const path = await realPathOf(resolve(given))
  const { sha256, sizeBytes, modifiedMs } = await hashFile(path)
  const stored = { path: project.storedPath(path), sha256, sizeBytes, modifiedMs }
  return { path, sha256, named: { ref: path, fileName: basename(path) }, stored }
}
