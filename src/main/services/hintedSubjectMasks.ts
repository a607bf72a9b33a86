import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import { type HintedProposal, hintedProposal, modelFilesOf } from './hintedProposal.ts'
import type { House } from './house.ts'
import { readMaskHints } from './maskHints.ts'
import type { OpenProject } from './openProject.ts'
import { requireSource } from './sourceFiles.ts'
import { storeDrawnProposal } from './storeDrawnProposal.ts'

type Input = ServiceInput<'maskProposals.hinted'>
type Result = Output<'maskProposals.hinted'>

/** One photo's proposal; what it lacks, or why its file cannot be used, is answered as a warning. */
const proposeOne = async (
  { pool }: House,
  project: OpenProject,
  image: ImageRow,
  propose: HintedProposal,
  context: RunContext,
): Promise<Warning | null> => {
  const { name } = image
  try {
    const photo = { ...image, path: (await requireSource(project, image.fileId)).absolutePath }
    const proposal = await propose(pool, photo, context)
    if (!proposal) {
      return { code: 'photo-without-hint', message: `${name} has no box and no scribbles and got no proposal.` }
    }
    await storeDrawnProposal(project, image, proposal)
    return null
  } catch (error) {
    if (!(error instanceof CameoError) || !error.code.startsWith('input/')) throw error
    return { code: 'photo-refused', message: `${name}: ${error.message}` }
  }
}

/** Proposals for the photos of a subject from boxes, scribbles or a model of the user's own: no scan takes part. */
export const proposeHinted = async (house: House, input: Input, context: RunContext): Promise<Result> => {
  const project = house.session.open
  const { subjectId, box, boxes, scribbles } = input
  const models = modelFilesOf(input)
  if (models?.kind !== 'matting' && box === null && boxes === null && scribbles === null) {
    throw badInput('no-evidence', 'Give a box, boxes or scribbles about the subject, or a matting model.')
  }
  const propose = hintedProposal(await readMaskHints(input), models)
  const images = project.tables.images.bySubject(project.subject(subjectId).id)
  const warnings: Warning[] = []
  for (const [i, image] of images.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / images.length, message: image.name })
    const warning = await proposeOne(house, project, image, propose, { signal: context.signal })
    if (warning) warnings.push(warning)
  }
  project.changed(subjectId)
  return { proposed: images.length - warnings.length, warnings }
}
