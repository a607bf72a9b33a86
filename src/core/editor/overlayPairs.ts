import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import { type Mat4, transformPoint, type Vec3 } from '../model/transform.ts'

/** A landmark that both scans have. */
export interface OverlayPair {
  readonly name: string
  readonly inSource: Vec3
  readonly inTarget: Vec3
  /** Between its two places once the source is laid on the target; target unit. */
  readonly distance: number
}

/** The landmarks that both sets have placed, in the target's order, and how far apart they lie under a transform. */
export const overlayPairs = (
  source: Pick<LandmarkSet, 'landmarks'>,
  target: Pick<LandmarkSet, 'landmarks'>,
  targetFromSource: Mat4,
): readonly OverlayPair[] => {
  const sourcePoints = placedPoints(source)
  return [...placedPoints(target)].flatMap(([name, inTarget]) => {
    const inSource = sourcePoints.get(name)
    if (!inSource) return []
    const moved = transformPoint(targetFromSource, inSource)
    const distance = Math.hypot(...moved.map((value, axis) => value - inTarget[axis]))
    return [{ name, inSource, inTarget, distance }]
  })
}
