import { Matrix4, Quaternion, Vector3 } from 'three'
import type { Mat4 } from '#core/model/transform.ts'
import type { OrbitCamera } from './OrbitCamera.ts'
import type { ViewLinkage } from './types.ts'

const channels = new Map<string, Set<CameraLink>>()

const matrixOf = (m: Mat4): Matrix4 => new Matrix4().set(...(m as unknown as Parameters<Matrix4['set']>))

/** Lets the cameras of several views move as one: each view has its own frame, they meet in a linked one. */
export class CameraLink {
  private readonly camera: OrbitCamera
  private readonly onMoved: () => void
  private linkage: ViewLinkage | null = null

  constructor(camera: OrbitCamera, onMoved: () => void) {
    this.camera = camera
    this.onMoved = onMoved
  }

  /** Joins a channel, or leaves it with null. A view that joins takes up the pose of one that is there. */
  set(linkage: ViewLinkage | null): void {
    this.leave()
    this.linkage = linkage
    if (!linkage) return
    const members = channels.get(linkage.channel) ?? new Set()
    channels.set(linkage.channel, members)
    members.add(this)
    for (const other of members) {
      if (other === this) continue
      other.tell()
      break
    }
  }

  leave(): void {
    if (!this.linkage) return
    const { channel } = this.linkage
    channels.get(channel)?.delete(this)
    if (channels.get(channel)?.size === 0) channels.delete(channel)
    this.linkage = null
  }

  /** A person has moved this camera: the others follow. */
  tell(): void {
    const { linkage, camera } = this
    if (!linkage) return
    const linkedFromView = matrixOf(linkage.linkedFromView)
    const position = camera.camera.position.clone().applyMatrix4(linkedFromView)
    const pivot = camera.pivot.clone().applyMatrix4(linkedFromView)
    const orientation = rotationOf(linkedFromView).multiply(camera.camera.quaternion)
    for (const other of channels.get(linkage.channel) ?? []) {
      if (other !== this) other.follow(position, orientation, pivot)
    }
  }

  private follow(position: Vector3, orientation: Quaternion, pivot: Vector3): void {
    if (!this.linkage) return
    const viewFromLinked = matrixOf(this.linkage.linkedFromView).invert()
    this.camera.setPose(
      position.clone().applyMatrix4(viewFromLinked),
      rotationOf(viewFromLinked).multiply(orientation),
      pivot.clone().applyMatrix4(viewFromLinked),
    )
    this.onMoved()
  }
}

const rotationOf = (similarity: Matrix4): Quaternion => {
  const rotation = new Quaternion()
  similarity.decompose(new Vector3(), rotation, new Vector3())
  return rotation
}
