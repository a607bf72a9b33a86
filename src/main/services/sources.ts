import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Services } from '#core/contract/dispatch.ts'
import { CameoError } from '#core/model/errors.ts'
import type { FileRow } from '../catalogue/tables/files.ts'
import { hashFile } from '../files/hashFile.ts'
import { realPathOf } from '../files/safePath.ts'
import { sourceStatus } from '../files/sourceStatus.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

/** Folders deeper than this below the chosen one are not searched. */
const deepestSearch = 12

const missingFiles = async (project: OpenProject): Promise<FileRow[]> => {
  const files = project.tables.files.list()
  const present = await Promise.all(
    files.map((file) => project.presence.isPresent(project.absolutePath(file.path), file)),
  )
  return files.filter((_, i) => !present[i])
}

/** Paths below `folder` of files that carry one of the names. Links are not followed. */
const findByName = async (folder: string, names: ReadonlySet<string>, depth = 0): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isFile() && names.has(entry.name)) found.push(path)
    else if (entry.isDirectory() && depth < deepestSearch) found.push(...(await findByName(path, names, depth + 1)))
  }
  return found
}

/** The first candidate with the recorded size and content. */
const sameContent = async (
  file: FileRow,
  candidates: readonly string[],
): Promise<{ readonly path: string; readonly modifiedMs: number } | null> => {
  for (const path of candidates) {
    const status = await sourceStatus(path)
    if (status?.sizeBytes !== file.sizeBytes) continue
    const stamp = await hashFile(path)
    if (stamp.sha256 === file.sha256) return { path, modifiedMs: stamp.modifiedMs }
  }
  return null
}

const ownersOf = ({ tables }: OpenProject, fileId: string) => [
  ...tables.scans.byFile(fileId).map(({ id, subjectId }) => ({ scanId: id, imageId: null, subjectId })),
  ...tables.images.byFile(fileId).map(({ id, subjectId }) => ({ scanId: null, imageId: id, subjectId })),
]

export const sourceServices = ({ session }: House): Pick<Services, 'sources.missing' | 'sources.relocate'> => ({
  'sources.missing': async () => {
    const project = session.open
    project.presence.forget()
    const files = (await missingFiles(project)).flatMap((file) => {
      const path = project.absolutePath(file.path)
      const owners = ownersOf(project, file.id)
      return owners.length > 0
        ? owners.map(({ scanId, imageId }) => ({ scanId, imageId, path }))
        : [{ scanId: null, imageId: null, path }]
    })
    return { files }
  },

  'sources.relocate': async ({ folder }) => {
    const project = session.open
    project.presence.forget()
    const root = await realPathOf(resolve(folder))
    if (!(await stat(root).catch(() => null))?.isDirectory()) {
      throw new CameoError('input/not-a-folder', `${root} is not a folder.`)
    }
    const missing = await missingFiles(project)
    const paths = await findByName(root, new Set(missing.map(({ path }) => basename(path))))
    const subjectIds = new Set<string>()
    let found = 0
    for (const file of missing) {
      const candidates = paths.filter((path) => basename(path) === basename(file.path))
      const place = await sameContent(file, candidates)
      if (!place || project.tables.files.known(project.storedPath(place.path), file.sha256)) continue
      project.transaction(() => {
        project.tables.files.move(file.id, project.storedPath(place.path), place.modifiedMs)
        project.record('source.relocated', null, { sha256: file.sha256, old: file.path, new: place.path })
      })
      for (const { subjectId } of ownersOf(project, file.id)) subjectIds.add(subjectId)
      found += 1
    }
    project.presence.forget()
    if (found > 0) project.changed(...subjectIds)
    return { found, stillMissing: missing.length - found }
  },
})
