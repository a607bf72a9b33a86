import { headPose } from '../geometry/headPose.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'

/** Unit vectors in the scan's frame. */
export interface HeadAxes {
  readonly up: Vec3
  /** Where the face looks. */
  readonly front: Vec3
}

/** How a head lies in its scan, from its placed landmarks; null where they do not tell (see `headPose`). */
export const headAxes = (set: Pick<LandmarkSet, 'landmarks'>): HeadAxes | null => headPose(placedPoints(set))
