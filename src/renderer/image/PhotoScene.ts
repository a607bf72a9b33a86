import type { BrushStroke } from '#core/masks/types.ts'
import { CameoError } from '#core/model/errors.ts'
import { computeClient } from '../compute/computeClient.ts'
import { BrushCursor } from './BrushCursor.ts'
import { decodePhoto } from './decodePhoto.ts'
import { LiveMask } from './LiveMask.ts'
import { PhotoCamera } from './PhotoCamera.ts'
import { type MaskLayer, PhotoCanvas } from './PhotoCanvas.ts'
import { PhotoMarkers } from './PhotoMarkers.ts'
import { PhotoOutlines } from './PhotoOutlines.ts'
import { PhotoPointer, type PhotoPointerTarget, type ScreenPoint } from './PhotoPointer.ts'
import { type PhotoKeyTarget, runPhotoKey } from './photoKeys.ts'
import type { PhotoViewProps } from './types.ts'

export interface PhotoSceneEvents {
  readonly onRadiusChange: (radiusPx: number) => void
  /** May return a promise that settles once the host has answered for the stroke. */
  readonly onStroke: PhotoViewProps['onStroke']
  /** What is being loaded or went wrong, null when all is well. */
  readonly onNotice: (notice: { readonly status: 'loading' | 'failed'; readonly message: string } | null) => void
  readonly onContext: (state: 'lost' | 'restored') => void
}

type PhotoSource = Pick<PhotoViewProps, 'imageUrl' | 'widthPx' | 'heightPx'>

const smallestRadiusPx = 0.5
const largestRadiusPx = 2000
/** Points of a stroke are kept to a hundredth of a pixel: what the host is told is what was drawn here. */
const pointStep = 0.01

const absolute = (url: string): string => new URL(url, document.baseURI).href
const toStep = (value: number): number => Number((Math.round(value / pointStep) * pointStep).toFixed(2))

/**
 * The photo view without React. Publishes its state as data attributes of the root, for tests and macros:
 * `data-image-to-screen` ("scale tx ty": a point of the photo, pixel centres at whole numbers, is on the screen at
 * image·scale + t, CSS pixels from the root's upper left corner), `data-width-px`, `data-height-px` (of the photo),
 * `data-ready` ("true" when photo, mask and proposal are loaded and drawn), `data-mask-revision` (counts every change
 * of the mask that is shown).
 */
export class PhotoScene implements PhotoPointerTarget, PhotoKeyTarget {
  private readonly root: HTMLElement
  private readonly events: PhotoSceneEvents
  private readonly canvas = new PhotoCanvas()
  private readonly camera = new PhotoCamera()
  private readonly brush = new BrushCursor()
  private readonly markers = new PhotoMarkers()
  private readonly outlines = new PhotoOutlines()
  private readonly pointer: PhotoPointer
  private readonly resizing: ResizeObserver
  private readonly listening = new AbortController()
  private source: PhotoSource | null = null
  private props:
    | (Pick<PhotoViewProps, 'show' | 'overlayOpacity' | 'tool' | 'radiusPx' | 'theme' | 'markers'> &
        Required<Pick<PhotoViewProps, 'outlines'>>)
    | null = null
  private mask: LiveMask | null = null
  private photoDrawn = false
  private photoLoading = new AbortController()
  private readonly urls: Record<MaskLayer, string | null> = { mask: null, proposal: null }
  private readonly maskLoading: Partial<Record<MaskLayer, AbortController>> = {}
  private proposal: Uint8Array | null = null
  private lastEnd: { readonly xPx: number; readonly yPx: number } | null = null
  /** Strokes whose owner promises nothing: the next stored mask is taken to hold them. */
  private unanswered: BrushStroke[] = []
  private requested = 0
  private viewStale = true

  /** Throws where WebGL 2 is not to be had. */
  constructor(root: HTMLElement, events: PhotoSceneEvents) {
    this.root = root
    this.events = events
    const { element } = this.canvas
    element.className = 'cameo-photo__canvas'
    root.prepend(element, this.outlines.element, this.markers.element, this.brush.element)
    this.pointer = new PhotoPointer(element, this)
    const { signal } = this.listening
    element.addEventListener('webglcontextlost', (event) => this.contextLost(event), { signal })
    element.addEventListener('webglcontextrestored', () => this.contextRestored(), { signal })
    root.addEventListener('keydown', (event) => this.keyDown(event), { signal })
    this.resizing = new ResizeObserver(() => this.resize())
    this.resizing.observe(root)
    this.resize()
  }

  dispose(): void {
    cancelAnimationFrame(this.requested)
    this.listening.abort()
    this.resizing.disconnect()
    this.pointer.dispose()
    this.photoLoading.abort()
    for (const loading of Object.values(this.maskLoading)) loading.abort()
    this.canvas.dispose()
    this.brush.element.remove()
    this.markers.element.remove()
    this.outlines.element.remove()
  }

  /** Another photo: the old one and its masks go at once. */
  setPhoto(source: PhotoSource): void {
    const { widthPx, heightPx } = source
    this.source = source
    this.mask = new LiveMask({ widthPx, heightPx })
    this.proposal = null
    this.urls.mask = null
    this.urls.proposal = null
    this.unanswered = []
    this.lastEnd = null
    this.canvas.clearPhoto()
    this.camera.setPhoto(widthPx, heightPx)
    void this.loadPhoto(source)
    this.invalidate()
  }

  /** The stored mask and the proposal. What is shown stays until the new one is there. */
  setMasks(urls: Readonly<Record<MaskLayer, string | null>>): void {
    for (const layer of ['mask', 'proposal'] as const) {
      if (urls[layer] === this.urls[layer]) continue
      this.urls[layer] = urls[layer]
      if (layer === 'mask') for (const stroke of this.unanswered.splice(0)) this.mask?.settle(stroke)
      void this.loadMask(layer)
    }
  }

  setProps(props: NonNullable<PhotoScene['props']>): void {
    this.props = props
    this.markers.setMarkers(props.markers)
    this.outlines.setLines(props.outlines)
    this.canvas.element.style.cursor = this.pointer.cursor()
    this.brush.setMode(props.tool)
    this.invalidate()
  }

  fit(): void {
    this.camera.fit()
    this.invalidate()
  }

  actualSize(): void {
    this.camera.actualSize()
    this.invalidate()
  }

  tool(): 'pan' | 'paint' | 'erase' {
    return this.photoDrawn ? (this.props?.tool ?? 'pan') : 'pan'
  }

  pan(dxPx: number, dyPx: number): void {
    this.camera.pan(dxPx, dyPx)
    this.invalidate()
  }

  zoom(xPx: number, yPx: number, factor: number): void {
    this.camera.zoomAt(xPx, yPx, factor)
    this.invalidate()
  }

  zoomMiddle(factor: number): void {
    this.zoom(this.root.clientWidth / 2, this.root.clientHeight / 2, factor)
  }

  startStroke(mode: 'paint' | 'erase', at: ScreenPoint, joined: boolean): void {
    const point = this.imagePoint(at)
    const from = joined && this.lastEnd ? [this.lastEnd.xPx, this.lastEnd.yPx] : []
    this.mask?.begin(mode, this.props?.radiusPx ?? 1, [...from, point.xPx, point.yPx])
    this.lastEnd = point
    this.invalidate('mask')
  }

  extendStroke(points: readonly ScreenPoint[]): void {
    const image = points.map((at) => this.imagePoint(at))
    this.mask?.extend(image.flatMap(({ xPx, yPx }) => [xPx, yPx]))
    this.lastEnd = image.at(-1) ?? this.lastEnd
    this.invalidate('mask')
  }

  endStroke(outcome: 'keep' | 'abandon'): void {
    const { mask } = this
    if (outcome === 'abandon') mask?.abandon()
    const stroke = outcome === 'keep' ? mask?.end() : null
    this.invalidate('mask')
    if (!mask || !stroke) return
    const { mode, radiusPx, points } = stroke
    const answer: unknown = this.events.onStroke({ mode, radiusPx, points })
    if (!(answer instanceof Promise)) {
      this.unanswered.push(stroke)
      return
    }
    answer.then(
      () => mask.settle(stroke),
      () => {
        mask.settle(stroke)
        if (mask === this.mask) void this.loadMask('mask')
      },
    )
  }

  resizeBrush(dxPx: number): void {
    this.setRadius((this.props?.radiusPx ?? 1) + dxPx / this.camera.scale)
  }

  scaleBrush(factor: number): void {
    const radiusPx = this.props?.radiusPx ?? 1
    const scaled = radiusPx * factor
    // Small brushes move by half pixels, or they would never change.
    this.setRadius(Math.abs(scaled - radiusPx) < 0.5 ? radiusPx + Math.sign(factor - 1) * 0.5 : scaled)
  }

  hover(at: ScreenPoint | null): void {
    this.canvas.element.style.cursor = this.pointer.cursor()
    this.brush.move(at)
  }

  private setRadius(radiusPx: number): void {
    const limited = Math.min(largestRadiusPx, Math.max(smallestRadiusPx, radiusPx))
    this.events.onRadiusChange(Number(limited.toFixed(2)))
  }

  private imagePoint({ xPx, yPx }: ScreenPoint): { readonly xPx: number; readonly yPx: number } {
    const image = this.camera.imageAt(xPx, yPx)
    return { xPx: toStep(image.xPx), yPx: toStep(image.yPx) }
  }

  private async loadPhoto(source: PhotoSource): Promise<void> {
    this.photoLoading.abort()
    const loading = new AbortController()
    this.photoLoading = loading
    this.photoDrawn = false
    this.events.onNotice({ status: 'loading', message: 'Opening the photo' })
    try {
      const picture = await decodePhoto({ ...source, imageUrl: absolute(source.imageUrl) }, loading.signal)
      await this.canvas.setPhoto(picture, loading.signal)
      picture.close()
      if (loading.signal.aborted) return
      this.photoDrawn = true
      this.events.onNotice(null)
      this.uploadWhole()
      this.invalidate()
    } catch (error) {
      if (!loading.signal.aborted) this.tell(error)
    }
  }

  private async loadMask(layer: MaskLayer): Promise<void> {
    const { source, mask } = this
    if (!source || !mask) return
    this.maskLoading[layer]?.abort()
    const loading = new AbortController()
    this.maskLoading[layer] = loading
    const { widthPx, heightPx } = source
    const url = this.urls[layer]
    const take = (stored: Uint8Array | null): void => {
      if (loading.signal.aborted) return
      if (layer === 'mask') mask.load(stored)
      else this.takeProposal(stored)
      this.invalidate()
    }
    try {
      if (url === null) take(null)
      else {
        await computeClient().run(
          'mask.decode',
          { url: absolute(url), widthPx, heightPx },
          { signal: loading.signal, onPart: (part) => take(part.mask) },
        )
      }
    } catch (error) {
      if (!loading.signal.aborted) this.tell(error)
    } finally {
      if (this.maskLoading[layer] === loading) delete this.maskLoading[layer]
      this.invalidate()
    }
  }

  private takeProposal(stored: Uint8Array | null): void {
    this.proposal = stored
    const { source } = this
    if (!stored) this.canvas.dropMask('proposal')
    else if (source) {
      const { widthPx, heightPx } = source
      this.canvas.setMask('proposal', stored, widthPx, { x0: 0, y0: 0, x1: widthPx, y1: heightPx })
    }
  }

  /** The tiles are new: everything goes to the graphics card once more. */
  private uploadWhole(): void {
    const { mask, proposal, source } = this
    if (!mask || !source) return
    const whole = { x0: 0, y0: 0, x1: source.widthPx, y1: source.heightPx }
    mask.takeDirty()
    this.canvas.setMask('mask', mask.shown, source.widthPx, whole)
    if (proposal) this.canvas.setMask('proposal', proposal, source.widthPx, whole)
  }

  private tell(error: unknown): void {
    if (error instanceof CameoError && error.code === 'job/cancelled') return
    this.events.onNotice({ status: 'failed', message: error instanceof Error ? error.message : String(error) })
  }

  /** `mask`: nothing but some pixels of the mask changed. */
  private invalidate(what: 'view' | 'mask' = 'view'): void {
    if (what === 'view') this.viewStale = true
    this.publish()
    if (this.requested) return
    this.requested = requestAnimationFrame(() => {
      this.requested = 0
      this.draw()
    })
  }

  private draw(): void {
    const { props, mask, source } = this
    if (!props || !source) return
    const dirty = this.photoDrawn ? mask?.takeDirty() : null
    if (mask && dirty) this.canvas.setMask('mask', mask.shown, source.widthPx, dirty)
    const { show, overlayOpacity, theme, tool, radiusPx } = props
    // Nobody should have to paint on something that is not shown.
    const maskOutline = show === 'mask' || (tool !== 'pan' && show !== 'cutout')
    const look = { show, overlayOpacity, theme, maskOutline }
    if (this.viewStale) {
      this.canvas.draw(this.camera, look, null)
      this.markers.arrange((marker) => this.camera.screenOf(marker.xPx, marker.yPx))
      this.outlines.arrange({ scale: this.camera.scale, ...this.camera.screenOf(0, 0) })
      this.brush.setRadius(radiusPx * this.camera.scale)
    } else if (dirty) this.canvas.draw(this.camera, look, dirty)
    this.viewStale = false
    this.publish()
  }

  private publish(): void {
    const { camera, source } = this
    const { dataset } = this.root
    const loading = Object.keys(this.maskLoading).length > 0
    dataset.imageToScreen = `${camera.scale} ${camera.txPx} ${camera.tyPx}`
    dataset.widthPx = String(source?.widthPx ?? 0)
    dataset.heightPx = String(source?.heightPx ?? 0)
    dataset.maskRevision = String(this.mask?.revision ?? 0)
    dataset.ready = String(this.photoDrawn && !loading && !this.requested)
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.target !== this.root || !runPhotoKey(event, this)) return
    event.preventDefault()
    event.stopPropagation()
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.root
    if (clientWidth === 0 || clientHeight === 0) return
    const ratio = window.devicePixelRatio || 1
    this.camera.setView(clientWidth, clientHeight, ratio)
    this.canvas.setSize(clientWidth, clientHeight, ratio)
    // Setting the size has emptied the canvas: drawn at once, it never flashes.
    this.viewStale = true
    this.draw()
  }

  private contextLost(event: Event): void {
    event.preventDefault()
    this.photoDrawn = false
    this.events.onContext('lost')
    this.publish()
  }

  private contextRestored(): void {
    this.canvas.rebuild()
    this.events.onContext('restored')
    if (this.source) void this.loadPhoto(this.source)
  }
}
