import type { Alignment } from '#core/contract/contract.ts'
import type { AlignMeshesOutput } from '#core/jobs/alignMeshes.ts'
import type { AlignCertificate } from '#core/model/alignment.ts'
import type { Mat4 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import type { AlignmentDetail, JointRun } from '../catalogue/tables/alignmentDetails.ts'
import type { AlignmentStepRow } from '../catalogue/tables/alignmentSteps.ts'
import { type AlignmentSide, alignmentDocument, type DistanceSummaryMm } from '../catalogue/tables/alignments.ts'
import type { OpenProject } from './openProject.ts'
import { alignmentRecord } from './records.ts'
import type { AlignOptionsInput, AlignWork } from './stepPlans.ts'

/** What the target's unit is where nobody knows: lengths are then shown as they are. */
export const mmPerTargetUnit = ({ unit }: Pick<AlignMeshesOutput, 'unit'>): number => mmPer(unit ?? 'mm')

const scaleSummary = (summary: DistanceSummaryMm, factor: number): DistanceSummaryMm => ({
  median: summary.median * factor,
  mean: summary.mean * factor,
  p90: summary.p90 * factor,
  max: summary.max * factor,
  rms: summary.rms * factor,
  count: summary.count,
})

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** The files of an alignment. */
export interface AlignmentArtefacts {
  readonly residual: string
  readonly signed: string | null
}

/** Writes the residuals in mm, without and with their side; the mark -1 (no counterpart) stays. */
export const putResiduals = async (project: OpenProject, result: AlignMeshesOutput): Promise<AlignmentArtefacts> => {
  const factor = mmPerTargetUnit(result)
  const unsigned = result.sourceResiduals.map((distance) => (distance >= 0 ? distance * factor : -1))
  const signed = result.details?.signed?.map((distance) => distance * factor) ?? null
  return {
    residual: await project.artefacts.put(bytesOf(unsigned), 'f32'),
    signed: signed && (await project.artefacts.put(bytesOf(signed), 'f32')),
  }
}

export interface NewAlignment {
  readonly work: Pick<AlignWork, 'source' | 'target' | 'sourceTrust' | 'targetTrust'>
  readonly key: string
  readonly options: AlignOptionsInput
  readonly landmarkRmsMm: number | null
  readonly result: AlignMeshesOutput
  readonly certificate: AlignCertificate
  readonly artefacts: AlignmentArtefacts
  readonly steps: readonly Omit<AlignmentStepRow, 'id'>[]
  readonly disabled: AlignmentDetail['disabled']
  readonly iterations: AlignmentDetail['iterations']
  readonly together?: JointRun
}

const detailOf = (made: NewAlignment): AlignmentDetail => {
  const { result, disabled, iterations, work } = made
  const factor = mmPerTargetUnit(result)
  return {
    iterations,
    disabled,
    areas: (result.details?.areas ?? []).map(({ median, p90, meanSigned, ...area }) => ({
      ...area,
      median: median * factor,
      p90: p90 * factor,
      meanSigned: meanSigned === null ? null : meanSigned * factor,
    })),
    usesTrust: work.sourceTrust !== null || work.targetTrust !== null,
    ...(made.together ? { together: made.together } : {}),
  }
}

/** Puts an alignment behind the current one of its pair and makes it current. Called inside a transaction. */
export const storeAlignment = (project: OpenProject, made: NewAlignment): Alignment => {
  const { tables } = project
  const { work, key, options, result, artefacts, steps } = made
  const { source, target } = work
  const { subjectId } = source
  const factor = mmPerTargetUnit(result)
  const before = tables.alignments.side(source.id, target.id)
  const parentId = before.alignmentId
  const id = tables.alignments.insert({
    subjectId,
    sourceScanId: source.id,
    targetScanId: target.id,
    parentId,
    resultKey: key,
    options,
    scale: result.scale,
    landmarkRmsMm: made.landmarkRmsMm,
    residualMm: scaleSummary(result.residual, factor),
    residualArtefact: artefacts.residual,
    overlap: result.overlap,
    stop: result.stop,
    iterations: result.iterations,
    warnings: result.warnings,
  })
  tables.alignmentSteps.insertChain(id, steps)
  tables.alignmentCertificates.insert(id, { certificate: made.certificate, uncertainty: result.uncertainty })
  tables.alignmentDetails.insert(id, { signedArtefact: artefacts.signed, detail: detailOf(made) })
  const runId = made.together?.runId
  const weights = before.weights && { weights: before.weights }
  const after: AlignmentSide = { alignmentId: id, ...weights, ...(runId === undefined ? {} : { runId }) }
  const edit = { kind: 'alignment', before, after, delta: null }
  tables.history.record(alignmentDocument(source.id, target.id), edit, project.actor)
  project.record('alignment.added', subjectId, {
    alignmentId: id,
    key,
    options,
    sourceScanId: source.id,
    targetScanId: target.id,
    old: parentId,
    new: {
      targetFromSource: lastOf(steps),
      scale: result.scale,
      disabled: made.disabled.map(({ position }) => position),
    },
  })
  return alignmentRecord(project, tables.alignments.get(id)!)
}

const lastOf = (steps: NewAlignment['steps']): Mat4 => steps[steps.length - 1].targetFromSource
