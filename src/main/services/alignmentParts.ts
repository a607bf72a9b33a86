import type { Output } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import { multiply4 } from '#core/model/transform.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { registrationFiles } from './registrationFiles.ts'
import { projectFile } from './sourceFiles.ts'

/**
 * The residuals of an alignment by the parts of the head, told by the registration of the target, else of the source;
 * null where neither has one. Throws input/unknown-alignment, input/other-topology.
 */
export const alignmentParts = async (
  { pool }: House,
  project: OpenProject,
  alignmentId: string,
): Promise<Output<'alignments.parts'>> => {
  const { tables, artefacts } = project
  const row = tables.alignments.get(alignmentId)
  if (!row) throw badInput('unknown-alignment', `There is no alignment "${alignmentId}".`)
  const chain = tables.alignmentSteps.chain(alignmentId)
  const ofTarget = tables.registrations.current(row.targetScanId)
  const registration = ofTarget ?? tables.registrations.current(row.sourceScanId)
  if (!registration) return { parts: null }
  const { metresFromScan } = registration
  const signed = tables.alignmentDetails.get(alignmentId)?.signedArtefact ?? null
  const { scan: _registered, ...files } = await registrationFiles(project, registration)
  const parts = await pool.run('residualParts', {
    ...files,
    source: await projectFile(project, project.scan(row.sourceScanId).fileId),
    metresFromSource: ofTarget ? multiply4(metresFromScan, chain[chain.length - 1].targetFromSource) : metresFromScan,
    residual: artefacts.pathOf(row.residualArtefact),
    signed: signed && artefacts.pathOf(signed),
  })
  return { parts: parts.map((part) => ({ ...part })) }
}
