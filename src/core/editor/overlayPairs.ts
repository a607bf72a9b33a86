import type { LandmarkSet } from '../model/landmarks.ts'
import { type Mat4, transformPoint } from '../model/transform.ts'
import { type SharedPair, sharedPairs } from './pairResiduals.ts'

export interface OverlayPair extends SharedPair {
  /** Between its two places once the source is laid on the target; target unit. */
  readonly distance: number
}

/** The landmarks that both sets have placed, and how far apart they lie under a transform. */
export const overlayPairs = (
  source: Pick<LandmarkSet, 'landmarks'>,
  target: Pick<LandmarkSet, 'landmarks'>,
  targetFromSource: Mat4,
): readonly OverlayPair[] =>
  sharedPairs(source, target).map((pair) => {
    const moved = transformPoint(targetFromSource, pair.inSource)
    return { ...pair, distance: Math.hypot(...moved.map((value, axis) => value - pair.inTarget[axis])) }
  })
