import type { Alignment, ServiceInput } from '#core/contract/contract.ts'
import { wholeTransforms } from '#core/geometry/transformChain.ts'
import { type AlignCertificate, freedoms, type VerdictReason, verdictRank } from '#core/model/alignment.ts'
import { badInput } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import { toMat4 } from '#core/model/transform.ts'
import { alignSides } from './alignSides.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { alignmentRecord } from './records.ts'
import { type AlignOptionsInput, pairWork } from './stepPlans.ts'
import { putResiduals, storeAlignment } from './storeAlignment.ts'

const plural = (count: number): string => (count === 1 ? 'One step was' : `${count} steps were`)

/** A chain that a person has changed is no longer what the search confirmed. */
const withEdit = (certificate: AlignCertificate, switchedOff: number): AlignCertificate => {
  if (switchedOff === 0) return certificate
  const reason: VerdictReason = {
    code: 'certificate/edited',
    message: `${plural(switchedOff)} switched off by hand, so nothing but the distances measured anew speaks for it.`,
    verdict: 'amber',
  }
  const reasons = [...certificate.reasons, reason].sort((a, b) => verdictRank[b.verdict] - verdictRank[a.verdict])
  return { ...certificate, verdict: reasons[0].verdict, reasons }
}

/**
 * A new chain from an old one with some steps switched off: the distances are measured anew with nothing free to move.
 * Throws input/unknown-alignment, input/step where a step is not there or is the change of unit.
 */
export const editAlignment = async (
  { pool }: House,
  project: OpenProject,
  { subjectId, alignmentId, disabled }: ServiceInput<'alignments.edit'>,
  context: RunContext,
): Promise<Alignment> => {
  const row = project.tables.alignments.get(alignmentId)
  if (!row || row.subjectId !== subjectId) {
    throw badInput('unknown-alignment', `There is no alignment "${alignmentId}" of this subject.`)
  }
  const old = alignmentRecord(project, row)
  const off = new Set(disabled)
  for (const position of off) {
    const step = old.steps[position]
    if (!step) throw badInput('step', `The chain has ${old.steps.length} steps, none at place ${position}.`)
    if (step.kind === 'unit') {
      throw badInput(
        'step',
        'The change of unit stays: without it the scans differ in size by the ratio of their units.',
      )
    }
  }
  const steps = old.steps.map((step, i) => ({
    ...step,
    ownTransform: toMat4(step.ownTransform),
    enabled: !off.has(i),
  }))
  const wholes = wholeTransforms(steps)
  const work = pairWork(project, { source: project.scan(row.sourceScanId), target: project.scan(row.targetScanId) })
  return project.whileRunning('align', subjectId, async () => {
    const options = {
      scale: 'free',
      metric: 'point-to-plane',
      overlap: 'auto',
      start: wholes[wholes.length - 1],
      locked: [...freedoms],
      restarts: 0,
    } as const
    const input = { ...(await alignSides(project, work)), options, aligned: null, isDetailed: true }
    const measured = await pool.run('alignMeshes', input, context)
    const artefacts = await putResiduals(project, measured)
    const isWhole = off.size === 0
    return project.transaction(() =>
      storeAlignment(project, {
        work,
        key: row.resultKey,
        options: row.options as AlignOptionsInput,
        landmarkRmsMm: row.landmarkRmsMm,
        result: { ...measured, stop: isWhole ? (row.stop as typeof measured.stop) : measured.stop },
        certificate: withEdit(measured.certificate, off.size),
        artefacts,
        steps: steps.map(({ kind, numbers, note }, i) => ({ kind, numbers, note, targetFromSource: wholes[i] })),
        disabled: steps.flatMap(({ enabled, ownTransform }, position) => (enabled ? [] : [{ position, ownTransform }])),
        iterations: project.tables.alignmentDetails.get(alignmentId)?.detail.iterations ?? [],
      }),
    )
  })
}
