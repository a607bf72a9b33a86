import { planeThrough } from '../masks/propose/cutPlane.ts'
import type { Vec3 } from '../model/transform.ts'

/** A line about the neck or the torso, as people draw it; see the contract's `maskCuts`. */
export interface DrawnCut {
  readonly scanId: string
  readonly points: Vec3[]
  readonly keep: Vec3
}

const middleOf = (points: readonly Vec3[]): Vec3 => {
  const sum = points.reduce((all, point) => added(all, point, 1), [0, 0, 0] as Vec3)
  return scaled(sum, 1 / points.length)
}
const added = (a: Vec3, b: Vec3, factor: number): Vec3 => [
  a[0] + factor * b[0],
  a[1] + factor * b[1],
  a[2] + factor * b[2],
]
const scaled = (a: Vec3, factor: number): Vec3 => added([0, 0, 0], a, factor)

/** The same line through other points: what is kept stays on its side of them. */
const through = (cut: DrawnCut, points: Vec3[]): DrawnCut => ({
  ...cut,
  points,
  keep: added(added(cut.keep, middleOf(cut.points), -1), middleOf(points), 1),
})

/**
 * Another point at the end of the line, or the first of a new one where it lies on another scan.
 * @param up in the scan's frame: what lies there is kept.
 */
export const withPoint = (
  cut: DrawnCut | null,
  { scanId, point, up }: { readonly scanId: string; readonly point: Vec3; readonly up: Vec3 },
): DrawnCut =>
  cut && cut.scanId === scanId
    ? through(cut, [...cut.points, point])
    : { scanId, points: [point], keep: added(point, up, 1) }

export const withPointMoved = (cut: DrawnCut, index: number, point: Vec3): DrawnCut =>
  through(
    cut,
    cut.points.map((each, i) => (i === index ? point : each)),
  )

/** The other side is kept. */
export const turnedOver = (cut: DrawnCut): DrawnCut => ({
  ...cut,
  keep: added(scaled(middleOf(cut.points), 2), cut.keep, -1),
})

/** Whether it cuts anything, is still to be drawn, or tells no plane. */
export const cutStateOf = (cut: DrawnCut | null): 'none' | 'begun' | 'plane' | 'on-a-line' => {
  if (!cut) return 'none'
  if (cut.points.length < 3) return 'begun'
  return planeThrough(cut.points, cut.keep) ? 'plane' : 'on-a-line'
}
