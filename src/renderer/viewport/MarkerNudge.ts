import { Matrix4, type Vector3 } from 'three'
import { nudgeAlongSurface } from '#core/editor/landmarkNudge.ts'
import type { Vec3 } from '#core/model/transform.ts'
import type { MeshLayer } from './MeshLayer.ts'
import type { SurfaceHit, ViewMarker } from './types.ts'

/** Keys that follow each other within this time make one burst, and one burst one change. */
const burstMs = 600

interface NudgeSurroundings {
  readonly layerOf: (id: string) => MeshLayer | undefined
  readonly onMove: (name: string, hit: SurfaceHit, done: boolean) => void
}

/** A marker that is moved by keys: shown at once, told as one change when the burst is over. */
export class MarkerNudge {
  private readonly surroundings: NudgeSurroundings
  private burst: { readonly name: string; hit: SurfaceHit } | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(surroundings: NudgeSurroundings) {
    this.surroundings = surroundings
  }

  /** Moves the marker `step` (a length of the view) towards a unit vector of the view, as far as its surface allows. */
  move(marker: ViewMarker, directionInView: Vector3, step: number): void {
    if (this.burst && this.burst.name !== marker.name) this.finish()
    const layer = this.surroundings.layerOf(marker.layerId)
    const tree = layer?.tree
    if (!layer || !tree) return
    const layerFromView = new Matrix4().copy(layer.group.matrix).invert()
    const scale = layerFromView.getMaxScaleOnAxis()
    const { x, y, z } = directionInView.clone().transformDirection(layerFromView)
    const found = nudgeAlongSurface({
      from: this.burst?.hit.positionInLayer ?? marker.positionInLayer,
      direction: [x, y, z],
      step: step * scale,
      closest: (point) => tree.closestPoint(...point),
    })
    if (!found) return
    const { triangle, barycentrics, point } = found
    const hit = { layerId: marker.layerId, surface: { triangle, barycentrics }, positionInLayer: point }
    this.burst = { name: marker.name, hit }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.finish(), burstMs)
    this.surroundings.onMove(marker.name, hit, false)
  }

  /** The burst is over: anything but another arrow key has come, or time has passed. */
  finish(): void {
    clearTimeout(this.timer)
    const { burst } = this
    this.burst = null
    if (burst) this.surroundings.onMove(burst.name, burst.hit, true)
  }

  /** Where the marker is while it is on its way; null otherwise. */
  positionOf(marker: ViewMarker): Vec3 | null {
    return this.burst?.name === marker.name ? this.burst.hit.positionInLayer : null
  }
}
