import type { Output } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import { runStep, type StepResult } from './finishedWork.ts'
import type { House } from './house.ts'
import { encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'
import { pixelGroups } from './pixelGroups.ts'
import { requireSource } from './sourceFiles.ts'
import { type MasksWork, type MaskView, masksPlan } from './stepPlans.ts'

interface Proposal {
  readonly view: MaskView
  readonly artefact: string
}

const proposeGroup = async (
  { pool }: House,
  project: OpenProject,
  group: readonly MaskView[],
  context: RunContext,
): Promise<Proposal[]> => {
  const source = await requireSource(project, group[0].scan.fileId)
  const masks = await pool.run(
    'proposeMasks',
    {
      mesh: { ref: source.absolutePath, fileName: source.fileName },
      views: group.map(({ image, worldMat }) => ({ worldMat, widthPx: image.widthPx, heightPx: image.heightPx })),
    },
    context,
  )
  const proposals: Proposal[] = []
  for (const [i, view] of group.entries()) {
    checkCancelled(context)
    proposals.push({ view, artefact: await project.artefacts.put(await encodeMask(masks[i], view.image), 'png') })
  }
  return proposals
}

const warningsFor = ({ usesCoarseScan, withoutCamera }: MasksWork): Warning[] => {
  const coarse = 'The coarse scan’s outline was used: no fine scan is aligned with it. Align first for a better one.'
  const blind = `${withoutCamera.length} photos have no camera and got no proposal: ${withoutCamera.map(({ name }) => name).join(', ')}.`
  return [
    ...(usesCoarseScan ? [{ code: 'coarse-outline', message: coarse }] : []),
    ...(withoutCamera.length > 0 ? [{ code: 'photo-without-camera', message: blind }] : []),
  ]
}

export type ProposedMasks = StepResult<Output<'masks.propose'>> & { readonly seconds: number }

/** Proposes a mask for every photo with a camera: the outline of the best scan that can be drawn in it. */
export const runMasksStep = async (
  house: House,
  project: OpenProject,
  subjectId: string,
  context: RunContext,
): Promise<ProposedMasks> => {
  project.subject(subjectId)
  const plan = masksPlan(project, subjectId)
  if (!plan.ready) throw badInput('not-ready', plan.reason)
  const { key, work } = plan
  const warnings = warningsFor(work)
  return runStep(
    project,
    { step: 'masks', subjectId, key },
    {
      compute: async () => {
        const isSameScan = (a: MaskView, b: MaskView): boolean => a.scan.id === b.scan.id
        const groups = pixelGroups(work.views, ({ image }) => image, isSameScan)
        const proposals: Proposal[] = []
        for (const [i, group] of groups.entries()) {
          const part = partOf(context, { from: i / groups.length, to: (i + 1) / groups.length })
          proposals.push(...(await proposeGroup(house, project, group, part)))
        }
        return proposals
      },
      store: (proposals) => {
        for (const { view, artefact } of proposals) {
          const { image, scan, alignmentId } = view
          project.tables.maskProposals.put({
            imageId: image.id,
            artefact,
            scanId: scan.id,
            alignmentId,
            resultKey: key,
          })
        }
        project.record('masks.proposed', subjectId, {
          key,
          images: proposals.map(({ view, artefact }) => ({ imageId: view.image.id, artefact })),
          scanId: work.views[0].scan.id,
          alignmentId: work.views[0].alignmentId,
        })
        return {
          output: { proposed: proposals.length, warnings },
          resultId: null,
          numbers: { proposed: proposals.length },
        }
      },
    },
  )
}

export const proposeSubjectMasks = async (
  house: House,
  project: OpenProject,
  subjectId: string,
  context: RunContext,
): Promise<Output<'masks.propose'>> => (await runMasksStep(house, project, subjectId, context)).output
