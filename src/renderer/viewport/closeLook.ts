import { Vector3 } from 'three'
import type { OrbitCamera } from './OrbitCamera.ts'

/** A face fills the view: radius of what is shown, and of the ring whose plane is looked at, mm. */
const shownRadiusMm = 75
const ringRadiusMm = 28
const ringPoints = 24
const fewestPoints = 8
/** Where the unit of a view is not known, its scene is taken for a head. */
const headRadiusMm = 150

type PickSurface = (xPx: number, yPx: number) => { readonly pointInView: Vector3 } | null

/**
 * Looks straight at the surface around a pixel, from so near that a face fills the view. Straight is along the normal
 * of a ring of points around it (Newell's method), so that a nose or a lip does not turn the view aside. The camera
 * stays where it is, and the answer is false, where there is no surface.
 */
export const lookStraightAt = (
  camera: OrbitCamera,
  pick: PickSurface,
  { xPx, yPx, up, mmPerViewUnit }: { xPx: number; yPx: number; up: Vector3; mmPerViewUnit: number | null },
): boolean => {
  const middle = pick(xPx, yPx)?.pointInView
  if (!middle) return false
  // Seen aside, the ring is a skewed one: once more, from where the first look stands.
  standBefore(camera, pick, middle, { xPx, yPx, up, mmPerViewUnit })
  standBefore(camera, pick, middle, { xPx, yPx, ...camera.pixelOf(middle), up, mmPerViewUnit })
  return true
}

/** Straight before a point of the surface, which a pixel shows. */
const standBefore = (
  camera: OrbitCamera,
  pick: PickSurface,
  middle: Vector3,
  { xPx, yPx, up, mmPerViewUnit }: { xPx: number; yPx: number; up: Vector3; mmPerViewUnit: number | null },
): void => {
  const perMm = 1 / (mmPerViewUnit ?? headRadiusMm / camera.sceneRadius)
  const ringPx = (ringRadiusMm * perMm) / camera.unitsPerPixel(camera.depthOf(middle))
  const ring = Array.from({ length: ringPoints }, (_, k) => (2 * Math.PI * k) / ringPoints).flatMap(
    (angle) => pick(xPx + ringPx * Math.cos(angle), yPx - ringPx * Math.sin(angle))?.pointInView ?? [],
  )
  const towardsCamera = camera.camera.position.clone().sub(middle).normalize()
  const from = ring.length < fewestPoints ? towardsCamera : normalOf(ring)
  if (from.dot(towardsCamera) < 0) from.negate()
  // Straight from above there is no up: there the view keeps its own.
  const screenUp = Math.abs(from.dot(up)) < 0.95 ? up : new Vector3(0, 1, 0).applyQuaternion(camera.camera.quaternion)
  const corners = [0, 1, 2, 3, 4, 5].flatMap((side) => {
    const axis = new Vector3().setComponent(side % 3, (side < 3 ? 1 : -1) * shownRadiusMm * perMm)
    return axis.add(middle).toArray()
  })
  camera.lookFrom(from, screenUp, new Float32Array(corners))
}

/** Of a ring of points, each after its neighbour; a unit vector. */
const normalOf = (ring: readonly Vector3[]): Vector3 => {
  const middle = ring.reduce((sum, point) => sum.add(point), new Vector3()).divideScalar(ring.length)
  const spokes = ring.map((point) => point.clone().sub(middle))
  return spokes
    .reduce((sum, spoke, k) => sum.add(spoke.clone().cross(spokes[(k + 1) % spokes.length])), new Vector3())
    .normalize()
}

/** Zoomed in so far that this share of the scene fills the view, turning is about what is in the middle of it. */
const closeShare = 0.55

/**
 * The pivot for a turn that begins: close up the surface in the middle of the view, otherwise the pivot that is. One
 * that a person has chosen is kept while it is in sight.
 */
export const pivotForTurn = (
  camera: OrbitCamera,
  pick: PickSurface,
  { width, height, isChosen }: { width: number; height: number; isChosen: boolean },
): Vector3 => {
  const { pivot } = camera
  const pivotPx = camera.pixelOf(pivot)
  const inSight = pivotPx && pivotPx.xPx >= 0 && pivotPx.yPx >= 0 && pivotPx.xPx <= width && pivotPx.yPx <= height
  const middle = isChosen && inSight ? undefined : pick(width / 2, height / 2)?.pointInView
  if (!middle) return pivot
  const seenRadius = (camera.unitsPerPixel(camera.depthOf(middle)) * Math.min(width, height)) / 2
  return !inSight || seenRadius < camera.sceneRadius * closeShare ? middle : pivot
}
