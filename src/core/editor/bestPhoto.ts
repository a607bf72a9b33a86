import { cameraParts } from '../geometry/camera.ts'
import { projectPoint } from '../geometry/lens.ts'
import type { Projection } from '../model/camera.ts'
import { CameoError } from '../model/errors.ts'
import type { Mat4, Vec3 } from '../model/transform.ts'

export interface SeeingPhoto extends Projection {
  readonly widthPx: number
  readonly heightPx: number
}

/** What faces away by more than this is behind the head. */
const leastCosine = 0.1

/**
 * The photo that sees a point best, by its index: of those whose frame holds it and that look at it from the side it
 * faces, the one that looks most squarely; without `facing`, the one that has it closest to its middle. Null where none
 * sees it.
 *
 * @param o.point in the frame of the cameras.
 * @param o.facing where the surface at the point looks, any length; null where nobody knows.
 */
export const bestPhoto = (
  photos: readonly SeeingPhoto[],
  o: { readonly point: Vec3; readonly facing: Vec3 | null },
): number | null => {
  let best: { index: number; score: number } | null = null
  photos.forEach((photo, index) => {
    const score = scoreOf(photo, o)
    if (score !== null && (best === null || score > best.score)) best = { index, score }
  })
  return (best as { index: number; score: number } | null)?.index ?? null
}

const scoreOf = (
  { worldMat, distortion, widthPx, heightPx }: SeeingPhoto,
  { point, facing }: { readonly point: Vec3; readonly facing: Vec3 | null },
): number | null => {
  const { xPx, yPx, depth } = projectPoint({ worldMat, distortion }, point)
  if (depth <= 0 || xPx < 0 || yPx < 0 || xPx > widthPx - 1 || yPx > heightPx - 1) return null
  const fromMiddle = Math.hypot(xPx / widthPx - 0.5, yPx / heightPx - 0.5)
  if (!facing) return -fromMiddle
  const center = centerOf(worldMat)
  if (!center) return null
  const towards = center.map((value, axis) => value - point[axis])
  const along = towards.reduce((sum, value, axis) => sum + value * facing[axis], 0)
  const cosine = along / (Math.hypot(...towards) * Math.hypot(...facing))
  return cosine > leastCosine ? cosine - 0.1 * fromMiddle : null
}

const centerOf = (worldMat: Mat4): Vec3 | null => {
  try {
    const { center } = cameraParts({ worldMat })
    return [center[0], center[1], center[2]]
  } catch (error) {
    if (error instanceof CameoError) return null
    throw error
  }
}
