import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { asFloat64 } from '#core/formats/npy.ts'
import { readNpz } from '#core/formats/npz.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { RegistrationReportRow } from '../../catalogue/tables/registrationReports.ts'
import type { RegistrationRow } from '../../catalogue/tables/registrations.ts'
import { writeFileAtomic } from '../../files/writeFileAtomic.ts'
import type { House } from '../house.ts'
import type { OpenProject } from '../openProject.ts'
import { requireSource } from '../sourceFiles.ts'
import { type IndexEntry, registrationIndex, worstFirst } from './registrationIndex.ts'
import { type PageSource, writeRegistrationPage } from './writeRegistrationPage.ts'

/** A name that every system accepts, told apart by its number. */
const fileNameFor = (index: number, subjectName: string): string =>
  `${String(index + 1).padStart(3, '0')}_${subjectName.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60)}.html`

const sourceOf = async (
  project: OpenProject,
  row: RegistrationRow,
  o: RegistrationReportRow & { readonly title: string },
): Promise<PageSource> => {
  const { absolutePath } = await requireSource(project, project.scan(row.scanId).fileId)
  const parameters = readNpz(await readFile(project.artefacts.pathOf(row.parametersArtefact)))
  const pose = parameters.get('pose')
  const residuals = await readFile(project.artefacts.pathOf(row.residualArtefact))
  return {
    ...o,
    scan: { ref: absolutePath, fileName: basename(absolutePath) },
    registration: { ref: project.artefacts.pathOf(row.meshArtefact), fileName: 'registration.ply' },
    metresPerUnit: row.metresFromScan[0],
    globalTurn: pose ? [...asFloat64(pose).subarray(0, 3)] : [0, 0, 0],
    residualsMm: new Float32Array(Uint8Array.from(residuals).buffer),
    modelSha256: row.modelSha256,
    warnings: row.warnings,
  }
}

/** Writes a page for the newest registration of each subject, and an index of them, worst first. */
export const writeProjectReport = async (
  house: House,
  { out, subjectIds }: ServiceInput<'registrations.report'>,
  context: RunContext,
): Promise<Output<'registrations.report'>> => {
  const project = house.session.open
  const { tables } = project
  const subjects = subjectIds === null ? tables.subjects.list() : subjectIds.map((id) => project.subject(id))
  const folder = resolve(out)
  const entries: IndexEntry[] = []
  const skipped: { subjectName: string; reason: string }[] = []
  for (const [i, { id, name }] of subjects.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / subjects.length, message: `Report of ${name}` })
    const row = tables.registrations.bySubject(id)[0]
    const stored = row && tables.registrationReports.get(row.id)
    if (!row || !stored) {
      const reason = row ? 'Registered before there were reports: register again.' : 'Not registered.'
      skipped.push({ subjectName: name, reason })
      continue
    }
    const source = await sourceOf(project, row, { ...stored, title: name })
    const fileName = fileNameFor(i, name)
    const signal = { signal: context.signal }
    const { thumbnail } = await writeRegistrationPage(house, source, join(folder, fileName), signal)
    entries.push({
      subjectName: name,
      fileName,
      verdict: stored.certificate.verdict,
      reason: stored.certificate.reasons[0]?.message ?? '',
      medianMm: stored.measured.scanToMeshMm.median,
      heldOutMm: stored.measured.heldOutMm?.registration ?? null,
      thumbnail,
    })
  }
  const index = join(folder, 'index.html')
  const title = basename(project.folder)
  await writeFileAtomic(index, registrationIndex({ title, entries, skipped, version: house.version }))
  const subjectsWorstFirst = worstFirst(entries).map(({ subjectName, verdict, medianMm, fileName }) => ({
    ...{ subjectName, verdict, medianMm },
    page: join(folder, fileName),
  }))
  return { index, subjects: subjectsWorstFirst, skipped }
}
