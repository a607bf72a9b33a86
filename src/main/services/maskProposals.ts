import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import type { MaskEvidence } from '#core/masks/propose/proposeMask.ts'
import { badInput } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import { checkRow } from './checkFileMasks.ts'
import { compareSubjectMasks } from './compareSubjectMasks.ts'
import { proposeHinted } from './hintedSubjectMasks.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { photoPixels } from './photoPixels.ts'
import { sigmaMmOf } from './proposeSubjectMasks.ts'
import { artefactUrl } from './records.ts'
import { requireSource } from './sourceFiles.ts'
import { type MaskView, masksPlan } from './stepPlans.ts'
import { storeDrawnProposal } from './storeDrawnProposal.ts'

const chosenImages = (
  project: OpenProject,
  { subjectId, imageIds }: { readonly subjectId: string; readonly imageIds: readonly string[] | null },
): readonly ImageRow[] => {
  project.subject(subjectId)
  const images = project.tables.images.bySubject(subjectId)
  if (imageIds === null) return images
  const own = new Map(images.map((image) => [image.id, image]))
  return imageIds.map((id) => {
    const image = own.get(id)
    if (!image) throw badInput('image', 'A photo of another subject was named. Nothing was changed.', { imageId: id })
    return image
  })
}

const list = (project: OpenProject, subjectId: string): Output<'maskProposals.list'> => ({
  proposals: chosenImages(project, { subjectId, imageIds: null }).flatMap(({ id }) => {
    const row = project.tables.maskProposals.get(id)
    if (!row) return []
    const { kind, scanId, alignmentId, createdAt } = row
    return [{ imageId: id, kind, proposalUrl: artefactUrl(row.artefact), scanId, alignmentId, createdAt }]
  }),
})

const evidenceOf = ({ box, strokes }: ServiceInput<'maskProposals.draw'>): MaskEvidence => {
  if (box) {
    const [x, y, width, height] = box
    return { kind: 'box', box: { x0: x, y0: y, x1: x + width, y1: y + height }, scribbles: strokes }
  }
  if (strokes.length > 0) return { kind: 'scribbles', scribbles: strokes }
  throw badInput('no-evidence', 'Draw a box or strokes about the subject first.')
}

const draw = async (
  { pool }: House,
  project: OpenProject,
  input: ServiceInput<'maskProposals.draw'>,
  context: RunContext,
): Promise<Output<'maskProposals.draw'>> => {
  const evidence = evidenceOf(input)
  const image = project.image(input.imageId)
  const { widthPx, heightPx } = image
  const rgb = await photoPixels((await requireSource(project, image.fileId)).absolutePath)
  const mask = await pool.run('refineMask', { rgb, widthPx, heightPx, evidence }, context)
  const kind = evidence.kind === 'box' ? 'box' : 'scribbles'
  const facts = { box: input.box, strokes: input.strokes.length }
  const artefact = await storeDrawnProposal(project, image, { mask, kind, facts })
  project.changed(image.subjectId)
  return { imageId: image.id, kind, proposalUrl: artefactUrl(artefact) }
}

const reject = (project: OpenProject, input: ServiceInput<'maskProposals.reject'>): string[] => {
  const images = chosenImages(project, input)
  const rejected = project.transaction(() => {
    const gone = images.filter(({ id }) => project.tables.maskProposals.remove(id)).map(({ id }) => id)
    if (gone.length > 0) project.record('masks.rejected', input.subjectId, { images: gone })
    return gone
  })
  if (rejected.length > 0) project.changed(input.subjectId)
  return rejected
}

interface CheckedPhoto {
  readonly view: MaskView
  readonly of: 'mask' | 'proposal'
  /** The camera's number. */
  readonly index: number
  readonly mask: Uint8Array
  readonly maskRevision: number
}

const check = async (
  { pool }: House,
  project: OpenProject,
  { subjectId, tolerance }: ServiceInput<'maskChecks.run'>,
  context: RunContext,
): Promise<Output<'maskChecks.run'>> => {
  project.subject(subjectId)
  const plan = masksPlan(project, subjectId)
  if (!plan.ready) throw badInput('not-ready', plan.reason)
  const { views: planned, withoutCamera } = plan.work
  const unchecked = withoutCamera.map(({ id, name }) => ({ imageId: id, name, reason: 'It has no camera.' }))
  const views: CheckedPhoto[] = []
  for (const view of planned) {
    const { id, name, cameraId } = view.image
    const [first] = planned
    if (view.scan.id !== first.scan.id) {
      unchecked.push({ imageId: id, name, reason: 'Its camera belongs to another scan than that of the first photo.' })
      continue
    }
    const own = await project.maskPictures.of(id)
    const artefact = own ?? project.tables.maskProposals.get(id)?.artefact
    if (artefact === undefined) {
      unchecked.push({ imageId: id, name, reason: 'It has neither a mask nor a proposal.' })
      continue
    }
    const mask = (await project.masks.picture(artefact)).toMask()
    const index: number =
      (cameraId === null ? undefined : project.tables.cameras.get(cameraId)?.viewIndex) ?? views.length
    views.push({
      view,
      of: own ? 'mask' : 'proposal',
      index,
      mask,
      maskRevision: project.tables.masks.get(id).revision,
    })
  }
  if (views.length === 0)
    throw badInput('no-masks', 'No photo with a camera has a mask or a proposal: there is nothing to check.')
  const source = await requireSource(project, views[0].view.scan.fileId)
  const result = await pool.run(
    'checkMasks',
    {
      mesh: { ref: source.absolutePath, fileName: source.fileName },
      views: views.map(({ view: { image, worldMat, distortion }, index, mask }) => {
        const { widthPx, heightPx } = image
        return { index, worldMat, distortion, widthPx, heightPx, mask }
      }),
      cut: views[0].view.cut,
      sigmaMm: sigmaMmOf(project, views[0].view),
      tolerance,
      isTraced: true,
    },
    context,
  )
  return {
    views: views.map(({ view: { image }, of, index, maskRevision }, i) => ({
      imageId: image.id,
      name: image.name,
      view: index,
      of,
      maskRevision,
      ...checkRow(result, i),
      carvedAreas: result.hull.views[i].carvedAreas.map(({ view, lines }) => ({
        view,
        lines: lines.map((line) => [...line]),
      })),
    })),
    shiftMm: result.shiftMm,
    carvers: result.hull.carvers,
    unchecked,
    warnings: [...result.warnings],
  }
}

type Method = Extract<keyof Services, `${'maskProposals' | 'maskChecks'}.${string}`>

export const maskProposalServices = (
  house: House,
  { acceptProposal }: { readonly acceptProposal: Services['masks.acceptProposal'] },
): Pick<Services, Method> => {
  const { session } = house
  return {
    'maskProposals.list': async ({ subjectId }) => list(session.open, subjectId),
    'maskProposals.draw': (input, context) => draw(house, session.open, input, context),
    'maskProposals.hinted': (input, context) => proposeHinted(house, input, context),
    'maskProposals.accept': async (input) => {
      const { masks, maskProposals } = session.open.tables
      const accepted: string[] = []
      const kept: string[] = []
      for (const { id } of chosenImages(session.open, input)) {
        if (!maskProposals.get(id)) continue
        if (masks.get(id).source !== 'none' && !input.overMasks) {
          kept.push(id)
          continue
        }
        await acceptProposal({ imageId: id })
        accepted.push(id)
      }
      return { accepted, kept }
    },
    'maskProposals.reject': async (input) => ({ rejected: reject(session.open, input) }),
    'maskChecks.compare': (input, context) => compareSubjectMasks(house, session.open, input, context),
    'maskChecks.run': (input, context) => check(house, session.open, input, context),
  }
}
