import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import { manifestFileName } from '#core/datasets/manifest.ts'
import { hashFile } from '../files/hashFile.ts'
import { sourceStatus } from '../files/sourceStatus.ts'
import type { OpenProject } from './openProject.ts'

type Finding = Output<'projects.check'>['findings'][number]

const checkCatalogue = ({ catalogue }: OpenProject): Finding[] => {
  const { db, path } = catalogue
  const integrity = db.pragma('integrity_check(20)') as { integrity_check: string }[]
  const foreignKeys = db.pragma('foreign_key_check') as { table: string }[]
  return [
    ...integrity
      .filter((row) => row.integrity_check !== 'ok')
      .map(
        (row): Finding => ({ severity: 'error', message: `The catalogue is damaged: ${row.integrity_check}`, path }),
      ),
    ...foreignKeys.map(
      ({ table }): Finding => ({ severity: 'error', message: `A row of "${table}" points to nothing.`, path }),
    ),
  ]
}

const checkArtefacts = async (project: OpenProject): Promise<Finding[]> => {
  const { artefacts } = project
  const findings: Finding[] = []
  for (const name of project.namedArtefacts()) {
    if (await artefacts.isSound(name)) continue
    findings.push({ severity: 'error', message: 'A stored result is gone or damaged.', path: artefacts.pathOf(name) })
  }
  return findings
}

/** Sizes always; the whole content where the time of the last change is not the recorded one. */
const checkSources = async (project: OpenProject): Promise<Finding[]> => {
  const findings: Finding[] = []
  for (const file of project.tables.files.list()) {
    const path = project.absolutePath(file.path)
    const status = await sourceStatus(path)
    if (!status) {
      findings.push({ severity: 'warning', message: 'A source file is missing. Relocate it.', path })
    } else if (status.sizeBytes !== file.sizeBytes) {
      findings.push({ severity: 'error', message: 'A source file has another size than when it was imported.', path })
    } else if (status.modifiedMs !== file.modifiedMs && (await hashFile(path)).sha256 !== file.sha256) {
      findings.push({
        severity: 'error',
        message: 'A source file has another content than when it was imported.',
        path,
      })
    }
  }
  return findings
}

const checkExports = async ({ tables }: OpenProject): Promise<Finding[]> => {
  const findings: Finding[] = []
  for (const { path, layout } of tables.exports.list()) {
    const isThere = await stat(join(path, manifestFileName)).then(
      () => true,
      () => false,
    )
    if (!isThere)
      findings.push({ severity: 'note', message: `An export (${layout}) is no longer where it was written.`, path })
  }
  return findings
}

/** Everything that can be checked about an open project: catalogue, stored results, sources, exports. */
export const checkProject = async (project: OpenProject): Promise<Finding[]> => [
  ...checkCatalogue(project),
  ...(await checkArtefacts(project)),
  ...(await checkSources(project)),
  ...(await checkExports(project)),
]
