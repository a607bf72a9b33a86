import { Vector3 } from 'three'
import { nudgeMm } from '#core/editor/landmarkNudge.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { LineOverlay } from './LineOverlay.ts'
import { LinkOverlay } from './LinkOverlay.ts'
import { Loupe, type LoupePainter } from './Loupe.ts'
import { MarkerDrag } from './MarkerDrag.ts'
import { MarkerNudge } from './MarkerNudge.ts'
import { isHeld, MarkerOverlay, type MarkerPlace } from './MarkerOverlay.ts'
import type { MeshLayer } from './MeshLayer.ts'
import type { OrbitCamera } from './OrbitCamera.ts'
import { SnapAid } from './SnapAid.ts'
import type { SurfacePicker } from './SurfacePicker.ts'
import type { SurfaceHit, ViewLine, ViewLink, ViewMarker } from './types.ts'

/** A marker counts as hidden when the surface before it is nearer by more than this share of the scene's radius. */
const hiddenShare = 0.006
/** Where the unit of a view is not known, its scene is taken for a head: radius in millimetres. */
const headRadiusMm = 150

interface MarkerSurroundings {
  readonly camera: OrbitCamera
  readonly picker: SurfacePicker
  readonly painter: LoupePainter
  readonly layerOf: (id: string) => MeshLayer | undefined
  readonly onMove: (name: string, hit: SurfaceHit, done: boolean) => void
}

/** The markers of a view: where they are drawn, and the ways to move one of them. */
export class MarkerControl {
  readonly overlay = new MarkerOverlay()
  readonly links = new LinkOverlay()
  readonly lines = new LineOverlay()
  readonly loupe: Loupe
  readonly snap: SnapAid
  /** Millimetres in one unit of the view, where somebody knows. */
  mmPerViewUnit: number | null = null
  private readonly surroundings: MarkerSurroundings
  private readonly dragging: MarkerDrag
  private readonly nudging: MarkerNudge

  constructor(surroundings: MarkerSurroundings) {
    this.surroundings = surroundings
    const onMove = (name: string, hit: SurfaceHit, done: boolean): void => {
      this.arrange()
      this.followMarker(name)
      surroundings.onMove(name, hit, done)
    }
    const { camera, picker } = surroundings
    this.dragging = new MarkerDrag(this.overlay, {
      pick: (xPx, yPx, layerId) => {
        const { origin, direction } = camera.rayAt(xPx, yPx)
        const picked = picker.pick(origin, direction, { layerId })
        return picked && this.snap.snapped(picked)
      },
      onMove,
    })
    this.nudging = new MarkerNudge({ layerOf: surroundings.layerOf, onMove })
    this.snap = new SnapAid({
      layerOf: surroundings.layerOf,
      unitsPerMm: () => this.unitsPerMm(),
      pixelOf: (pointInView) => camera.pixelOf(pointInView),
    })
    this.loupe = new Loupe(surroundings.painter, () => this.overlay.inSight())
  }

  setMarkers(markers: readonly ViewMarker[]): void {
    const wasHeld = this.dragging.forgetReleased()
    this.overlay.setMarkers(markers)
    this.overlay.arrange(wasHeld ? 'all' : 'moved', (marker) => this.placeOf(marker))
    this.arrangeLinks()
  }

  setLinks(links: readonly ViewLink[]): void {
    this.links.setLinks(links)
    this.arrangeLinks()
  }

  setLines(lines: readonly ViewLine[]): void {
    this.lines.setLines(lines)
    this.arrangeLines()
  }

  isSelected(name: string): boolean {
    return this.overlay.current.some((marker) => marker.name === name && marker.selected)
  }

  /** Whether there is a marker that keys can move. */
  canNudge(): boolean {
    return this.selected() !== undefined
  }

  /** Moves the selected marker by a step along its surface; the direction is one of the screen (x right, y up). */
  nudge(direction: readonly [number, number], size: keyof typeof nudgeMm): void {
    const marker = this.selected()
    if (!marker) return
    const { camera } = this.surroundings
    const onScreen = new Vector3(direction[0], direction[1], 0).applyQuaternion(camera.camera.quaternion)
    this.nudging.move(marker, onScreen, nudgeMm[size] * this.unitsPerMm())
  }

  endNudge(): void {
    this.nudging.finish()
  }

  startDrag(name: string, xPx: number, yPx: number): void {
    this.nudging.finish()
    this.dragging.start(name, xPx, yPx)
  }

  drag(xPx: number, yPx: number): void {
    this.dragging.move(xPx, yPx)
  }

  endDrag(outcome: 'keep' | 'restore'): void {
    this.dragging.end(outcome)
    this.loupe.follow(null)
    this.arrange()
  }

  arrange(): void {
    this.overlay.arrange('all', (marker) => this.placeOf(marker))
    this.arrangeLinks()
    this.arrangeLines()
  }

  private arrangeLinks(): void {
    this.links.arrange((name) => this.overlay.placeOf(name))
  }

  private arrangeLines(): void {
    this.lines.arrange((layerId, position) => this.placeAt(layerId, position))
  }

  private unitsPerMm(): number {
    return 1 / (this.mmPerViewUnit ?? headRadiusMm / this.surroundings.camera.sceneRadius)
  }

  private selected(): ViewMarker | undefined {
    return this.overlay.current.find(({ selected, state }) => selected && isHeld(state))
  }

  private followMarker(name: string): void {
    const place = this.overlay.placeOf(name)
    if (place && !place.hidden) this.loupe.follow(place)
  }

  private placeOf(marker: ViewMarker): MarkerPlace | null {
    const position = this.nudging.positionOf(marker) ?? this.dragging.positionOf(marker)
    return this.placeAt(marker.layerId, position, marker.radiusInLayer)
  }

  private placeAt(layerId: string, position: Vec3, radiusInLayer = 0): MarkerPlace | null {
    const { camera, picker, layerOf } = this.surroundings
    const layer = layerOf(layerId)
    if (!layer?.current.visible) return null
    const pointInView = new Vector3(...position).applyMatrix4(layer.group.matrix)
    const pixel = camera.pixelOf(pointInView)
    if (!pixel) return null
    const before = { slack: camera.sceneRadius * hiddenShare, across: camera.acrossOf(pixel.xPx) }
    const scale = layer.group.matrix.getMaxScaleOnAxis()
    const ringPx = (radiusInLayer * scale) / camera.unitsPerPixel(camera.depthOf(pointInView))
    return { ...pixel, ringPx, hidden: picker.isHidden(pointInView, camera.camera.position, before) }
  }
}
