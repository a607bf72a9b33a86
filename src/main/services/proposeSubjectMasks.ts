import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import { runStep, type StepResult } from './finishedWork.ts'
import type { House } from './house.ts'
import { encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'
import { pixelGroups } from './pixelGroups.ts'
import { refineViews, sigmaInPx, type ViewItem } from './refineMasks.ts'
import { resultKey } from './resultKey.ts'
import { requireSource } from './sourceFiles.ts'
import { usualSigmaMm } from './statedSigma.ts'
import { type MasksWork, type MaskView, masksPlan } from './stepPlans.ts'

export type Refinement = ServiceInput<'masks.propose'>['refine']

interface Proposal {
  readonly view: MaskView
  readonly artefact: string
}

const meshOf = async (project: OpenProject, { scan }: MaskView) => {
  const source = await requireSource(project, scan.fileId)
  return { ref: source.absolutePath, fileName: source.fileName }
}

const sizedView = ({ image: { widthPx, heightPx }, worldMat, distortion }: MaskView) => ({
  worldMat,
  distortion,
  widthPx,
  heightPx,
})

/** Stores a view's proposal, without what lies beyond the subject's cut. */
const putMask = async (
  { pool }: House,
  project: OpenProject,
  { view, mask }: { readonly view: MaskView; readonly mask: Uint8Array },
  context: RunContext,
): Promise<string> => {
  const { cut: plane, image } = view
  const job = plane && { mesh: await meshOf(project, view), ...sizedView(view), mask, plane }
  const kept = job ? await pool.run('cutMaskView', job, { signal: context.signal }) : mask
  return project.artefacts.put(await encodeMask(kept, image), 'png')
}

const proposeOutlines = async (
  house: House,
  project: OpenProject,
  group: readonly MaskView[],
  context: RunContext,
): Promise<Proposal[]> => {
  const mesh = await meshOf(project, group[0])
  const masks = await house.pool.run('proposeMasks', { mesh, views: group.map(sizedView) }, context)
  const proposals: Proposal[] = []
  for (const [i, view] of group.entries()) {
    checkCancelled(context)
    proposals.push({ view, artefact: await putMask(house, project, { view, mask: masks[i] }, context) })
  }
  return proposals
}

/** How far the outline of a view's scan may lie from the photo's: what the alignment left, one standard deviation. */
export const sigmaMmOf = ({ tables }: OpenProject, { alignmentId }: MaskView): number =>
  (alignmentId === null ? undefined : tables.alignments.get(alignmentId))?.residualMm.median ?? usualSigmaMm

type Refined = ViewItem & { readonly view: MaskView }

const proposeRefined = async (
  house: House,
  project: OpenProject,
  group: readonly MaskView[],
  context: RunContext,
): Promise<Proposal[]> => {
  const { pool } = house
  const mesh = await meshOf(project, group[0])
  const outlines = await pool.run('outlineViews', { mesh, views: group.map(sizedView) }, { signal: context.signal })
  const items: Refined[] = []
  for (const [i, view] of group.entries()) {
    const { pxPerUnit, ...outline } = outlines.views[i]
    const sigmaPx = sigmaInPx(sigmaMmOf(project, view), outlines.mmPerUnit, pxPerUnit)
    const { absolutePath } = await requireSource(project, view.image.fileId)
    const evidence = { kind: 'silhouette' as const, sigmaPx, ...outline }
    items.push({ view, index: i, ...sizedView(view), photo: absolutePath, evidence })
  }
  const artefacts = new Map<string, string>()
  const keep = async (item: Refined, mask: Uint8Array): Promise<void> => {
    artefacts.set(item.view.image.id, await putMask(house, project, { view: item.view, mask }, context))
  }
  await refineViews(pool, { mesh, items }, keep, context)
  return items.map((item) => ({ view: item.view, artefact: artefacts.get(item.view.image.id) as string }))
}

const warningsFor = ({ usesCoarseScan, withoutCamera, missesCut }: MasksWork): Warning[] => {
  const uncut =
    'The cut line was not used: it is drawn on a scan that is not aligned with the one whose outline is drawn. Align them, or draw the line on the other scan.'
  const coarse = 'The coarse scan’s outline was used: no fine scan is aligned with it. Align first for a better one.'
  const blind = `${withoutCamera.length} photos have no camera and got no proposal: ${withoutCamera.map(({ name }) => name).join(', ')}.`
  return [
    ...(usesCoarseScan ? [{ code: 'coarse-outline', message: coarse }] : []),
    ...(missesCut ? [{ code: 'cut-unused', message: uncut }] : []),
    ...(withoutCamera.length > 0 ? [{ code: 'photo-without-camera', message: blind }] : []),
  ]
}

export type ProposedMasks = StepResult<Output<'masks.propose'>> & { readonly seconds: number }

/** The key of a run: that of the outlines where the photos take no part. */
export const masksRunKey = (key: string, refine: Refinement): string =>
  refine === 'none' ? key : resultKey({ step: 'masks', outlines: key, refine })

/** Proposes a mask for every photo with a camera: the outline of the best scan that can be drawn in it. */
export const runMasksStep = async (
  house: House,
  project: OpenProject,
  subjectId: string,
  context: RunContext,
  refine: Refinement = 'none',
): Promise<ProposedMasks> => {
  project.subject(subjectId)
  const plan = masksPlan(project, subjectId)
  if (!plan.ready) throw badInput('not-ready', plan.reason)
  const { key, work } = plan
  const warnings = warningsFor(work)
  const propose = refine === 'none' ? proposeOutlines : proposeRefined
  return runStep(
    project,
    { step: 'masks', subjectId, key: masksRunKey(key, refine) },
    {
      compute: async () => {
        const isSameScan = (a: MaskView, b: MaskView): boolean => a.scan.id === b.scan.id
        const groups = pixelGroups(work.views, ({ image }) => image, isSameScan)
        const proposals: Proposal[] = []
        for (const [i, group] of groups.entries()) {
          const part = partOf(context, { from: i / groups.length, to: (i + 1) / groups.length })
          proposals.push(...(await propose(house, project, group, part)))
        }
        return proposals
      },
      store: (proposals) => {
        for (const { view, artefact } of proposals) {
          const { image, scan, alignmentId } = view
          const kind = refine === 'none' ? 'silhouette' : refine
          project.tables.maskProposals.put({
            imageId: image.id,
            artefact,
            kind,
            scanId: scan.id,
            alignmentId,
            resultKey: key,
          })
        }
        project.record('masks.proposed', subjectId, {
          key,
          refine,
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
  { subjectId, refine }: ServiceInput<'masks.propose'>,
  context: RunContext,
): Promise<Output<'masks.propose'>> => (await runMasksStep(house, project, subjectId, context, refine)).output
