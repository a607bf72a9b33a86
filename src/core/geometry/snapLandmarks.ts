import { badInput } from '../model/errors.ts'
import type { ProposalSurface } from '../model/landmarkProposals.ts'
import type { Landmark } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'

/** Of the scan's longest side: a point farther from the surface was not clicked on it. 9 mm on a head of 300 mm. */
const plausibleShare = 0.03

export interface SnappedLandmarks {
  readonly landmarks: readonly Landmark[]
  /** Every point that was moved, and how far, in the scan's unit. */
  readonly moved: readonly { readonly name: string; readonly distance: number }[]
}

/** Ways in which files differ from their scans, to tell a person what to do. */
const otherReadings: readonly { readonly what: string; readonly read: (p: Vec3) => Vec3 }[] = [
  { what: 'with x and y negated (RAS instead of LPS, or the other way round)', read: ([x, y, z]) => [-x, -y, z] },
  ...[1000, 0.001, 10, 0.1, 25.4, 1 / 25.4].map((factor) => ({
    what: `multiplied by ${Number(factor.toPrecision(3))} (another unit)`,
    read: ([x, y, z]: Vec3): Vec3 => [factor * x, factor * y, factor * z],
  })),
  { what: 'with y and z exchanged (y up instead of z up)', read: ([x, y, z]) => [x, z, -y] },
  { what: 'with y and z exchanged (z up instead of y up)', read: ([x, y, z]) => [x, -z, y] },
]

/** Diagonal of the box around the points. */
const extentOf = (points: readonly Vec3[]): number =>
  Math.hypot(
    ...[0, 1, 2].map((axis) => {
      const values = points.map((point) => point[axis])
      return Math.max(...values) - Math.min(...values)
    }),
  )

/**
 * Moves placed and uncertain points to the closest place of their scan's surface. Estimates of covered points, and what
 * is withheld, stay where they are.
 *
 * @param longestSide Of the scan's bounding box.
 * @throws input/landmarks-off-surface where a point lies implausibly far, or all lie on one spot and in another unit do
 * not: they are named, and the unit or axes with which they would lie on the scan, where there are such.
 */
export const snapLandmarks = (
  landmarks: readonly Landmark[],
  surface: ProposalSurface,
  longestSide: number,
): SnappedLandmarks => {
  const limit = plausibleShare * longestSide
  const clicked = landmarks.flatMap(({ name, status, position }) =>
    position && (status === 'placed' || status === 'uncertain') ? [{ name, position }] : [],
  )
  const hits = new Map(clicked.map(({ name, position }) => [name, surface.closestPoint(...position)]))
  const far = clicked.filter(({ name }) => !((hits.get(name)?.distance ?? Number.POSITIVE_INFINITY) <= limit))
  const isOneSpot = (points: readonly Vec3[]): boolean => points.length > 2 && extentOf(points) < limit
  // In metres on a scan in millimetres all points lie near the origin, which may well lie on the surface.
  const isMeant = (read: (p: Vec3) => Vec3): boolean => {
    const points = clicked.map(({ position }) => read(position))
    return !isOneSpot(points) && points.every((point) => surface.closestPoint(...point, limit) !== null)
  }
  const isSpot = isOneSpot(clicked.map(({ position }) => position))
  const meant = far.length > 0 || isSpot ? otherReadings.find(({ read }) => isMeant(read)) : undefined
  if (isSpot && far.length === 0 && meant) {
    throw badInput(
      'landmarks-off-surface',
      `All ${clicked.length} points lie within ${limit.toPrecision(3)} of each other, on a scan that is ${longestSide.toPrecision(3)} long. All would lie on it ${meant.what}: correct the file, or what is said of the scan.`,
      { limit, far: clicked.map(({ name }) => name) },
    )
  }
  if (far.length > 0) {
    const list = far
      .slice(0, 6)
      .map(({ name }) => `${name} ${(hits.get(name)?.distance ?? Number.POSITIVE_INFINITY).toPrecision(3)}`)
    throw badInput(
      'landmarks-off-surface',
      `${far.length} of ${clicked.length} points lie farther than ${limit.toPrecision(3)} from the scan's surface, which is ${longestSide.toPrecision(3)} long: ${list.join(', ')}. ${
        meant
          ? `All would lie on it ${meant.what}: correct the file, or what is said of the scan.`
          : 'They belong to another scan, or are in another unit or frame.'
      }`,
      { limit, far: far.map(({ name }) => name) },
    )
  }
  const moved = clicked.map(({ name }) => ({ name, distance: hits.get(name)?.distance ?? 0 }))
  return {
    landmarks: landmarks.map((landmark) => {
      const hit = hits.get(landmark.name)
      if (!hit) return landmark
      const { triangle, barycentrics, point } = hit
      return { ...landmark, position: point, surface: { triangle, barycentrics } }
    }),
    moved,
  }
}
