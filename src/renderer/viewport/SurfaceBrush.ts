import type { SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import type { MeshLayer } from './MeshLayer.ts'
import type { OrbitCamera } from './OrbitCamera.ts'
import type { StrokeTarget } from './PointerControl.ts'
import type { PickedPoint, SurfacePicker } from './SurfacePicker.ts'
import type { ViewBrush } from './types.ts'

interface BrushSurroundings {
  readonly camera: OrbitCamera
  readonly picker: SurfacePicker
  readonly layerOf: (id: string) => MeshLayer | undefined
  readonly onStroke: (layerId: string, stroke: SurfaceStroke) => void
}

/** A new point of a stroke is taken after this part of the radius: closer ones change nothing. */
const pointEvery = 0.25

/** A brush that draws on the surface under the pointer: its ring, and the stroke on its way. */
export class SurfaceBrush implements StrokeTarget {
  readonly element = document.createElement('div')
  private readonly surroundings: BrushSurroundings
  private brush: ViewBrush | null = null
  private stroke: { readonly layer: MeshLayer; readonly radius: number; readonly points: number[] } | null = null

  constructor(surroundings: BrushSurroundings) {
    this.surroundings = surroundings
    this.element.className = 'cameo-view__brush'
    this.element.hidden = true
  }

  setBrush(brush: ViewBrush | null): void {
    this.brush = brush
    if (!brush) this.element.hidden = true
  }

  /** False beside all surfaces, and where there is no brush: then the press is for the view. */
  startStroke(xPx: number, yPx: number): boolean {
    const picked = this.pick(xPx, yPx)
    const layer = picked && this.surroundings.layerOf(picked.hit.layerId)
    if (!picked || !layer || !this.brush) return false
    const radius = this.brush.radiusInView / layer.group.matrix.getMaxScaleOnAxis()
    this.stroke = { layer, radius, points: [...picked.hit.positionInLayer] }
    this.show()
    return true
  }

  moveStroke(xPx: number, yPx: number): void {
    const { stroke } = this
    if (!stroke) return
    this.follow({ xPx, yPx })
    const picked = this.pick(xPx, yPx, stroke.layer.current.id)
    if (!picked) return
    const { points, radius } = stroke
    const next = picked.hit.positionInLayer
    if (Math.hypot(...next.map((value, axis) => value - points[points.length - 3 + axis])) < pointEvery * radius) return
    points.push(...next)
    this.show()
  }

  endStroke(outcome: 'keep' | 'restore'): void {
    const { stroke, brush } = this
    this.stroke = null
    if (!stroke || !brush) return
    if (outcome === 'restore') stroke.layer.previewStroke(null)
    else {
      const { layer, radius, points } = stroke
      this.surroundings.onStroke(layer.current.id, { value: brush.value, radius, points })
      layer.keepPreview()
    }
  }

  /** The ring under the pointer, as large as the brush is there. */
  follow(at: { readonly xPx: number; readonly yPx: number } | null): void {
    const picked = at && this.pick(at.xPx, at.yPx)
    this.element.hidden = !picked
    if (!picked || !this.brush || !at) return
    const { camera } = this.surroundings
    const radiusPx = this.brush.radiusInView / camera.unitsPerPixel(camera.depthOf(picked.pointInView))
    this.element.style.width = `${2 * radiusPx}px`
    this.element.style.height = `${2 * radiusPx}px`
    this.element.style.transform = `translate(${at.xPx - radiusPx}px, ${at.yPx - radiusPx}px)`
  }

  private show(): void {
    const { stroke, brush } = this
    if (stroke && brush)
      stroke.layer.previewStroke({ value: brush.value, radius: stroke.radius, points: stroke.points })
  }

  private pick(xPx: number, yPx: number, layerId?: string): PickedPoint | null {
    if (!this.brush) return null
    const { camera, picker } = this.surroundings
    const { origin, direction } = camera.rayAt(xPx, yPx)
    return picker.pick(origin, direction, layerId === undefined ? { across: camera.acrossOf(xPx) } : { layerId })
  }
}
