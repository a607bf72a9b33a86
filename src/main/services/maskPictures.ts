import { foreground } from '#core/model/maskClasses.ts'
import type { ArtefactName } from '../files/artefactStore.ts'
import { maskDocument } from './maskDocument.ts'
import { encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'

/** A mask that has been left alone for this long gets its picture. */
const restMs = 1500
const subjectFrom = 128

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

  /** The picture of the mask as it is, 0 and 255; null where the photo has no mask. */
  of(imageId: string): Promise<ArtefactName | null> {
    return this.project.edits.run(maskDocument(imageId), async () => {
      const row = this.project.tables.masks.get(imageId)
      if (row.source === 'none') return null
      if (row.artefact && row.artefactRevision === row.revision) return row.artefact
      const artefact = await this.make(imageId, foreground)
      this.project.transaction(() => {
        this.project.tables.masks.putRow({ ...row, artefact, artefactRevision: row.revision })
      })
      return artefact
    })
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

  private async make(imageId: string, className: string): Promise<ArtefactName> {
    const layer = (await this.project.masks.layers(imageId)).get(className)
    const size = this.project.image(imageId)
    const mask = layer ? layer.toMask() : new Uint8Array(size.widthPx * size.heightPx)
    for (let i = 0; i < mask.length; i++) mask[i] = mask[i] >= subjectFrom ? 255 : 0
    return this.project.artefacts.put(await encodeMask(mask, size), 'png')
  }
}
