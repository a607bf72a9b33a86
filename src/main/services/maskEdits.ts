import { keepClassRules } from '#core/masks/classRules.ts'
import { maskDelta } from '#core/masks/delta.ts'
import { packLayerDeltas } from '#core/masks/layerDeltas.ts'
import { LayerEdits } from '#core/masks/layerEdits.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { packTile } from '#core/masks/tiles/tileCodec.ts'
import type { TileChange } from '#core/masks/tiles/tileEdit.ts'
import { badInput } from '#core/model/errors.ts'
import { builtInClasses, foreground, type MaskClass } from '#core/model/maskClasses.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { MaskRow, MaskSource } from '../catalogue/tables/masks.ts'
import { maskDocument } from './maskDocument.ts'
import type { OpenProject } from './openProject.ts'

/** What an undo entry remembers of the mask beside its pixels. */
export interface MaskState {
  readonly artefact: string | null
  readonly source: MaskSource
}

export interface MaskEditKind {
  readonly kind: string
  readonly source: MaskSource
  /** The picture of the mask after the edit where it is there already. */
  readonly artefact?: string
  /** For the provenance log. */
  readonly data: Readonly<Record<string, unknown>>
}

export const allClasses = ({ tables }: OpenProject): readonly MaskClass[] => [
  ...builtInClasses,
  ...tables.maskClasses.list(),
]

type Deltas = ReadonlyMap<string, Uint8Array>

/**
 * One durable edit of a mask: tiles, row, undo entry and event in one change. An edit that changes nothing leaves no
 * trace. Runs in the line of the photo's edits.
 *
 * @returns what changed, by class; null where nothing did.
 */
export const commitMaskEdit = async (
  project: OpenProject,
  image: ImageRow,
  { kind, source, artefact, data }: MaskEditKind,
  draw: (edits: LayerEdits) => void,
): Promise<Deltas | null> =>
  changingLayers(project, image, draw, (changed, layers) => {
    if (changed.size === 0) return null
    const row = project.tables.masks.get(image.id)
    const deltas = new Map([...changed].map(([name, changes]) => [name, maskDelta(changes, image)]))
    const before = stateOf(row)
    const after: MaskState = { artefact: artefact ?? null, source }
    const revision = row.revision + 1
    project.transaction(() => {
      writeTiles(project, row, changed, layers)
      const picture = artefact ? { artefact, artefactRevision: revision } : {}
      project.tables.masks.putRow({ ...row, ...picture, source, revision, tilesRevision: revision })
      const delta = packLayerDeltas(deltas)
      project.tables.history.record(maskDocument(image.id), { kind, before, after, delta }, project.actor)
      project.record(`mask.${kind}`, image.subjectId, { imageId: image.id, old: before, new: after, ...data })
    })
    return deltas
  })

/** A move along the line of edits that ends at `depth`, over so many entries. */
interface MaskStep {
  readonly direction: 'undo' | 'redo'
  readonly depth: number
  readonly source: MaskSource
  readonly steps: number
}

/** Writes the tiles of a change whose history stands already: undo and redo. */
export const commitMaskStep = async (
  project: OpenProject,
  image: ImageRow,
  step: MaskStep,
  draw: (edits: LayerEdits) => void,
): Promise<void> => {
  await changingLayers(project, image, draw, (changed, layers) => {
    const row = project.tables.masks.get(image.id)
    const { direction, depth, source, steps } = step
    const hasNone = source === 'none' && layers.get(foreground)?.isEmpty() !== false
    const revision = row.revision + steps
    const picture = hasNone ? { artefact: null, artefactRevision: revision } : {}
    project.transaction(() => {
      writeTiles(project, row, changed, layers)
      project.tables.masks.putRow({ ...row, ...picture, source, revision, tilesRevision: revision })
      project.tables.history.moveTo(maskDocument(image.id), depth)
      const data = { imageId: image.id, old: stateOf(row), new: { artefact: null, source }, steps }
      project.record(`mask.${direction}`, image.subjectId, data)
    })
    return changed
  })
}

/** An edit of one class drags the others along. */
export const keepRules = (project: OpenProject, edits: LayerEdits, name: string): void => {
  const edit = edits.of(name)
  keepClassRules(edits, { name, changes: edit.changes() }, allClasses(project))
}

const stateOf = (row: MaskRow): MaskState => ({
  artefact: row.artefactRevision === row.revision ? row.artefact : null,
  source: row.source,
})

const changingLayers = async <T>(
  project: OpenProject,
  image: ImageRow,
  draw: (edits: LayerEdits) => void,
  write: (changed: ReadonlyMap<string, readonly TileChange[]>, layers: ReadonlyMap<string, MaskTiles>) => T,
): Promise<T> => {
  const layers = await project.masks.layers(image.id)
  const edits = new LayerEdits(layers, () => new MaskTiles(image))
  try {
    draw(edits)
    const changed = edits.finish()
    const written = write(changed, layers)
    project.masks.keep(image.id, layers)
    project.maskPictures.later(image.id)
    return written
  } catch (error) {
    project.masks.forget(image.id)
    throw error
  }
}

const writeTiles = (
  project: OpenProject,
  row: MaskRow,
  changed: ReadonlyMap<string, readonly TileChange[]>,
  layers: ReadonlyMap<string, MaskTiles>,
): void => {
  const { maskTiles } = project.tables
  const put = (name: string, index: number, tile: TileChange['after']): void =>
    maskTiles.put(row.imageId, name, index, tile === 0 ? null : packTile(tile))
  for (const [name, changes] of changed) for (const { index, after } of changes) put(name, index, after)
  if (row.tilesRevision === row.revision) return
  // Until now the mask was a picture: all of it becomes tiles.
  maskTiles.clear(row.imageId, foreground)
  for (const [index, tile] of (layers.get(foreground)?.list() ?? []).entries()) {
    if (tile !== 0) put(foreground, index, tile)
  }
}

/** @throws input/stale-revision unless the edit was made on the mask as it is stored. */
export const requireRevision = ({ revision }: MaskRow, baseRevision: number): void => {
  if (revision === baseRevision) return
  const message = 'This mask has been changed elsewhere. It is being read again; repeat the stroke.'
  throw badInput('stale-revision', message, { baseRevision, revision })
}
