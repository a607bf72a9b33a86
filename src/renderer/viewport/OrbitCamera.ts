import { Box3, Matrix4, PerspectiveCamera, Quaternion, Sphere, Vector3 } from 'three'

/** Vertical field of view: long enough that a face is not distorted, short enough that depth can be felt. */
const fieldOfViewDeg = 30
/** How much of the view a fitted box fills. */
const fitFill = 0.88
/** A drag across the height of the view turns by this angle. */
const turnPerHeightRad = Math.PI * 1.1
/** Zoom stops at these shares of the scene's radius. */
const nearestShare = 2e-3
const farthestShare = 60

/**
 * A perspective camera on a turntable: it turns about a pivot, rolls never, and has no inertia. Turning, panning and
 * zooming keep what was grabbed under the pointer. Lengths are in units of the view's frame, pixels are CSS pixels.
 */
export class OrbitCamera {
  readonly camera = new PerspectiveCamera(fieldOfViewDeg, 1, 0.1, 1000)
  readonly pivot = new Vector3()
  private readonly up = new Vector3(0, 1, 0)
  private readonly scene = new Sphere(new Vector3(), 1)
  private widthPx = 1
  private heightPx = 1

  /** Under a pixel, as far away as the pivot. */
  pointAtPivotDepth(xPx: number, yPx: number): Vector3 {
    const { origin, direction } = this.rayAt(xPx, yPx)
    const depth = Math.max(this.depthOf(this.pivot), this.sceneRadius * 0.01)
    return origin.addScaledVector(direction, depth / this.depthOf(origin.clone().add(direction)))
  }

  /** 0..1 of the view's width. */
  acrossOf(xPx: number): number {
    return xPx / this.widthPx
  }

  setSize(widthPx: number, heightPx: number): void {
    this.widthPx = Math.max(1, widthPx)
    this.heightPx = Math.max(1, heightPx)
    this.camera.aspect = this.widthPx / this.heightPx
    this.update()
  }

  /** The axis of the turntable. The camera itself does not move; `lookFrom` puts it upright. */
  setUp(up: Vector3): void {
    this.up.copy(up).normalize()
  }

  /** What there is to see: bounds zoom and clipping. */
  setSceneBox(box: Box3): void {
    if (box.isEmpty()) return
    box.getBoundingSphere(this.scene)
    this.scene.radius = Math.max(this.scene.radius, 1e-9)
    this.update()
  }

  get sceneRadius(): number {
    return this.scene.radius
  }

  /** Stands at `from` (a direction out of the scene) and takes in all of the points. */
  lookFrom(from: Vector3, screenUp: Vector3, points: Float32Array): void {
    this.camera.quaternion.setFromRotationMatrix(new Matrix4().lookAt(from, new Vector3(), screenUp))
    this.fit(points)
  }

  /**
   * Takes in all of the points (`[k*3]`), as near as they allow, without turning; the pivot goes to the middle of
   * their box. A point (x, y, z) before a camera at (cx, ·, d), all in the camera's axes, is inside to the left and
   * right where |x - cx| ≤ (d - z)·tan: the two outermost points give cx and d. Up and down likewise.
   */
  fit(points: Float32Array): void {
    if (points.length === 0) return
    const { camera, pivot } = this
    new Box3().setFromArray(points).getCenter(pivot)
    const tanUp = Math.tan((camera.fov * Math.PI) / 360) * fitFill
    const tanSide = tanUp * camera.aspect
    const toCamera = camera.quaternion.clone().invert()
    const edges = { right: -Infinity, left: -Infinity, top: -Infinity, bottom: -Infinity, near: -Infinity }
    const point = new Vector3()
    for (let i = 0; i < points.length; i += 3) {
      const { x, y, z } = point.fromArray(points, i).sub(pivot).applyQuaternion(toCamera)
      edges.right = Math.max(edges.right, z * tanSide + x)
      edges.left = Math.max(edges.left, z * tanSide - x)
      edges.top = Math.max(edges.top, z * tanUp + y)
      edges.bottom = Math.max(edges.bottom, z * tanUp - y)
      edges.near = Math.max(edges.near, z)
    }
    const distance = Math.max(
      (edges.right + edges.left) / (2 * tanSide),
      (edges.top + edges.bottom) / (2 * tanUp),
      edges.near + this.scene.radius * nearestShare,
    )
    camera.position.set((edges.right - edges.left) / 2, (edges.top - edges.bottom) / 2, distance)
    camera.position.applyQuaternion(camera.quaternion).add(pivot)
    this.update()
  }

  /** Turns by a drag of so many pixels, rigidly about the pivot, which keeps its place on the screen. */
  orbit(dxPx: number, dyPx: number): void {
    const { camera, pivot, up } = this
    const right = new Vector3(1, 0, 0).applyQuaternion(camera.quaternion)
    const back = new Vector3(0, 0, 1).applyQuaternion(camera.quaternion)
    const perPixel = turnPerHeightRad / Math.max(300, Math.min(this.widthPx, this.heightPx))
    const polar = back.angleTo(up)
    const tilted = Math.min(Math.PI, Math.max(0, polar - dyPx * perPixel))
    const turn = new Quaternion()
      .setFromAxisAngle(up, -dxPx * perPixel)
      .multiply(new Quaternion().setFromAxisAngle(right, tilted - polar))
    camera.position.sub(pivot).applyQuaternion(turn).add(pivot)
    camera.quaternion.premultiply(turn).normalize()
    this.level()
    this.update()
  }

  /** Moves sideways so that what lies `depth` in front of the camera follows the pointer exactly. */
  pan(dxPx: number, dyPx: number, depth: number): void {
    const perPixel = this.unitsPerPixel(depth)
    const shift = new Vector3(-dxPx * perPixel, dyPx * perPixel, 0).applyQuaternion(this.camera.quaternion)
    this.camera.position.add(shift)
    this.update()
  }

  /** Comes nearer (factor < 1) or goes away; `target` keeps its place on the screen. */
  zoomAt(target: Vector3, factor: number): void {
    const { camera, scene } = this
    const offset = camera.position.clone().sub(target)
    const distance = offset.length()
    const wanted = Math.min(scene.radius * farthestShare, Math.max(scene.radius * nearestShare, distance * factor))
    if (distance === 0 || (factor < 1 && wanted >= distance) || (factor > 1 && wanted <= distance)) return
    camera.position.copy(target).addScaledVector(offset, wanted / distance)
    this.update()
  }

  /** Stands as another camera does. */
  setPose(position: Vector3, orientation: Quaternion, pivot: Vector3): void {
    this.camera.position.copy(position)
    this.camera.quaternion.copy(orientation).normalize()
    this.pivot.copy(pivot)
    this.update()
  }

  setPivot(point: Vector3): void {
    this.pivot.copy(point)
  }

  /** Distance in front of the camera, along its axis. */
  depthOf(point: Vector3): number {
    const forward = new Vector3(0, 0, -1).applyQuaternion(this.camera.quaternion)
    return point.clone().sub(this.camera.position).dot(forward)
  }

  unitsPerPixel(depth: number): number {
    return (2 * Math.max(depth, 0) * Math.tan((this.camera.fov * Math.PI) / 360)) / this.heightPx
  }

  /** Origin and unit direction of the ray through a pixel (from the view's upper left corner). */
  rayAt(xPx: number, yPx: number): { origin: Vector3; direction: Vector3 } {
    const ndcX = (xPx / this.widthPx) * 2 - 1
    const ndcY = 1 - (yPx / this.heightPx) * 2
    const tan = Math.tan((this.camera.fov * Math.PI) / 360)
    const direction = new Vector3(ndcX * tan * this.camera.aspect, ndcY * tan, -1)
    direction.applyQuaternion(this.camera.quaternion).normalize()
    return { origin: this.camera.position.clone(), direction }
  }

  /** Pixel of a point; null behind the camera. */
  pixelOf(point: Vector3): { xPx: number; yPx: number } | null {
    if (this.depthOf(point) <= 0) return null
    const ndc = point.clone().project(this.camera)
    return { xPx: ((ndc.x + 1) / 2) * this.widthPx, yPx: ((1 - ndc.y) / 2) * this.heightPx }
  }

  /** Takes out the roll that rounding leaves behind. */
  private level(): void {
    const { camera, up } = this
    const back = new Vector3(0, 0, 1).applyQuaternion(camera.quaternion)
    const right = new Vector3(1, 0, 0).applyQuaternion(camera.quaternion)
    right.addScaledVector(up, -right.dot(up)).addScaledVector(back, -right.dot(back)).normalize()
    const screenUp = new Vector3().crossVectors(back, right)
    camera.quaternion.setFromRotationMatrix(new Matrix4().makeBasis(right, screenUp, back))
  }

  /** Fits the clipping planes to the scene and recomputes the matrices. */
  private update(): void {
    const { camera, scene } = this
    const distance = camera.position.distanceTo(scene.center)
    camera.near = Math.max(distance - scene.radius * 1.01, scene.radius * nearestShare * 0.25)
    camera.far = Math.max(distance + scene.radius * 1.01, camera.near * 2)
    camera.updateProjectionMatrix()
    camera.updateMatrixWorld(true)
  }
}
