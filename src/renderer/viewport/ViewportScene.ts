import { Vector3 } from 'three'
import type { SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import type { ProposalSurface } from '#core/model/landmarkProposals.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { AxisGizmo } from './AxisGizmo.ts'
import { CameraLink } from './CameraLink.ts'
import { lookStraightAt, pivotForTurn } from './closeLook.ts'
import { FrameScheduler, type Level } from './frameScheduler.ts'
import { type Graphics, standInFor } from './graphics.ts'
import { LayerCanvas } from './LayerCanvas.ts'
import { MarkerControl } from './MarkerControl.ts'
import { type LayerState, MeshLayer } from './MeshLayer.ts'
import { OrbitCamera } from './OrbitCamera.ts'
import { PointerControl, type PointerTarget } from './PointerControl.ts'
import { ScaleBar } from './ScaleBar.ts'
import { SurfaceBrush } from './SurfaceBrush.ts'
import { type PickedPoint, SurfacePicker } from './SurfacePicker.ts'
import { visibleBox, visibleSamples } from './sceneExtent.ts'
import { standardViewDirections } from './standardViews.ts'
import type { StandardView, SurfaceHit, ViewBrush, ViewLayer, ViewLink, ViewMarker } from './types.ts'
import { type KeyboardTarget, runViewportKey } from './viewportKeys.ts'

export interface SceneEvents {
  readonly onPlace: (hit: SurfaceHit) => void
  readonly onMarkerSelect: (name: string) => void
  readonly onMarkerMove: (name: string, hit: SurfaceHit, done: boolean) => void
  readonly onStroke: (layerId: string, stroke: SurfaceStroke) => void
  readonly onLayerState: (layerId: string, state: LayerState) => void
  readonly onSurface: (layerId: string, surface: ProposalSurface) => void
  readonly onContext: (state: 'lost' | 'restored') => void
}

/**
 * The 3D view without React: layers, camera, markers and their control in one root element. Publishes its state as
 * data attributes of the root, for tests and macros:
 * `data-projection`, `data-view` (16 numbers each, column-major as three.js has them, separated by spaces; a point p
 * of the view's frame is at pixel ((x/w + 1)/2 · width, (1 - y/w)/2 · height) with (x, y, z, w) = projection·view·p),
 * `data-width`, `data-height` (CSS pixels), `data-ready` ("true" when every visible layer is open, can be picked and
 * is drawn), `data-layers` (visible layers that are drawn), `data-level` ("none", "reduced" or "full"),
 * `data-frame-ms`, `data-pivot` (x y z), `data-graphics` ("hardware" or "software": then nothing is animated).
 */
export class ViewportScene implements PointerTarget, KeyboardTarget {
  private readonly root: HTMLElement
  private readonly graphics: Graphics
  private readonly events: SceneEvents
  private readonly orbitCamera = new OrbitCamera()
  private readonly canvas: LayerCanvas
  private readonly scheduler: FrameScheduler
  private readonly picker = new SurfacePicker()
  readonly markers: MarkerControl
  private readonly brush: SurfaceBrush
  readonly cameraLink = new CameraLink(this.orbitCamera, () => this.scheduler.moved())
  private readonly gizmo = new AxisGizmo()
  private readonly scale = new ScaleBar()
  private readonly pointer: PointerControl
  private readonly resizing: ResizeObserver
  private readonly listening = new AbortController()
  private readonly layers = new Map<string, MeshLayer>()
  private order: readonly string[] = []
  private loupeWanted = false
  private mode: 'navigate' | 'place' = 'navigate'
  private upInView: Vec3 = [0, 1, 0]
  private frontInView: Vec3 | null = null
  private framed = false
  private pivotChosen = false
  private panDepth = 1
  private level: Level | 'none' = 'none'

  /** Throws where WebGL 2 is not to be had. */
  constructor(root: HTMLElement, graphics: Graphics, events: SceneEvents) {
    this.root = root
    this.graphics = graphics
    root.dataset.graphics = graphics.software ? 'software' : 'hardware'
    this.events = events
    this.canvas = new LayerCanvas(this.orbitCamera.camera, graphics, {
      onPaint: () => this.preparePaint(),
      onPresented: ({ level, ms }) => this.presented(level, ms),
      onContext: (state) => this.contextChanged(state),
    })
    this.canvas.element.className = 'cameo-view__canvas'
    this.scheduler = new FrameScheduler(this.canvas)
    const surroundings = {
      camera: this.orbitCamera,
      picker: this.picker,
      layerOf: (id: string) => this.layers.get(id),
    }
    this.markers = new MarkerControl({ ...surroundings, painter: this.canvas, onMove: events.onMarkerMove })
    this.brush = new SurfaceBrush({ ...surroundings, onStroke: events.onStroke })
    root.prepend(this.canvas.element, ...this.overlays())
    this.pointer = new PointerControl(this.canvas.element, this, this.brush)
    const { signal } = this.listening
    root.addEventListener('keydown', (event) => this.keyDown(event), { signal })
    root.addEventListener('blur', () => this.markers.endNudge(), { signal })
    // Before any other key is answered (an undo, a new state), what keys have moved is told.
    window.addEventListener('keydown', (event) => this.beforeKey(event), { signal, capture: true })
    this.resizing = new ResizeObserver(() => this.resize())
    this.resizing.observe(root)
    this.resize()
    this.publish()
  }

  dispose(): void {
    this.markers.endNudge()
    this.cameraLink.leave()
    this.listening.abort()
    this.resizing.disconnect()
    this.pointer.dispose()
    this.scheduler.close()
    for (const layer of this.layers.values()) layer.dispose()
    this.canvas.dispose()
    for (const element of this.overlays()) element.remove()
  }

  setLayers(layers: readonly ViewLayer[]): void {
    const wanted = new Map(layers.map((layer) => [layer.id, layer]))
    let kept = 0
    for (const [id, layer] of this.layers) {
      const next = wanted.get(id)
      if (next && next.meshUrl === layer.current.meshUrl && next.textureUrl === layer.current.textureUrl) {
        layer.update(next)
        kept += 1
      } else {
        layer.dispose()
        this.layers.delete(id)
      }
    }
    if (kept === 0) this.framed = false
    const added = layers.filter(({ id }) => !this.layers.has(id))
    for (const props of added) this.addLayer(props)
    const ordered = layers.flatMap(({ id }) => this.layers.get(id) ?? [])
    this.canvas.setLayers(ordered)
    this.picker.setLayers(ordered)
    for (const { id } of added) this.layers.get(id)?.start()
    const order = layers.map(({ id }) => id)
    const sameOrder = order.length === this.order.length && order.every((id, index) => id === this.order[index])
    this.order = order
    if (added.length > 0 || !sameOrder) this.sceneChanged('geometry')
  }

  setMarkers(markers: readonly ViewMarker[]): void {
    this.markers.setMarkers(markers)
  }

  setLinks(links: readonly ViewLink[]): void {
    this.markers.setLinks(links)
  }

  setBrush(brush: ViewBrush | null): void {
    this.brush.setBrush(brush)
  }

  setLoupe(wanted: boolean): void {
    this.loupeWanted = wanted
    this.markers.loupe.setEnabled(wanted && this.placing())
  }

  setMode(mode: 'navigate' | 'place'): void {
    this.mode = mode
    this.canvas.element.style.cursor = mode === 'place' ? 'crosshair' : 'default'
    this.setLoupe(this.loupeWanted)
  }

  /** Directions of the subject in the frame of the view; a change of up sets the view upright again. */
  setFrame(o: {
    readonly upInView: Vec3
    readonly frontInView: Vec3 | null
    readonly mmPerViewUnit: number | null
  }): void {
    const turned = o.upInView.some((value, axis) => value !== this.upInView[axis])
    this.upInView = o.upInView
    this.frontInView = o.frontInView
    this.markers.mmPerViewUnit = o.mmPerViewUnit
    this.orbitCamera.setUp(new Vector3(...o.upInView))
    if (turned && this.framed) this.standardView('front')
    else this.scheduler.changed('look')
  }

  fit(): void {
    this.pivotChosen = false
    this.orbitCamera.fit(visibleSamples(this.layers.values()))
    this.moved()
  }

  standardView(view: StandardView): void {
    const { from, screenUp } = standardViewDirections(this.upInView, this.frontInView)[view]
    this.pivotChosen = false
    this.orbitCamera.lookFrom(from, screenUp, visibleSamples(this.layers.values()))
    this.moved()
  }

  /** Of what is under the pointer; of several views only the one that has the pointer, or else the keyboard, does it. */
  lookCloser(): void {
    const { width, height } = this.root.getBoundingClientRect()
    const at = this.pointer.hoverAt ?? (this.root.matches(':focus') ? { xPx: width / 2, yPx: height / 2 } : null)
    const { mmPerViewUnit } = this.markers
    const look = at && { ...at, up: new Vector3(...this.upInView), mmPerViewUnit }
    if (!look || !lookStraightAt(this.orbitCamera, (xPx, yPx) => this.pickAt(xPx, yPx), look)) return
    this.pivotChosen = true
    this.moved()
  }

  placing(): boolean {
    return this.mode === 'place'
  }

  markerAt(xPx: number, yPx: number): string | null {
    return this.markers.overlay.at(xPx, yPx)?.name ?? null
  }

  isSelected(name: string): boolean {
    return this.markers.isSelected(name)
  }

  /** The arrow keys move the selected marker where there is one to move, otherwise the view turns. */
  arrow(dxPx: number, dyPx: number, size: 'fine' | 'coarse'): void {
    if (this.placing() && this.markers.canNudge()) {
      this.markers.nudge([Math.sign(dxPx), -Math.sign(dyPx)], size)
    } else this.orbit(dxPx, dyPx)
  }

  /** Close up, the view turns about the surface in its middle; otherwise about the chosen or the fitted pivot. */
  startOrbit(): void {
    const { width, height } = this.root.getBoundingClientRect()
    const look = { width, height, isChosen: this.pivotChosen }
    this.orbitCamera.setPivot(pivotForTurn(this.orbitCamera, (xPx, yPx) => this.pickAt(xPx, yPx), look).clone())
  }

  orbit(dxPx: number, dyPx: number): void {
    this.orbitCamera.orbit(dxPx, dyPx)
    this.moved()
  }

  startPan(xPx: number, yPx: number): void {
    const { orbitCamera } = this
    this.panDepth = orbitCamera.depthOf(this.pickAt(xPx, yPx)?.pointInView ?? orbitCamera.pivot)
  }

  pan(dxPx: number, dyPx: number): void {
    this.orbitCamera.pan(dxPx, dyPx, this.panDepth)
    this.moved()
  }

  zoom(xPx: number, yPx: number, factor: number): void {
    const { orbitCamera } = this
    orbitCamera.zoomAt(this.pickAt(xPx, yPx)?.pointInView ?? orbitCamera.pointAtPivotDepth(xPx, yPx), factor)
    this.moved()
  }

  zoomMiddle(factor: number): void {
    const { width, height } = this.root.getBoundingClientRect()
    this.zoom(width / 2, height / 2, factor)
  }

  place(xPx: number, yPx: number): void {
    const picked = this.pickAt(xPx, yPx)
    if (picked) this.events.onPlace(this.markers.snap.snapped(picked).hit)
  }

  setPivot(xPx: number, yPx: number): void {
    const picked = this.pickAt(xPx, yPx)
    if (!picked) return
    this.orbitCamera.setPivot(picked.pointInView)
    this.pivotChosen = true
    this.scheduler.changed('look')
  }

  selectMarker(name: string): void {
    this.events.onMarkerSelect(name)
  }

  startMarker(name: string, xPx: number, yPx: number): void {
    this.markers.startDrag(name, xPx, yPx)
  }

  moveMarker(xPx: number, yPx: number): void {
    this.markers.drag(xPx, yPx)
  }

  endMarker(outcome: 'keep' | 'restore'): void {
    this.markers.endDrag(outcome)
  }

  hover(at: { readonly xPx: number; readonly yPx: number } | null): void {
    const name = at ? this.markerAt(at.xPx, at.yPx) : null
    this.markers.overlay.hover(name)
    this.markers.loupe.follow(at)
    this.markers.snap.preview(at && !name && this.placing() ? this.pickAt(at.xPx, at.yPx) : null)
    this.brush.follow(at)
    const idle = this.placing() ? 'crosshair' : 'default'
    this.canvas.element.style.cursor = name ? (this.placing() && this.isSelected(name) ? 'grab' : 'pointer') : idle
  }

  private addLayer(props: ViewLayer): void {
    const { id } = props
    const layer = new MeshLayer(props, standInFor(this.graphics), {
      onChange: (weight) => this.sceneChanged(weight),
      onFiner: () => {
        this.orbitCamera.setSceneBox(visibleBox(this.layers.values()))
        this.scheduler.finer()
      },
      onPickable: (tree) => {
        this.markers.arrange()
        this.events.onSurface(id, tree)
      },
      onState: (state) => {
        this.events.onLayerState(id, state)
        this.publish()
      },
    })
    this.layers.set(id, layer)
  }

  private sceneChanged(weight: 'look' | 'geometry'): void {
    const box = visibleBox(this.layers.values())
    this.orbitCamera.setSceneBox(box)
    if (!this.framed && !box.isEmpty()) {
      this.framed = true
      this.standardView('front')
    }
    this.scheduler.changed(weight)
    this.publish()
  }

  private overlays(): readonly Element[] {
    const { links, lines, overlay, loupe, snap } = this.markers
    return [links, lines, overlay, this.gizmo, this.scale, this.brush, snap, loupe].map(({ element }) => element)
  }

  private pickAt(xPx: number, yPx: number): PickedPoint | null {
    const { origin, direction } = this.orbitCamera.rayAt(xPx, yPx)
    return this.picker.pick(origin, direction, { across: this.orbitCamera.acrossOf(xPx) })
  }

  private beforeKey(event: KeyboardEvent): void {
    const isNudge = event.target === this.root && event.key.startsWith('Arrow')
    if (!isNudge && event.key !== 'Shift') this.markers.endNudge()
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.target !== this.root || !runViewportKey(event, this)) return
    event.preventDefault()
    event.stopPropagation()
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.root
    if (clientWidth === 0 || clientHeight === 0) return
    this.orbitCamera.setSize(clientWidth, clientHeight)
    this.markers.overlay.setSize(clientWidth, clientHeight)
    this.canvas.setSize(clientWidth, clientHeight)
    this.scheduler.changed('geometry')
  }

  private contextChanged(state: 'lost' | 'restored'): void {
    this.events.onContext(state)
    if (state === 'lost') this.level = 'none'
    else this.scheduler.changed('geometry')
    this.publish()
  }

  /** A person has moved the camera. */
  private moved(): void {
    this.scheduler.moved()
    this.cameraLink.tell()
  }

  private preparePaint(): void {
    const { orbitCamera } = this
    const perPixel = orbitCamera.unitsPerPixel(orbitCamera.depthOf(orbitCamera.pivot))
    for (const layer of this.layers.values()) layer.setEdgeScale(perPixel)
    this.gizmo.turn(orbitCamera.camera.quaternion)
    this.scale.show(this.markers.mmPerViewUnit === null ? null : perPixel * this.markers.mmPerViewUnit)
    this.markers.arrange()
    this.publish()
  }

  private presented(level: Level, ms: number): void {
    const anything = [...this.layers.values()].some((layer) => layer.drawables(level).length > 0)
    this.level = anything ? level : 'none'
    this.root.dataset.frameMs = ms.toFixed(1)
    this.markers.loupe.refresh()
    this.publish()
  }

  private publish(): void {
    const { camera, pivot } = this.orbitCamera
    const visible = [...this.layers.values()].filter((layer) => layer.current.visible)
    const open = visible.every((layer) => layer.status !== 'loading')
    const { dataset } = this.root
    dataset.projection = camera.projectionMatrix.elements.join(' ')
    dataset.view = camera.matrixWorldInverse.elements.join(' ')
    dataset.width = String(this.root.clientWidth)
    dataset.height = String(this.root.clientHeight)
    dataset.pivot = pivot.toArray().join(' ')
    dataset.level = this.level
    dataset.layers = String(visible.filter(({ levels }) => levels.full || levels.reduced).length)
    dataset.ready = String(visible.length > 0 && open && this.level !== 'none' && !this.scheduler.pending)
  }
}
