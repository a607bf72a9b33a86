import { type ContourFeature, contourMeaning, type FaceContour } from '../../model/faceContours.ts'
import { type LandmarkSet, placedPoints, type SchemeCurve } from '../../model/landmarks.ts'
import { landmarkSchemes } from '../../model/schemes.ts'

/** Fewer points than this do not tell how a line bends. */
const fewestPoints = 4

/** The curves of the shipped scheme that a set is placed by: its own, else one whose points it has. */
const shippedCurves = ({ scheme, landmarks }: LandmarkSet): readonly SchemeCurve[] => {
  const own = landmarkSchemes.get(scheme ?? '')
  if (own) return own.curves
  const names = new Set(landmarks.map(({ name }) => name))
  const fitting = [...landmarkSchemes.values()].find(({ points }) => points.every(({ name }) => names.has(name)))
  return fitting?.curves ?? []
}

/**
 * The lips and lids that placed landmarks draw: curves of their scheme that are called so (`contourMeaning`) and of
 * which every point is placed.
 * @param curves of the set's own scheme; none: of the shipped scheme that it follows.
 * @param taken what is drawn already.
 */
export const contoursOfLandmarks = (
  set: LandmarkSet,
  curves: readonly SchemeCurve[],
  taken: ReadonlySet<ContourFeature> = new Set(),
): readonly FaceContour[] => {
  const placed = placedPoints(set)
  return (curves.length > 0 ? curves : shippedCurves(set)).flatMap(({ name, points: anchors, isClosed }) => {
    const meaning = contourMeaning(name)
    const points = anchors.map((anchor) => placed.get(anchor)).filter((point) => point !== undefined)
    if (!meaning || taken.has(meaning.feature)) return []
    if (points.length < Math.max(fewestPoints, anchors.length)) return []
    return [{ name, ...meaning, isClosed, points, anchors }]
  })
}
