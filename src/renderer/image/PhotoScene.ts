import { BrushCursor } from './BrushCursor.ts'
import { lookOf } from './lookOf.ts'
import type { MaskLayers } from './MaskLayers.ts'
import { OutlineOverlay } from './OutlineOverlay.ts'
import { PhotoCamera } from './PhotoCamera.ts'
import { PhotoCanvas } from './PhotoCanvas.ts'
import { PhotoLoader } from './PhotoLoader.ts'
import { PhotoMarkers } from './PhotoMarkers.ts'
import { PhotoOutlines } from './PhotoOutlines.ts'
import { PhotoPointer, type PhotoPointerTarget, type PointerSample, type ScreenPoint } from './PhotoPointer.ts'
import { type PhotoKeyTarget, runPhotoKey } from './photoKeys.ts'
import { publishState } from './publishState.ts'
import { SideLayers } from './SideLayers.ts'
import { ToolBench } from './ToolBench.ts'
import type { PressKeys, ToolSample } from './tools/types.ts'
import type { MaskOperation, PhotoSource, PhotoViewProps } from './types.ts'

export interface PhotoSceneEvents extends Pick<PhotoViewProps, 'onBrush' | 'onEdit' | 'onHints' | 'onLost'> {
  /** What is being loaded or went wrong, null when all is well. */
  readonly onNotice: (notice: { readonly status: 'loading' | 'failed'; readonly message: string } | null) => void
  readonly onContext: (state: 'lost' | 'restored') => void
}

export type SceneProps = Pick<
  PhotoViewProps,
  'className' | 'classes' | 'show' | 'overlayOpacity' | 'tool' | 'brush' | 'area' | 'theme' | 'markers'
> &
  Required<Pick<PhotoViewProps, 'outlines' | 'areas'>>

const smallestRadiusPx = 0.5
const largestRadiusPx = 2000
/** Points of a stroke are kept to a hundredth of a pixel. */
const toStep = (value: number): number => Math.round(value * 100) / 100

/**
 * The photo view without React. Publishes its state as data attributes of the root, for tests and macros:
 * `data-image-to-screen` ("scale tx ty": a point of the photo, pixel centres at whole numbers, is on the screen at
 * image·scale + t, CSS pixels from the root's upper left corner), `data-width-px`, `data-height-px` (of the photo),
 * `data-ready` ("true" when photo, mask and what lies beside it are loaded and drawn), `data-mask-version` (counts
 * every change of the mask that is shown).
 */
export class PhotoScene implements PhotoPointerTarget, PhotoKeyTarget {
  private readonly root: HTMLElement
  private readonly events: PhotoSceneEvents
  private readonly canvas = new PhotoCanvas()
  private readonly camera = new PhotoCamera()
  private readonly cursor = new BrushCursor()
  private readonly markers = new PhotoMarkers()
  private readonly outlines = new PhotoOutlines()
  private readonly overlay = new OutlineOverlay()
  private readonly side: SideLayers
  private readonly loader: PhotoLoader
  private readonly bench: ToolBench
  private readonly pointer: PhotoPointer
  private readonly resizing: ResizeObserver
  private readonly listening = new AbortController()
  private source: PhotoSource | null = null
  private props: SceneProps | null = null
  private layers: MaskLayers | null = null
  private stopListening: () => void = () => {}
  private wantedSide: Pick<PhotoViewProps, 'proposalUrl' | 'silhouette'> = { proposalUrl: null, silhouette: null }
  private requested = 0
  private viewStale = true
  private maskStale = true

  /** Throws where WebGL 2 is not to be had. */
  constructor(root: HTMLElement, events: PhotoSceneEvents) {
    this.root = root
    this.events = events
    const { element } = this.canvas
    element.className = 'cameo-photo__canvas'
    root.prepend(element, this.outlines.element, this.overlay.element, this.markers.element, this.cursor.element)
    this.side = new SideLayers({
      onLayer: (name, layer) => {
        if (layer) this.canvas.setLayer(name, layer, null)
        else this.canvas.dropLayer(name)
        this.invalidate()
      },
      onFailure: (error) => {
        if (error) this.bench.tell(error)
        this.invalidate()
      },
    })
    this.loader = new PhotoLoader(this.canvas, {
      onNotice: (message) => events.onNotice(message === null ? null : { status: 'loading', message }),
      onFailure: (error) => this.bench.tell(error),
      onChange: () => this.invalidate(),
    })
    this.bench = this.makeBench()
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
    this.stopListening()
    this.listening.abort()
    this.resizing.disconnect()
    this.pointer.dispose()
    this.loader.close()
    this.side.dispose()
    this.canvas.dispose()
    for (const each of [this.outlines, this.overlay, this.markers, this.cursor]) each.element.remove()
  }

  /** Another photo: the old one and its layers go at once. */
  setPhoto(source: PhotoSource): void {
    this.bench.leave()
    this.bench.setErasing(false)
    this.source = source
    this.side.start(source)
    this.maskStale = true
    this.camera.setPhoto(source.widthPx, source.heightPx)
    this.loader.open(source, this.imagePerScreen)
    this.invalidate()
  }

  setLayers(layers: MaskLayers | null): void {
    this.stopListening()
    this.layers = layers
    this.maskStale = true
    this.stopListening = layers?.subscribe(() => this.invalidate('mask')) ?? (() => {})
    this.invalidate()
  }

  setSide(wanted: Pick<PhotoViewProps, 'proposalUrl' | 'silhouette'>): void {
    const { proposalUrl, silhouette } = wanted
    this.wantedSide = wanted
    this.side.setProposal(proposalUrl)
    this.side.setSilhouette(silhouette)
    this.invalidate()
  }

  setProps(props: SceneProps): void {
    const { props: before } = this
    if (before && (before.tool !== props.tool || before.className !== props.className)) this.abandon()
    if (before?.className !== props.className) this.maskStale = true
    this.props = props
    this.markers.setMarkers(props.markers)
    this.outlines.setLines(props.outlines)
    this.outlines.setAreas(props.areas)
    this.canvas.element.style.cursor = this.pointer.cursor()
    this.invalidate()
  }

  fit = (): void => this.moveCamera((camera) => camera.fit())
  actualSize = (): void => this.moveCamera((camera) => camera.actualSize())

  lookAt(xPx: number, yPx: number): void {
    this.moveCamera((camera) => camera.lookAt(xPx, yPx))
  }

  operate = (operation: MaskOperation): void => this.bench.operate(operation)

  pointerTool(): 'pan' | 'brush' | 'area' {
    const tool = this.props?.tool ?? 'pan'
    if (tool === 'pan' || !this.loader.isShown) return 'pan'
    return tool === 'paint' || tool === 'erase' || tool === 'accept' ? 'brush' : 'area'
  }

  pan = (dxPx: number, dyPx: number): void => this.moveCamera((camera) => camera.pan(dxPx, dyPx))

  zoom(xPx: number, yPx: number, factor: number): void {
    this.moveCamera((camera) => camera.zoomAt(xPx, yPx, factor))
  }

  zoomMiddle = (factor: number): void => this.zoom(this.root.clientWidth / 2, this.root.clientHeight / 2, factor)

  press(sample: PointerSample, keys: PressKeys): void {
    this.bench.setErasing(keys.isEraser)
    const point = this.toImage(sample)
    this.bench.act((tool, host) => tool.press(point, keys, host))
  }

  drag(samples: readonly PointerSample[]): void {
    const points = samples.map((each) => this.toImage(each))
    this.bench.act((tool, host) => tool.drag(points, host))
  }

  release(): void {
    this.bench.act((tool, host) => tool.release(host))
    this.bench.setErasing(false)
  }

  abandon(): boolean {
    const isTaken = this.bench.abandon()
    this.bench.setErasing(false)
    return isTaken
  }

  doubleClick = (): void => this.bench.act((tool, host) => tool.doubleClick(host))

  toolKey = (key: string): boolean => this.bench.key(key)

  resizeBrush(dxPx: number): void {
    this.setRadius(this.radiusPx + dxPx / (this.props?.brush.unit === 'screen' ? 1 : this.camera.scale))
  }

  scaleBrush(factor: number): void {
    const scaled = this.radiusPx * factor
    // Small brushes move by half pixels, or they would never change.
    this.setRadius(Math.abs(scaled - this.radiusPx) < 0.5 ? this.radiusPx + Math.sign(factor - 1) * 0.5 : scaled)
  }

  hover(at: ScreenPoint | null): void {
    this.canvas.element.style.cursor = this.pointer.cursor()
    this.cursor.setMode(this.pointerTool() === 'brush' ? (this.props?.tool === 'erase' ? 'erase' : 'paint') : 'pan')
    this.cursor.move(at)
    if (at) this.bench.with((tool, host) => tool.hover(this.toImage({ ...at, pressure: null }), host))
  }

  private moveCamera(move: (camera: PhotoCamera) => void): void {
    move(this.camera)
    this.invalidate()
  }

  /** Pixels of the photo for one of the screen. */
  private get imagePerScreen(): number {
    return 1 / (this.camera.scale * (window.devicePixelRatio || 1))
  }

  private get radiusPx(): number {
    const { brush, tool } = this.props ?? {}
    return (tool === 'erase' ? brush?.eraserRadiusPx : brush?.radiusPx) ?? 1
  }

  private setRadius(radiusPx: number): void {
    const limited = Number(Math.min(largestRadiusPx, Math.max(smallestRadiusPx, radiusPx)).toFixed(2))
    this.events.onBrush(this.props?.tool === 'erase' ? { eraserRadiusPx: limited } : { radiusPx: limited })
  }

  private toImage({ xPx, yPx, pressure }: PointerSample): ToolSample {
    const at = this.camera.imageAt(xPx, yPx)
    return { xPx: toStep(at.xPx), yPx: toStep(at.yPx), pressure }
  }

  private makeBench(): ToolBench {
    const scene = this
    return new ToolBench(
      {
        get props() {
          return scene.props
        },
        get layers() {
          return scene.layers
        },
        get source() {
          return scene.source
        },
        get proposal() {
          return scene.side.proposal
        },
        get scale() {
          return scene.camera.scale
        },
        get signal() {
          return scene.loader.signal
        },
      },
      {
        onEdit: this.events.onEdit,
        onHints: this.events.onHints,
        onLost: this.events.onLost,
        onNotice: this.events.onNotice,
        onChange: (what) => this.invalidate(what),
        outline: (...lines) => {
          this.overlay.set(lines)
          this.overlay.arrange(this.camera)
        },
      },
    )
  }

  /** `mask`: nothing but some pixels of the mask changed. */
  private invalidate(what: 'view' | 'mask' = 'view'): void {
    if (what === 'view') this.viewStale = true
    if (this.requested) return
    this.root.dataset.ready = 'false'
    this.requested = requestAnimationFrame(() => {
      this.requested = 0
      this.draw()
    })
  }

  private draw(): void {
    const { props, source, camera } = this
    if (!props || !source) return
    this.bench.replay()
    this.bench.with((tool, host) => tool.frame(host))
    this.sendMask()
    this.loader.refine(this.imagePerScreen)
    this.canvas.draw(camera, lookOf(props), this.viewStale ? 'all' : 'changed')
    if (this.viewStale) {
      this.markers.arrange((marker) => camera.screenOf(marker.xPx, marker.yPx))
      this.outlines.arrange({ scale: camera.scale, ...camera.screenOf(0, 0) })
      this.overlay.arrange(camera)
      this.cursor.setRadius(this.radiusPx * (props.brush.unit === 'screen' ? 1 : camera.scale))
    }
    this.viewStale = false
    this.publish()
  }

  private sendMask(): void {
    const { layers, props } = this
    if (!layers?.isLoaded || !props || !this.source) return
    const dirty = layers.takeDirty(props.className)
    const layer = layers.layer(props.className)
    if (this.maskStale) {
      this.canvas.dropLayer('mask')
      this.canvas.setLayer('mask', layer, null)
      this.viewStale = true
    } else if (dirty.size > 0) this.canvas.setLayer('mask', layer, dirty)
    this.maskStale = false
  }

  private publish(): void {
    const { camera, source, layers, loader } = this
    const isComplete = loader.isShown && loader.isComplete && layers?.isLoaded === true
    publishState(this.root, {
      imageToScreen: `${camera.scale} ${camera.txPx} ${camera.tyPx}`,
      widthPx: String(source?.widthPx ?? 0),
      heightPx: String(source?.heightPx ?? 0),
      maskVersion: String(layers?.version ?? 0),
      ready: String(isComplete && !this.side.isLoading && !this.bench.isWorking && !this.requested),
    })
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
    this.abandon()
    this.loader.close()
    this.events.onContext('lost')
    this.publish()
  }

  private contextRestored(): void {
    this.canvas.rebuild()
    this.events.onContext('restored')
    if (!this.source) return
    this.setPhoto(this.source)
    this.setSide(this.wantedSide)
  }
}
