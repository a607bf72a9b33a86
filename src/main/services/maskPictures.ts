import type { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { foreground } from '#core/model/maskClasses.ts'
import type { ArtefactName } from '../files/artefactStore.ts'
import { maskDocument } from './maskDocument.ts'
import { binaryMask, encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'

/** A mask that has been left alone for this long gets its picture. */
const restMs = 1500
/** So often a picture is made while strokes go on; one that a stroke has overtaken is made again. */
const triesBesideEdits = 3

/**
 * Makes the pictures of masks, which exports, checks and other programs read, from the tiles that are the mask: when
 * somebody asks, or a little after the last stroke. A stroke itself waits for no picture.
 */
export class MaskPictures {
  private readonly project: OpenProject
  private readonly timers = new Map<string, NodeJS.Timeout>()

  constructor(project: OpenProject) {
    this.project = project
  }

  /** The picture of the mask as it is, 0 and 255; null where the photo has no mask. Strokes do not wait for it. */
  async of(imageId: string): Promise<ArtefactName | null> {
    const { edits, tables } = this.project
    const document = maskDocument(imageId)
    for (let left = triesBesideEdits; ; left--) {
      const asIs = await edits.run(document, async () => {
        const row = tables.masks.get(imageId)
        if (row.source === 'none') return null
        if (row.artefact && row.artefactRevision === row.revision) return row.artefact
        const layer = (await this.project.masks.layers(imageId)).get(foreground)?.clone()
        // Painted on again and again: this time the next stroke waits.
        if (left === 0) return this.store(imageId, row.revision, await this.make(imageId, layer))
        return { revision: row.revision, layer }
      })
      if (asIs === null || typeof asIs === 'string') return asIs
      const artefact = await this.make(imageId, asIs.layer)
      const stored = await edits.run(document, async () => this.store(imageId, asIs.revision, artefact))
      if (stored !== null) return stored
    }
  }

  /** Makes the picture once the mask has been left alone. */
  later(imageId: string): void {
    clearTimeout(this.timers.get(imageId))
    const timer = setTimeout(() => {
      this.timers.delete(imageId)
      // What cannot be written now is written when somebody asks for it: then the reason reaches a person.
      this.of(imageId).catch(() => {})
    }, restMs)
    timer.unref()
    this.timers.set(imageId, timer)
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }

  /** Notes the picture of a revision; null where the mask has been changed meanwhile. */
  private store(imageId: string, revision: number, artefact: ArtefactName): ArtefactName | null {
    const { masks } = this.project.tables
    const row = masks.get(imageId)
    if (row.revision !== revision) return null
    this.project.transaction(() => masks.putRow({ ...row, artefact, artefactRevision: revision }))
    return artefact
  }

  private async make(imageId: string, layer: MaskTiles | undefined): Promise<ArtefactName> {
    const size = this.project.image(imageId)
    const mask = layer ? binaryMask(layer.toMask()) : new Uint8Array(size.widthPx * size.heightPx)
    return this.project.artefacts.put(await encodeMask(mask, size), 'png')
  }
}
