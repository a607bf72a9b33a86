import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { applyDelta } from '#core/masks/delta.ts'
import { unpackLayerDeltas } from '#core/masks/layerDeltas.ts'
import { mergeLayer } from '#core/masks/tiles/mergeMask.ts'
import { badInput } from '#core/model/errors.ts'
import { builtInClasses, foreground } from '#core/model/maskClasses.ts'
import type { HistoryEntry } from '../catalogue/tables/history.ts'
import type { House } from './house.ts'
import { maskDocument } from './maskDocument.ts'
import { allClasses, commitMaskEdit, commitMaskStep, keepRules, type MaskState, requireRevision } from './maskEdits.ts'
import type { OpenProject } from './openProject.ts'
import { proposeSubjectMasks } from './proposeSubjectMasks.ts'
import { imageRecord } from './records.ts'
import { saveMasks } from './saveMasks.ts'

type MaskRecord = Output<'masks.get'>
type Change = NonNullable<MaskRecord['change']>

const maskRecord = async (project: OpenProject, imageId: string, change: Change | null): Promise<MaskRecord> => {
  const { history, masks } = project.tables
  const document = maskDocument(imageId)
  const { revision } = masks.get(imageId)
  return {
    image: await imageRecord(project, project.image(imageId)),
    canUndo: history.undoable(document) !== null,
    canRedo: history.redoable(document) !== null,
    layersUrl: revision === 0 ? null : `bytes/mask-layers/${imageId}?v=${revision}`,
    change,
  }
}

type Deltas = Iterable<readonly [className: string, delta: Uint8Array]>

const changeOf = (direction: Change['direction'], deltas: Deltas): Change => ({
  direction,
  layers: [...deltas].map(([className, delta]) => ({ className, delta: Buffer.from(delta).toString('base64') })),
})

const paint = async (
  project: OpenProject,
  { imageId, baseRevision, strokes }: ServiceInput<'masks.paint'>,
): Promise<Change | null> => {
  requireRevision(project.tables.masks.get(imageId), baseRevision)
  const data = { strokes: strokes.map(({ mode, radiusPx }) => ({ mode, radiusPx })) }
  const edit = { kind: 'painted', source: 'painted', data } as const
  const deltas = await commitMaskEdit(project, project.image(imageId), edit, (edits) => {
    for (const stroke of strokes) paintStroke(edits.of(foreground), stroke)
    keepRules(project, edits, foreground)
  })
  return deltas && changeOf('redo', deltas)
}

const applyEdit = async (
  project: OpenProject,
  { imageId, baseRevision, tool, layers }: ServiceInput<'masks.edit'>,
): Promise<null> => {
  requireRevision(project.tables.masks.get(imageId), baseRevision)
  const known = new Set(allClasses(project).map(({ name }) => name))
  for (const { className } of layers) {
    if (!known.has(className)) throw badInput('mask-class', `There is no class "${className}" in this project.`)
  }
  const data = { tool, classes: layers.map(({ className }) => className) }
  const edit = { kind: 'painted', source: 'painted', data } as const
  await commitMaskEdit(project, project.image(imageId), edit, (edits) => {
    for (const { className, delta } of layers) {
      applyDelta(edits.of(className), Buffer.from(delta, 'base64'), 'set')
    }
  })
  return null
}

const acceptProposal = async (project: OpenProject, imageId: string): Promise<Change | null> => {
  const { maskProposals, masks } = project.tables
  const proposal = maskProposals.get(imageId)
  if (!proposal) throw badInput('no-proposal', 'There is no proposed mask for this photo. Propose masks first.')
  const row = masks.get(imageId)
  if (row.artefact === proposal.artefact && row.artefactRevision === row.revision && row.source === 'proposed') {
    return null
  }
  const proposed = await project.masks.picture(proposal.artefact)
  const data = { scanId: proposal.scanId, alignmentId: proposal.alignmentId }
  const edit = { kind: 'accepted', source: 'proposed', artefact: proposal.artefact, data } as const
  const deltas = await commitMaskEdit(project, project.image(imageId), edit, (edits) => {
    mergeLayer(edits.of(foreground), proposed, 'replace')
    keepRules(project, edits, foreground)
  })
  return deltas && changeOf('redo', deltas)
}

/** Of a mask's line of edits, what undo or redo would go over next: as many entries as there are, up to `steps`. */
const entriesAhead = (project: OpenProject, imageId: string, direction: 'undo' | 'redo', steps: number) => {
  const { history } = project.tables
  const entries: HistoryEntry[] = []
  while (entries.length < steps) {
    const entry = history[direction === 'undo' ? 'undoable' : 'redoable'](maskDocument(imageId), entries.length)
    if (!entry?.delta) break
    entries.push(entry)
  }
  return entries
}

const undoOrRedo = async (
  project: OpenProject,
  { imageId, steps = 1 }: ServiceInput<'masks.undo'>,
  direction: 'undo' | 'redo',
): Promise<Change> => {
  const entries = entriesAhead(project, imageId, direction, steps)
  const last = entries.at(-1)
  if (!last) throw badInput(`nothing-to-${direction}`, `There is nothing to ${direction} on this mask.`)
  const deltas = entries.flatMap(({ delta }) => (delta ? [...unpackLayerDeltas(delta)] : []))
  const { source } = (direction === 'undo' ? last.before : last.after) as MaskState
  const depth = direction === 'undo' ? last.depth - 1 : last.depth
  const step = { direction, depth, source, steps: entries.length }
  await commitMaskStep(project, project.image(imageId), step, (edits) => {
    for (const [name, delta] of deltas) applyDelta(edits.of(name), delta, direction)
  })
  return changeOf(direction, deltas)
}

const putClass = (project: OpenProject, given: ServiceInput<'masks.putClass'>): void => {
  if (builtInClasses.some(({ name }) => name === given.name)) {
    throw badInput('mask-class', `"${given.name}" is one of Cameo's own classes. Choose another name.`)
  }
  project.transaction(() => {
    project.tables.maskClasses.put(given)
    project.record('mask.class', null, given)
  })
}

type MaskMethods = Extract<keyof Services, `masks.${string}`>

export const maskServices = (house: House): Pick<Services, MaskMethods> => {
  const { session } = house

  /** Edits of one mask follow each other; the answer comes when the edit is durable. */
  const edit = async (imageId: string, work: (project: OpenProject) => Promise<Change | null>): Promise<MaskRecord> => {
    const project = session.open
    const { subjectId } = project.image(imageId)
    const change = await project.edits.run(maskDocument(imageId), () => work(project))
    project.changedSoon(subjectId)
    return maskRecord(project, imageId, change)
  }
  const classes = async () => ({ classes: [...allClasses(session.open)] })

  return {
    'masks.get': async ({ imageId }) => maskRecord(session.open, imageId, null),
    'masks.paint': (input) => edit(input.imageId, (project) => paint(project, input)),
    'masks.edit': (input) => edit(input.imageId, (project) => applyEdit(project, input)),
    'masks.acceptProposal': ({ imageId }) => edit(imageId, (project) => acceptProposal(project, imageId)),
    'masks.undo': (input) => edit(input.imageId, (project) => undoOrRedo(project, input, 'undo')),
    'masks.redo': (input) => edit(input.imageId, (project) => undoOrRedo(project, input, 'redo')),
    'masks.classes': classes,
    'masks.putClass': async (input) => {
      putClass(session.open, input)
      session.open.changed()
      return classes()
    },
    'masks.save': (input, context) => saveMasks(session.open, input, context),
    'masks.propose': (input, context) => proposeSubjectMasks(house, session.open, input, context),
  }
}
