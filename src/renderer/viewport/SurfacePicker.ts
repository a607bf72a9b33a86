import { Matrix4, Vector3 } from 'three'
import type { Vec3 } from '#core/model/transform.ts'
import type { MeshLayer } from './MeshLayer.ts'
import type { SurfaceHit } from './types.ts'

/** A hit with its place in the view's frame. */
export interface PickedPoint {
  readonly hit: SurfaceHit
  readonly pointInView: Vector3
  /** From the ray's origin, in units of the view. */
  readonly distance: number
}

const toVec3 = (v: Vector3): Vec3 => [v.x, v.y, v.z]

/** Casts rays at the full resolution of the visible layers. */
export class SurfacePicker {
  private layers: readonly MeshLayer[] = []

  setLayers(layers: readonly MeshLayer[]): void {
    this.layers = layers
  }

  /**
   * The nearest surface along a ray of the view, or null. `layerId` looks at that layer alone; `across` (0..1 of the
   * view's width) says on which side of a cut the ray is.
   */
  pick(
    originInView: Vector3,
    directionInView: Vector3,
    { layerId, across }: { readonly layerId?: string; readonly across?: number } = {},
  ): PickedPoint | null {
    let best: PickedPoint | null = null
    for (const layer of this.layers) {
      const { visible, opacity, id } = layer.current
      if (!layer.tree || !visible || opacity <= 0 || (layerId !== undefined && layerId !== id)) continue
      if (across !== undefined && isCutAway(layer, across)) continue
      const picked = pickLayer(layer, originInView, directionInView)
      if (picked && (!best || picked.distance < best.distance)) best = picked
    }
    return best
  }

  /** Whether a surface that can hardly be seen through lies before the point, nearer by more than `slack`. */
  isHidden(pointInView: Vector3, eyeInView: Vector3, o: { readonly slack: number; readonly across: number }): boolean {
    const direction = pointInView.clone().sub(eyeInView)
    const distance = direction.length()
    direction.divideScalar(distance || 1)
    return this.layers.some((layer) => {
      if (!layer.tree || !layer.current.visible || layer.current.opacity < 0.75 || isCutAway(layer, o.across))
        return false
      const picked = pickLayer(layer, eyeInView, direction)
      return picked !== null && picked.distance < distance - o.slack
    })
  }
}

const isCutAway = ({ current: { cut } }: MeshLayer, across: number): boolean =>
  cut ? (cut.keep === 'left' ? across > cut.atFraction : across < cut.atFraction) : false

const pickLayer = (layer: MeshLayer, originInView: Vector3, directionInView: Vector3): PickedPoint | null => {
  const layerFromView = new Matrix4().copy(layer.group.matrix).invert()
  const origin = originInView.clone().applyMatrix4(layerFromView)
  const ahead = originInView.clone().add(directionInView).applyMatrix4(layerFromView)
  const found = layer.tree?.raycast(toVec3(origin), toVec3(ahead.sub(origin)))
  if (!found) return null
  const pointInView = new Vector3(...found.point).applyMatrix4(layer.group.matrix)
  return {
    hit: {
      layerId: layer.current.id,
      surface: { triangle: found.triangle, barycentrics: found.barycentrics },
      positionInLayer: found.point,
    },
    pointInView,
    distance: pointInView.distanceTo(originInView),
  }
}
