import { keptPicture, levelFor, openFull, openPicture, type PhotoLevel } from './openPhoto.ts'
import type { PhotoCanvas } from './PhotoCanvas.ts'
import type { PhotoTextures } from './PhotoTextures.ts'
import type { PhotoSource } from './types.ts'

export interface PhotoLoaderEvents {
  readonly onNotice: (message: string | null) => void
  readonly onFailure: (error: unknown) => void
  /** Something more of the photo can be drawn. */
  readonly onChange: () => void
}

/** A photo that is there sooner than this needs no coarse picture before it. */
const coarseAfterMs = 80

const urlOf = (source: PhotoSource, level: PhotoLevel): string | null =>
  level === 'small' ? source.smallUrl : source.previewUrl

/** Brings a photo to the card: a small version first, as fine as the zoom needs, all of its pixels when it asks for them. */
export class PhotoLoader {
  private readonly canvas: PhotoCanvas
  private readonly events: PhotoLoaderEvents
  private source: PhotoSource | null = null
  private opening = new AbortController()
  private asked = new Set<PhotoLevel | 'full'>()
  private coming = 0
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
    return this.textures?.isShown === true
  }

  /** Nothing finer is on its way. */
  get isComplete(): boolean {
    return this.textures !== null && this.coming === 0 && !this.textures.isMaking
  }

  /** Opens a photo for a zoom, in photo pixels a screen pixel. */
  open(source: PhotoSource, imagePerScreen: number): void {
    this.close()
    const opening = new AbortController()
    const textures = this.canvas.startPhoto(source, this.events.onChange)
    this.opening = opening
    this.source = source
    this.textures = textures
    const level = levelFor(source, imagePerScreen)
    const kept = keptPicture(urlOf(source, level))
    this.events.onNotice(kept ? null : 'Opening the photo')
    if (kept) {
      this.asked.add(level)
      textures.setWhole(kept)
      return
    }
    if (urlOf(source, level) === null) {
      void this.bring('full')
      return
    }
    const coarse = keptPicture(source.smallUrl)
    if (coarse) textures.setWhole(coarse)
    else setTimeout(() => void this.showThumbnail(source, opening.signal), coarseAfterMs)
    void this.bring(level)
  }

  /** Fetches a finer version where those that are there are too coarse for this zoom (photo pixels a screen pixel). */
  refine(imagePerScreen: number): void {
    const { textures, source } = this
    if (!textures?.isShown || !source || textures.isEnough(imagePerScreen)) return
    const level = levelFor(source, imagePerScreen)
    const isLevelEnough = textures.isPreviewEnough(imagePerScreen)
    void this.bring(isLevelEnough && urlOf(source, level) !== null ? level : 'full')
  }

  /** The card has lost everything, or the view is closed. */
  close(): void {
    this.opening.abort()
    this.textures = null
    this.asked = new Set()
    this.coming = 0
  }

  private async bring(what: PhotoLevel | 'full'): Promise<void> {
    const { source, textures, asked, opening } = this
    if (!source || !textures || asked.has(what)) return
    const { signal } = opening
    asked.add(what)
    this.coming += 1
    try {
      if (what === 'full') {
        const picture = await openFull(source, signal)
        if (signal.aborted) picture.close()
        else textures.setFull(picture)
      } else {
        const picture = await openPicture(urlOf(source, what) ?? '', signal)
        if (!signal.aborted) textures.setWhole(picture)
      }
      if (!signal.aborted) this.events.onNotice(null)
    } catch (error) {
      if (!signal.aborted) this.events.onFailure(error)
    } finally {
      if (!signal.aborted) {
        this.coming -= 1
        this.events.onChange()
      }
    }
  }

  /** The picture of the strip, while nothing finer has come. */
  private async showThumbnail({ thumbnailUrl }: PhotoSource, signal: AbortSignal): Promise<void> {
    const { textures } = this
    if (signal.aborted || !textures || textures.isShown || thumbnailUrl === null) return
    // Without it the view stays empty a little longer.
    const picture = await openPicture(thumbnailUrl, signal).catch(() => null)
    if (signal.aborted || !picture || textures.isShown) return
    textures.setWhole(picture)
    this.events.onChange()
  }
}
