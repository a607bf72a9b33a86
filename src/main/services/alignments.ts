import type { Alignment, Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import { alignedOutline } from './alignedOutline.ts'
import { chainOf } from './alignmentChain.ts'
import { alignmentHistory, moveAlongLine, scanPairOf, weighLandmarks } from './alignmentLine.ts'
import { alignmentParts } from './alignmentParts.ts'
import { alignSides } from './alignSides.ts'
import { editAlignment } from './editAlignment.ts'
import { runStep, type StepResult } from './finishedWork.ts'
import type { House } from './house.ts'
import { alignTogetherInProject, jointRecord } from './jointAlignment.ts'
import type { OpenProject } from './openProject.ts'
import { type AlignWork, alignPlanOf, type StepPlan } from './stepPlans.ts'
import { mmPerTargetUnit, putResiduals, storeAlignment } from './storeAlignment.ts'

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
  const { options } = work
  const { subjectId } = work.source
  return runStep(
    project,
    { step: 'align', subjectId, key },
    {
      compute: async () => {
        const sides = await alignSides(project, work)
        const input = { ...sides, options, aligned: null, isDetailed: true }
        const result = await pool.run('alignMeshes', input, context)
        return { result, artefacts: await putResiduals(project, result) }
      },
      store: ({ result, artefacts }) => {
        const { landmarkRms, certificate, iterationsLog } = result
        const output = storeAlignment(project, {
          work,
          key,
          options,
          landmarkRmsMm: landmarkRms === null ? null : landmarkRms * mmPerTargetUnit(result),
          result,
          certificate,
          artefacts,
          steps: chainOf(work, result),
          disabled: [],
          iterations: iterationsLog,
        })
        const { residualMm, scale, landmarkRmsMm } = output
        const numbers = {
          medianMm: residualMm.median,
          meanMm: residualMm.mean,
          scale,
          ...(landmarkRmsMm === null ? {} : { landmarkRmsMm }),
        }
        return { output, resultId: output.id, numbers }
      },
    },
  )
}

const detailOf = ({ tables }: OpenProject, alignmentId: string): Output<'alignments.detail'> => {
  if (!tables.alignments.get(alignmentId))
    throw badInput('unknown-alignment', `There is no alignment "${alignmentId}".`)
  const row = tables.alignmentDetails.get(alignmentId)
  if (!row) return { iterations: [], areas: [], usesTrust: false, together: null }
  const { detail } = row
  return {
    iterations: [...detail.iterations],
    areas: [...detail.areas],
    usesTrust: detail.usesTrust,
    together: detail.together ? jointRecord(detail.together) : null,
  }
}

type AlignmentMethods =
  `alignments.${'run' | 'runTogether' | 'edit' | 'detail' | 'outline' | 'parts' | 'history' | 'undo' | 'redo' | 'weigh'}`

export const alignmentServices = (house: House): Pick<Services, AlignmentMethods> => {
  const { session } = house
  return {
    'alignments.run': async ({ subjectId, sourceScanId, targetScanId, options }, context) => {
      const project = session.open
      const pair = { sourceScanId, targetScanId }
      const scans = scanPairOf(project, subjectId, pair)
      // Weights that come with a run are those of the pair from now on.
      if (options.landmarkWeights) weighLandmarks(project, { subjectId, pair, weights: options.landmarkWeights })
      return (await runAlignStep(house, project, alignPlanOf(project, scans, options), context)).output
    },
    'alignments.runTogether': (input, context) => alignTogetherInProject(house, session.open, input, context),
    'alignments.edit': (input, context) => editAlignment(house, session.open, input, context),
    'alignments.detail': async ({ alignmentId }) => detailOf(session.open, alignmentId),
    'alignments.parts': ({ alignmentId }) => alignmentParts(house, session.open, alignmentId),
    'alignments.outline': ({ imageId }) => alignedOutline(house, session.open, imageId),
    'alignments.history': async (input) => alignmentHistory(session.open, input),
    'alignments.undo': async (input) => moveAlongLine(session.open, input, 'undo'),
    'alignments.redo': async (input) => moveAlongLine(session.open, input, 'redo'),
    'alignments.weigh': async (input) => weighLandmarks(session.open, input),
  }
}
