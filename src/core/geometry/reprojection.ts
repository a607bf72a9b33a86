import type { Camera } from '../model/camera.ts'
import type { PhotoLandmarks } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'
import { projectPoint } from './lens.ts'

export interface ReprojectionView {
  /** Index of the camera. */
  readonly view: number
  readonly rmsPx: number
  readonly points: readonly { readonly name: string; readonly errorPx: number }[]
}

/** Distances in the photos between landmarks as clicked there and those of a scan, projected. */
export interface ReprojectionReport {
  /** Over all points of all views; 0 where there are none. */
  readonly rmsPx: number
  readonly count: number
  readonly views: readonly ReprojectionView[]
  readonly points: readonly { readonly name: string; readonly rmsPx: number; readonly views: number }[]
  /** Landmarks that lie behind a camera in whose photo they were clicked: `view: name`. */
  readonly behind: readonly string[]
}

/**
 * How far the landmarks of a scan, seen by cameras in the scan's frame, lie from where they were clicked in the photos.
 * Only names that both have count; photos without a camera do not.
 */
export const reprojectionReport = (o: {
  readonly cameras: ReadonlyMap<number, Camera>
  readonly points: ReadonlyMap<string, Vec3>
  readonly photos: ReadonlyMap<number, PhotoLandmarks>
}): ReprojectionReport => {
  const behind: string[] = []
  const errorsOfPoint = new Map<string, number[]>()
  const views: ReprojectionView[] = []
  for (const [view, photo] of [...o.photos].sort(([a], [b]) => a - b)) {
    const camera = o.cameras.get(view)
    if (!camera) continue
    const points: { name: string; errorPx: number }[] = []
    for (const [name, [xPx, yPx]] of photo) {
      const point = o.points.get(name)
      if (!point) continue
      const projected = projectPoint(camera, point)
      if (!(projected.depth > 0)) {
        behind.push(`${view}: ${name}`)
        continue
      }
      const errorPx = Math.hypot(projected.xPx - xPx, projected.yPx - yPx)
      points.push({ name, errorPx })
      errorsOfPoint.set(name, [...(errorsOfPoint.get(name) ?? []), errorPx])
    }
    if (points.length > 0) views.push({ view, rmsPx: rms(points.map(({ errorPx }) => errorPx)), points })
  }
  const all = [...errorsOfPoint.values()].flat()
  return {
    rmsPx: rms(all),
    count: all.length,
    views,
    points: [...errorsOfPoint].map(([name, errors]) => ({ name, rmsPx: rms(errors), views: errors.length })),
    behind,
  }
}

const rms = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
