import { Vector3 } from 'three'
import { snapPlace } from '#core/geometry/snapPlace.ts'
import type { MeshLayer } from './MeshLayer.ts'
import type { PickedPoint } from './SurfacePicker.ts'
import type { ViewSnap } from './types.ts'

interface SnapSurroundings {
  readonly layerOf: (id: string) => MeshLayer | undefined
  /** Units of the view in one millimetre. */
  readonly unitsPerMm: () => number
  readonly pixelOf: (pointInView: Vector3) => { readonly xPx: number; readonly yPx: number } | null
}

/** Draws picked places to what stands out near them, and shows where before they are taken. */
export class SnapAid {
  readonly element = document.createElement('div')
  private readonly surroundings: SnapSurroundings
  private snap: ViewSnap | null = null

  constructor(surroundings: SnapSurroundings) {
    this.surroundings = surroundings
    this.element.className = 'cameo-view__snap'
    this.element.setAttribute('aria-hidden', 'true')
    this.element.hidden = true
  }

  setSnap(snap: ViewSnap | null): void {
    this.snap = snap
    this.element.hidden = true
  }

  /** The same hit where nothing stands out within the radius. */
  snapped(picked: PickedPoint): PickedPoint {
    const layer = this.snap && this.surroundings.layerOf(picked.hit.layerId)
    if (!this.snap || !layer?.snapSurface || !layer.tree) return picked
    const radius = (this.snap.radiusMm * this.surroundings.unitsPerMm()) / layer.group.matrix.getMaxScaleOnAxis()
    const place = snapPlace(layer.snapSurface, picked.hit.positionInLayer, { radius, kind: this.snap.kind })
    const found = place && layer.tree.closestPoint(...place)
    if (!found) return picked
    const { triangle, barycentrics, point } = found
    const pointInView = new Vector3(...point).applyMatrix4(layer.group.matrix)
    const hit = { layerId: picked.hit.layerId, surface: { triangle, barycentrics }, positionInLayer: point }
    return { ...picked, hit, pointInView }
  }

  /** Shows where a click would place the point; null hides it. */
  preview(picked: PickedPoint | null): void {
    const place = this.snap && picked && this.snapped(picked)
    const pixel = place && place !== picked ? this.surroundings.pixelOf(place.pointInView) : null
    this.element.hidden = pixel === null
    if (pixel) this.element.style.transform = `translate(${pixel.xPx.toFixed(1)}px, ${pixel.yPx.toFixed(1)}px)`
  }
}
