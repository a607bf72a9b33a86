import { openFull, openPreview } from './openPhoto.ts'
import type { PhotoCanvas } from './PhotoCanvas.ts'
import type { PhotoTextures } from './PhotoTextures.ts'
import type { PhotoSource } from './types.ts'

export interface PhotoLoaderEvents {
  readonly onNotice: (message: string | null) => void
  readonly onFailure: (error: unknown) => void
  /** Something more of the photo can be drawn. */
  readonly onChange: () => void
}

/** Brings a photo to the card: its small version first, all of its pixels when the zoom asks for them. */
export class PhotoLoader {
  private readonly canvas: PhotoCanvas
  private readonly events: PhotoLoaderEvents
  private source: PhotoSource | null = null
  private opening = new AbortController()
  private full: Promise<void> | null = null
  private textures: PhotoTextures | null = null

  constructor(canvas: PhotoCanvas, events: PhotoLoaderEvents) {
    this.canvas = canvas
    this.events = events
  }

  /** Fires when another photo is opened. */
  get signal(): AbortSignal {
    return this.opening.signal
  }

  /** Something of the photo is seen. */
  get isShown(): boolean {
    return this.textures?.hasPreview === true || this.textures?.hasFull === true
  }

  /** Nothing finer is on its way. */
  get isComplete(): boolean {
    const { textures } = this
    return textures !== null && !textures.isMaking && (this.full === null || textures.hasFull)
  }

  async open(source: PhotoSource): Promise<void> {
    this.close()
    const opening = new AbortController()
    const textures = this.canvas.startPhoto(source, this.events.onChange)
    this.opening = opening
    this.source = source
    this.textures = textures
    this.events.onNotice('Opening the photo')
    try {
      await openPreview(source, textures, opening.signal)
      if (source.previewUrl === null) await openFull(source, textures, opening.signal)
      if (opening.signal.aborted) return
      this.events.onNotice(null)
      this.events.onChange()
    } catch (error) {
      if (!opening.signal.aborted) this.events.onFailure(error)
    }
  }

  /** Fetches all pixels where the small version is too coarse for this zoom (photo pixels a screen pixel). */
  refine(imagePerScreen: number): void {
    const { textures, source } = this
    if (!textures?.hasPreview || !source || this.full || !textures.needsFull(imagePerScreen)) return
    const { signal } = this.opening
    this.full = openFull(source, textures, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.events.onFailure(error)
      })
      .then(() => {
        if (!signal.aborted) this.events.onChange()
      })
  }

  /** The card has lost everything, or the view is closed. */
  close(): void {
    this.opening.abort()
    this.textures = null
    this.full = null
  }
}
