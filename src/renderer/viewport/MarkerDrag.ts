import type { Vec3 } from '#core/model/transform.ts'
import type { MarkerOverlay } from './MarkerOverlay.ts'
import type { PickedPoint } from './SurfacePicker.ts'
import type { SurfaceHit, ViewMarker } from './types.ts'

interface DragSurroundings {
  readonly pick: (xPx: number, yPx: number, layerId: string) => PickedPoint | null
  readonly onMove: (name: string, hit: SurfaceHit, done: boolean) => void
}

/** A marker on its way along its layer's surface. */
export class MarkerDrag {
  private readonly overlay: MarkerOverlay
  private readonly surroundings: DragSurroundings
  private dragged: {
    readonly marker: ViewMarker
    /** From the pointer to the marker's middle, so that the grab itself moves nothing. */
    readonly dxPx: number
    readonly dyPx: number
    readonly origin: SurfaceHit | null
    hit: SurfaceHit | null
  } | null = null
  /** A marker that was let go stays where it is until its owner tells of markers again. */
  private released: { readonly name: string; readonly positionInLayer: Vec3 } | null = null

  constructor(overlay: MarkerOverlay, surroundings: DragSurroundings) {
    this.overlay = overlay
    this.surroundings = surroundings
  }

  start(name: string, xPx: number, yPx: number): void {
    const marker = this.overlay.current.find((candidate) => candidate.name === name)
    const place = this.overlay.placeOf(name)
    if (!marker || !place) return
    const under = this.surroundings.pick(place.xPx, place.yPx, marker.layerId)
    const origin = under && { ...under.hit, positionInLayer: marker.positionInLayer }
    this.dragged = { marker, dxPx: place.xPx - xPx, dyPx: place.yPx - yPx, origin, hit: null }
  }

  /** Beside the surface the marker stays where it was last. */
  move(xPx: number, yPx: number): void {
    const { dragged } = this
    if (!dragged) return
    const picked = this.surroundings.pick(xPx + dragged.dxPx, yPx + dragged.dyPx, dragged.marker.layerId)
    if (!picked) return
    dragged.hit = picked.hit
    this.surroundings.onMove(dragged.marker.name, picked.hit, false)
  }

  /** `restore` tells the first place once more, not done, for owners that follow the drag. */
  end(outcome: 'keep' | 'restore'): void {
    const { dragged } = this
    this.dragged = null
    if (!dragged?.hit) return
    const { marker, hit, origin } = dragged
    if (outcome === 'keep') {
      this.released = { name: marker.name, positionInLayer: hit.positionInLayer }
      this.surroundings.onMove(marker.name, hit, true)
    } else if (origin) this.surroundings.onMove(marker.name, origin, false)
  }

  /** The owner's markers are up to date. Answers whether one was held where it was let go. */
  forgetReleased(): boolean {
    const wasHeld = this.released !== null
    this.released = null
    return wasHeld
  }

  /** Where a marker is drawn: at its place, or where it is being dragged. */
  positionOf(marker: ViewMarker): Vec3 {
    const { dragged, released } = this
    if (dragged?.hit && dragged.marker.name === marker.name) return dragged.hit.positionInLayer
    return released?.name === marker.name ? released.positionInLayer : marker.positionInLayer
  }
}
