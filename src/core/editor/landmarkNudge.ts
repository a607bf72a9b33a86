import type { SurfaceHit } from '../model/queries.ts'
import type { Vec3 } from '../model/transform.ts'

/** How far one press of an arrow key moves a point along the surface, in millimetres. */
export const nudgeMm = { fine: 0.1, coarse: 1 } as const

/** A surface seen so flat that less than this share of a step lies in it gives no direction to go. */
const leastShare = 0.12

/**
 * A point moved along a surface by `step`, towards `direction` as far as the surface allows: the direction is laid onto
 * the surface by a closest point, then the step is gone in what is left of it. Null where the surface stands across the
 * direction, so that nothing of it lies in the surface, or where there is no surface.
 *
 * @param o.from the point, `o.direction` a unit vector, `o.step` a length; all in the surface's own frame and unit.
 * @param o.closest the closest point of the surface.
 */
export const nudgeAlongSurface = (o: {
  readonly from: Vec3
  readonly direction: Vec3
  readonly step: number
  readonly closest: (point: Vec3) => SurfaceHit | null
}): SurfaceHit | null => {
  const tried = o.closest(moved(o.from, o.direction, o.step))
  if (!tried) return null
  const along: Vec3 = [tried.point[0] - o.from[0], tried.point[1] - o.from[1], tried.point[2] - o.from[2]]
  const gone = Math.hypot(...along)
  if (gone < leastShare * o.step) return null
  const [x, y, z] = along
  return o.closest(moved(o.from, [x / gone, y / gone, z / gone], o.step))
}

const moved = ([x, y, z]: Vec3, [dx, dy, dz]: Vec3, step: number): Vec3 => [x + dx * step, y + dy * step, z + dz * step]
