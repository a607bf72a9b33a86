import type { Alignment } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import type { AlignMeshesOutput } from '#core/jobs/alignMeshes.ts'
import { badInput } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import { mmPer, unitFactor } from '#core/model/units.ts'
import type { AlignmentStepRow } from '../catalogue/tables/alignmentSteps.ts'
import type { DistanceSummaryMm } from '../catalogue/tables/alignments.ts'
import { runStep, type StepResult } from './finishedWork.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { alignmentRecord } from './records.ts'
import { requireSource } from './sourceFiles.ts'
import { type AlignWork, alignPlanOf, type StepPlan } from './stepPlans.ts'

/** What the target's unit is where nobody knows: lengths are then shown as they are. */
const mmPerTargetUnit = ({ unit }: Pick<AlignMeshesOutput, 'unit'>): number => mmPer(unit ?? 'mm')

const scaleSummary = (summary: DistanceSummaryMm, factor: number): DistanceSummaryMm => ({
  median: summary.median * factor,
  mean: summary.mean * factor,
  p90: summary.p90 * factor,
  max: summary.max * factor,
  rms: summary.rms * factor,
  count: summary.count,
})

/** Distances in mm; the mark -1 (no counterpart) stays. */
const residualsMm = ({ sourceResiduals }: AlignMeshesOutput, factor: number): Uint8Array => {
  const values = sourceResiduals.map((distance) => (distance >= 0 ? distance * factor : -1))
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

const scaleMatrix = (factor: number): Mat4 => toMat4([factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1])

/** The chain that led from the source's frame to the target's: its unit, the landmarks, then the surface. */
const chainOf = ({ source, target }: AlignWork, result: AlignMeshesOutput): Omit<AlignmentStepRow, 'id'>[] => {
  const steps = result.steps.map(({ kind, targetFromSource, numbers, note }) => ({
    kind,
    targetFromSource,
    numbers: { ...numbers },
    note,
  }))
  const targetUnit = target.unit ?? result.unit
  if (!source.unit || !targetUnit || source.unit === targetUnit) return steps
  const factor = unitFactor({ from: source.unit, to: targetUnit })
  const note = `${source.unit} to ${targetUnit}`
  return [{ kind: 'unit', targetFromSource: scaleMatrix(factor), numbers: { factor }, note }, ...steps]
}

export type AlignStepResult = StepResult<Alignment> & { readonly seconds: number }

/** Aligns the two scans of a plan in a worker and stores the result as a new link in the pair's history. */
export const runAlignStep = async (
  { pool }: House,
  project: OpenProject,
  plan: StepPlan<AlignWork>,
  context: RunContext,
): Promise<AlignStepResult> => {
  if (!plan.ready) throw badInput('not-ready', plan.reason)
  const { key, work } = plan
  const { source, target, options } = work
  const { subjectId } = source
  return runStep(
    project,
    { step: 'align', subjectId, key },
    {
      compute: async () => {
        const [sourceFile, targetFile] = [
          await requireSource(project, source.fileId),
          await requireSource(project, target.fileId),
        ]
        const side = (file: typeof sourceFile) => ({ mesh: { ref: file.absolutePath, fileName: file.fileName } })
        const input = {
          source: { ...side(sourceFile), landmarks: work.sourceLandmarks, unit: source.unit },
          target: { ...side(targetFile), landmarks: work.targetLandmarks, unit: target.unit },
          options,
          alignedName: null,
        }
        const result = await pool.run('alignMeshes', input, context)
        const residualArtefact = await project.artefacts.put(residualsMm(result, mmPerTargetUnit(result)), 'f32')
        return { result, residualArtefact }
      },
      store: ({ result, residualArtefact }) => {
        const { tables } = project
        const factor = mmPerTargetUnit(result)
        if (result.landmarkRms === null) throw badInput('not-ready', 'An alignment in a project starts from landmarks.')
        const parentId = tables.alignments.current(source.id, target.id)?.id ?? null
        const id = tables.alignments.insert({
          subjectId,
          sourceScanId: source.id,
          targetScanId: target.id,
          parentId,
          resultKey: key,
          options,
          scale: result.scale,
          landmarkRmsMm: result.landmarkRms * factor,
          residualMm: scaleSummary(result.residual, factor),
          residualArtefact,
          overlap: result.overlap,
          stop: result.stop,
          iterations: result.iterations,
          warnings: result.warnings,
        })
        tables.alignmentSteps.insertChain(id, chainOf(work, result))
        tables.alignmentCertificates.insert(id, result)
        project.record('alignment.added', subjectId, {
          alignmentId: id,
          key,
          options,
          sourceScanId: source.id,
          targetScanId: target.id,
          old: parentId,
          new: { targetFromSource: result.targetFromSource, scale: result.scale },
        })
        const output = alignmentRecord(project, tables.alignments.get(id)!)
        const { residualMm, scale, landmarkRmsMm } = output
        const numbers = { medianMm: residualMm.median, meanMm: residualMm.mean, scale, landmarkRmsMm }
        return { output, resultId: id, numbers }
      },
    },
  )
}

export const alignmentServices = (house: House): Pick<Services, 'alignments.run'> => ({
  'alignments.run': async ({ subjectId, sourceScanId, targetScanId, options }, context) => {
    const project = house.session.open
    const source = project.scan(sourceScanId)
    const target = project.scan(targetScanId)
    if (source.subjectId !== subjectId || target.subjectId !== subjectId || source.id === target.id) {
      throw badInput('scan-pair', 'An alignment needs two different scans of the same subject.')
    }
    const plan = alignPlanOf(project, { source, target }, options)
    return (await runAlignStep(house, project, plan, context)).output
  },
})
