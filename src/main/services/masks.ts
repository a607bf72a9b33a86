import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { applyDelta, maskDelta } from '#core/masks/delta.ts'
import { applyStroke } from '#core/masks/stroke.ts'
import type { PixelBox } from '#core/masks/types.ts'
import { badInput } from '#core/model/errors.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { MaskRow, MaskSource } from '../catalogue/tables/masks.ts'
import type { House } from './house.ts'
import { encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'
import { proposeSubjectMasks } from './proposeSubjectMasks.ts'
import { imageRecord } from './records.ts'

type MaskRecord = Output<'masks.get'>

/** What an undo entry remembers of the mask beside its pixels. */
interface MaskState {
  readonly artefact: string | null
  readonly source: MaskSource
}

const documentOf = (imageId: string): string => `mask:${imageId}`

const maskRecord = async (project: OpenProject, imageId: string): Promise<MaskRecord> => {
  const { history } = project.tables
  const document = documentOf(imageId)
  return {
    image: await imageRecord(project, project.image(imageId)),
    canUndo: history.undoable(document) !== null,
    canRedo: history.redoable(document) !== null,
  }
}

/** The stored mask, an empty one where there is none. Not to be changed. */
const pixelsOf = async (project: OpenProject, image: ImageRow, { artefact }: MaskRow): Promise<Uint8Array> =>
  artefact === null ? new Uint8Array(image.widthPx * image.heightPx) : project.masks.get(artefact)

const isEmpty = (mask: Uint8Array): boolean => mask.every((value) => value === 0)

/** Writes pixels as an artefact; the row that names it comes after. */
const store = async (project: OpenProject, image: ImageRow, mask: Uint8Array): Promise<string> => {
  const artefact = await project.artefacts.put(await encodeMask(mask, image), 'png')
  project.masks.put(artefact, mask)
  return artefact
}

interface Edit {
  readonly kind: string
  readonly source: MaskSource
  readonly box: PixelBox
  readonly before: Uint8Array
  readonly after: Uint8Array
  /** For the provenance log. */
  readonly data: Readonly<Record<string, unknown>>
}

/** One durable edit of a mask: file, then row, undo entry and event in one change. */
const commit = async (project: OpenProject, image: ImageRow, row: MaskRow, edit: Edit): Promise<void> => {
  const delta = maskDelta(edit.before, edit.after, image, edit.box)
  const artefact = await store(project, image, edit.after)
  const before: MaskState = { artefact: row.artefact, source: row.source }
  const after: MaskState = { artefact, source: edit.source }
  project.transaction(() => {
    project.tables.masks.put({ imageId: image.id, ...after, revision: row.revision + 1 })
    project.tables.history.record(documentOf(image.id), { kind: edit.kind, before, after, delta }, project.actor)
    project.record(`mask.${edit.kind}`, image.subjectId, { imageId: image.id, old: before, new: after, ...edit.data })
  })
}

const union = (a: PixelBox | null, b: PixelBox | null): PixelBox | null => {
  if (!a || !b) return a ?? b
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) }
}

const paint = async (
  project: OpenProject,
  { imageId, baseRevision, strokes }: ServiceInput<'masks.paint'>,
): Promise<void> => {
  const image = project.image(imageId)
  const row = project.tables.masks.get(imageId)
  if (row.revision !== baseRevision) {
    throw badInput(
      'stale-revision',
      'This mask has been changed elsewhere. It is being read again; repeat the stroke.',
      {
        baseRevision,
        revision: row.revision,
      },
    )
  }
  const before = await pixelsOf(project, image, row)
  const after = before.slice()
  const box = strokes.map((stroke) => applyStroke(after, image, stroke)).reduce(union, null)
  if (!box) return
  await commit(project, image, row, {
    kind: 'painted',
    source: 'painted',
    box,
    before,
    after,
    data: { strokes: strokes.map(({ mode, radiusPx }) => ({ mode, radiusPx })) },
  })
}

const acceptProposal = async (project: OpenProject, imageId: string): Promise<void> => {
  const image = project.image(imageId)
  const proposal = project.tables.maskProposals.get(imageId)
  if (!proposal) throw badInput('no-proposal', 'There is no proposed mask for this photo. Propose masks first.')
  const row = project.tables.masks.get(imageId)
  if (row.artefact === proposal.artefact && row.source === 'proposed') return
  await commit(project, image, row, {
    kind: 'accepted',
    source: 'proposed',
    box: { x0: 0, y0: 0, x1: image.widthPx, y1: image.heightPx },
    before: await pixelsOf(project, image, row),
    after: await project.masks.get(proposal.artefact),
    data: { scanId: proposal.scanId, alignmentId: proposal.alignmentId },
  })
}

const undoOrRedo = async (project: OpenProject, imageId: string, direction: 'undo' | 'redo'): Promise<void> => {
  const image = project.image(imageId)
  const { masks, history } = project.tables
  const document = documentOf(imageId)
  const entry = direction === 'undo' ? history.undoable(document) : history.redoable(document)
  if (!entry?.delta) throw badInput(`nothing-to-${direction}`, `There is nothing to ${direction} on this mask.`)
  const row = masks.get(imageId)
  const pixels = (await pixelsOf(project, image, row)).slice()
  applyDelta(pixels, image, entry.delta, direction)
  const state = (direction === 'undo' ? entry.before : entry.after) as MaskState
  const hasNone = state.artefact === null && isEmpty(pixels)
  const artefact = hasNone ? null : await store(project, image, pixels)
  project.transaction(() => {
    masks.put({ imageId, artefact, source: state.source, revision: row.revision + 1 })
    history.moveTo(document, direction === 'undo' ? entry.depth - 1 : entry.depth)
    const old: MaskState = { artefact: row.artefact, source: row.source }
    project.record(`mask.${direction}`, image.subjectId, { imageId, old, new: { artefact, source: state.source } })
  })
}

type MaskMethods = 'masks.get' | 'masks.paint' | 'masks.acceptProposal' | 'masks.undo' | 'masks.redo' | 'masks.propose'

export const maskServices = (house: House): Pick<Services, MaskMethods> => {
  const { session } = house

  /** Edits of one mask follow each other; the answer comes when the edit is durable. */
  const edit = async (imageId: string, work: (project: OpenProject) => Promise<void>): Promise<MaskRecord> => {
    const project = session.open
    const { subjectId } = project.image(imageId)
    await project.edits.run(documentOf(imageId), () => work(project))
    project.changed(subjectId)
    return maskRecord(project, imageId)
  }

  return {
    'masks.get': async ({ imageId }) => maskRecord(session.open, imageId),
    'masks.paint': (input) => edit(input.imageId, (project) => paint(project, input)),
    'masks.acceptProposal': ({ imageId }) => edit(imageId, (project) => acceptProposal(project, imageId)),
    'masks.undo': ({ imageId }) => edit(imageId, (project) => undoOrRedo(project, imageId, 'undo')),
    'masks.redo': ({ imageId }) => edit(imageId, (project) => undoOrRedo(project, imageId, 'redo')),
    'masks.propose': ({ subjectId }, context) => proposeSubjectMasks(house, session.open, subjectId, context),
  }
}
