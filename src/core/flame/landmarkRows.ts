import type { Vec3 } from '../model/transform.ts'
import type { PointRows } from './pointRows.ts'

/** A landmark as the fit sees it. */
export interface LandmarkTarget {
  readonly name: string
  readonly vertices: readonly [number, number, number]
  readonly barycentrics: Vec3
  /** In the scan surface's frame, metres. */
  readonly position: Vec3
}

/** Where a landmark lies on a surface (`[V*3]`). */
export const pointOnSurface = (
  { vertices, barycentrics }: Pick<LandmarkTarget, 'vertices' | 'barycentrics'>,
  surface: ArrayLike<number>,
): Vec3 => {
  const a = vertices[0] * 3
  const b = vertices[1] * 3
  const c = vertices[2] * 3
  const [wa, wb, wc] = barycentrics
  return [
    wa * surface[a] + wb * surface[b] + wc * surface[c],
    wa * surface[a + 1] + wb * surface[b + 1] + wc * surface[c + 1],
    wa * surface[a + 2] + wb * surface[b + 2] + wc * surface[c + 2],
  ]
}

/** Distance (m) of each landmark to its place on the surface. */
export const landmarkDistances = (landmarks: readonly LandmarkTarget[], surface: ArrayLike<number>): Float64Array =>
  Float64Array.from(landmarks, (landmark) => {
    const [x, y, z] = pointOnSurface(landmark, surface)
    return Math.hypot(x - landmark.position[0], y - landmark.position[1], z - landmark.position[2])
  })

/**
 * Adds three rows for each landmark. A landmark far beyond the spread of a click (`kernelM`, Geman–McClure on its
 * present distance) pulls less: one bad click does not bend a face.
 */
export const addLandmarkRows = (
  rows: PointRows,
  landmarks: readonly LandmarkTarget[],
  o: {
    /** `[V*3]` the model's surface, which the rows speak of. */
    readonly model: ArrayLike<number>
    /** `[V*3]` the surface as it is now, offsets included. */
    readonly surface: ArrayLike<number>
    readonly weight: number
    readonly kernelM: number
  },
): void => {
  const distances = landmarkDistances(landmarks, o.surface)
  landmarks.forEach((landmark, i) => {
    const relative = distances[i] / o.kernelM
    const weight = o.weight / (1 + relative * relative) ** 2
    const present = pointOnSurface(landmark, o.model)
    for (let axis = 0; axis < 3; axis++) {
      const row = rows.addPoint(landmark.vertices, landmark.barycentrics, weight)
      const direction = [0, 0, 0]
      direction[axis] = 1
      rows.setDirection(row, direction[0], direction[1], direction[2], landmark.position[axis] - present[axis])
    }
  })
}
