import { basename, dirname } from 'node:path'
import type { NamedFile } from '#core/jobs/inspectModel.ts'
import { badInput } from '#core/model/errors.ts'
import type { FileRow } from '../catalogue/tables/files.ts'
import { hashFile } from '../files/hashFile.ts'
import { filesOfSource, sourceStatus } from '../files/sourceStatus.ts'
import type { OpenProject } from './openProject.ts'

export interface FileRecord {
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly present: boolean
}

export const fileRecord = async (project: OpenProject, fileId: string): Promise<FileRecord> => {
  const file = project.tables.files.get(fileId)
  const path = project.absolutePath(file.path)
  const { sha256, sizeBytes } = file
  return { path, sha256, sizeBytes, present: await project.presence.isPresent(path, file) }
}

/** A source that may be worked on: there, and what it was when it was imported. */
export interface SourceFile extends FileRow {
  readonly absolutePath: string
  readonly fileName: string
}

/**
 * Throws `input/source-missing` where the file is gone and `input/source-changed` where its content is another. A file
 * that was only touched (another time, the same content) is accepted and its new time recorded.
 */
export const requireSource = async (project: OpenProject, fileId: string): Promise<SourceFile> => {
  const file = project.tables.files.get(fileId)
  const absolutePath = project.absolutePath(file.path)
  const fileName = basename(absolutePath)
  const status = await sourceStatus(absolutePath)
  if (!status) {
    const [, ...buffers] = await filesOfSource(absolutePath)
    const names = [fileName, ...buffers.map((buffer) => basename(buffer))]
    const what =
      names.length > 1
        ? `${names.join(' or ')} is gone from ${dirname(absolutePath)}`
        : `${fileName} is gone from ${absolutePath}`
    throw badInput('source-missing', `${what}. Relocate the missing files.`, { path: absolutePath })
  }
  const isSame = status.sizeBytes === file.sizeBytes && status.modifiedMs === file.modifiedMs
  if (!isSame) {
    const stamp = status.sizeBytes === file.sizeBytes ? await hashFile(absolutePath) : null
    if (stamp?.sha256 !== file.sha256) {
      throw badInput(
        'source-changed',
        `${fileName} has been changed since it was imported: ${absolutePath}. Import it anew.`,
        {
          path: absolutePath,
        },
      )
    }
    project.tables.files.move(file.id, file.path, stamp.modifiedMs)
  }
  return { ...file, absolutePath, fileName }
}

/** A file of the project as a job takes it. Throws what `requireSource` throws. */
export const projectFile = async (project: OpenProject, fileId: string): Promise<NamedFile> => {
  const { absolutePath, fileName } = await requireSource(project, fileId)
  return { ref: absolutePath, fileName }
}

export const optionalProjectFile = async (project: OpenProject, fileId: string | null): Promise<NamedFile | null> =>
  fileId === null ? null : projectFile(project, fileId)
