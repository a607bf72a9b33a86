import { rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { type ManifestFile, manifestFileName, writeManifest } from '#core/datasets/index.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { SubjectRow } from '../catalogue/tables/subjects.ts'
import { sha256Of } from '../files/hashFile.ts'
import { realPathOf } from '../files/safePath.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { prepareExportFolder, writePlannedFile } from './exportFolder.ts'
import { type SubjectExport, subjectExports } from './exportSubjects.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

interface Exporting {
  readonly house: House
  readonly project: OpenProject
  readonly folder: string
  readonly context: RunContext
  readonly files: ManifestFile[]
  readonly skipped: { subjectName: string; reason: string }[]
  readonly warnings: Warning[]
  readonly subjectIds: string[]
}

const checkLicence = ({ tables }: OpenProject): void => {
  const { licenceNote, acknowledgedNote } = tables.projects.get()
  if (licenceNote === '' || acknowledgedNote === licenceNote) return
  throw new CameoError(
    'project/licence-not-acknowledged',
    `This project carries a licence note that has to be acknowledged before an export: ${licenceNote}`,
    { licenceNote },
  )
}

/** Writes what one subject contributes; a subject that lacks something is skipped with the reason. */
const exportSubject = async <Summary>(
  exporting: Exporting,
  layout: SubjectExport<Summary>,
  subject: SubjectRow,
  context: RunContext,
): Promise<Summary | null> => {
  const { house, project, folder, files, skipped, warnings, subjectIds } = exporting
  try {
    context.report?.({ fraction: 0, message: `${subject.name}: preparing` })
    const planned = await layout.plan(house, project, subject, context)
    for (const [i, file] of planned.files.entries()) {
      checkCancelled(context)
      context.report?.({ fraction: 0.2 + (0.8 * i) / planned.files.length, message: `${subject.name}: ${file.path}` })
      files.push(await writePlannedFile(folder, file))
    }
    warnings.push(...planned.warnings.map(({ code, message }) => ({ code, message: `${subject.name}: ${message}` })))
    subjectIds.push(subject.id)
    return planned.summary
  } catch (error) {
    if (!(error instanceof CameoError) || !error.code.startsWith('input/')) throw error
    skipped.push({ subjectName: subject.name, reason: error.message })
    return null
  }
}

const exportAll = async <Summary>(
  exporting: Exporting,
  layout: SubjectExport<Summary>,
  subjects: readonly SubjectRow[],
): Promise<void> => {
  const summaries: Summary[] = []
  for (const [i, subject] of subjects.entries()) {
    const part = partOf(exporting.context, { from: i / subjects.length, to: (i + 1) / subjects.length })
    const summary = await exportSubject(exporting, layout, subject, part)
    if (summary !== null) summaries.push(summary)
  }
  if (summaries.length === 0) return
  for (const file of layout.planRoot(summaries)) {
    exporting.files.push(await writePlannedFile(exporting.folder, file))
  }
}

const nothingExported = ({ skipped }: Exporting): CameoError => {
  const reasons = skipped.map(({ subjectName, reason }) => `${subjectName}: ${reason}`).join(' ')
  return badInput('nothing-to-export', `No subject could be exported. ${reasons || 'The project has no subjects.'}`, {
    skipped,
  })
}

/**
 * Writes a dataset into a new folder, the manifest last: a folder without one is an export that was not finished.
 * Throws `project/licence-not-acknowledged`, `input/export-exists`, `input/folder-not-empty`, `input/nothing-to-export`.
 */
export const runExport = async (
  house: House,
  project: OpenProject,
  { layout, out, subjectIds }: ServiceInput<'exports.run'>,
  context: RunContext,
): Promise<Output<'exports.run'>> => {
  checkLicence(project)
  const subjects = subjectIds === null ? project.tables.subjects.list() : subjectIds.map((id) => project.subject(id))
  const folder = await realPathOf(resolve(out))
  await prepareExportFolder(folder)
  const exporting: Exporting = { house, project, folder, context, files: [], skipped: [], warnings: [], subjectIds: [] }
  await exportAll(exporting, subjectExports[layout] as SubjectExport<unknown>, subjects)
  const { files, skipped, warnings } = exporting
  if (files.length === 0) {
    await rmdir(folder).catch(() => {})
    throw nothingExported(exporting)
  }
  checkCancelled(context)
  const manifest = writeManifest({ layout, toolVersion: house.version, files }, sha256Of)
  await writeFileAtomic(join(folder, manifestFileName), manifest)
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, manifest.length)
  const manifestSha256 = sha256Of(manifest)
  const exportId = project.transaction(() => {
    const row = { layout, path: folder, fileCount: files.length, sizeBytes, manifestSha256, warnings }
    const id = project.tables.exports.insert({ ...row, subjectIds: exporting.subjectIds })
    project.record('export.written', null, { exportId: id, layout, path: folder, manifestSha256, skipped })
    return id
  })
  project.changed()
  return { exportId, out: folder, files: files.length, sizeBytes, manifestSha256, skipped, warnings }
}
