import type { CurvePoints, ProposalSurface } from '../../model/landmarkProposals.ts'
import type { LandmarkScheme } from '../../model/landmarks.ts'
import type { SurfaceHit } from '../../model/queries.ts'
import type { Vec3 } from '../../model/transform.ts'

/** Rounds of spacing evenly and projecting again; the spacing is then even to a few parts in a thousand. */
const rounds = 8

/**
 * The semi-landmarks of a scheme's curves: between each two neighbours as many points as the curve asks for, on the
 * surface and evenly spaced along it. Curves of which a point has no position are left out. Positions in the scan's frame
 * and unit.
 */
export const semiLandmarks = (
  { curves }: Pick<LandmarkScheme, 'curves'>,
  points: ReadonlyMap<string, Vec3>,
  surface: ProposalSurface,
): readonly CurvePoints[] =>
  curves.flatMap(({ name, points: names, isClosed, semiLandmarks: count }) => {
    const anchors = names.flatMap((point) => {
      const position = points.get(point)
      return position ? [position] : []
    })
    if (count === 0 || anchors.length < names.length) return []
    const ends = isClosed ? [...anchors, anchors[0]] : anchors
    const stretches = ends.slice(1).map((to, i) => stretchOf(ends[i], to, count, surface))
    return [
      {
        name,
        points: stretches
          .flat()
          .map(({ point, triangle, barycentrics }) => ({ position: point, surface: { triangle, barycentrics } })),
      },
    ]
  })

const between = (a: Vec3, b: Vec3, share: number): Vec3 => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
  a[2] + share * (b[2] - a[2]),
]

const apart = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/** None where the surface answers nothing. */
const stretchOf = (from: Vec3, to: Vec3, count: number, surface: ProposalSurface): readonly SurfaceHit[] => {
  let hits: readonly SurfaceHit[] = []
  for (let round = 0; round < rounds; round++) {
    const line = [from, ...hits.map(({ point }) => point), to]
    const found = evenly(line, count).map((place) => surface.closestPoint(...place))
    hits = found.filter((hit) => hit !== null)
    if (hits.length < count) return []
  }
  return hits
}

/** `count` inner points of a broken line, evenly spaced along it. */
const evenly = (line: readonly Vec3[], count: number): readonly Vec3[] => {
  const lengths = line.slice(1).map((point, i) => apart(line[i], point))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return Array.from({ length: count }, (_, i) => {
    let left = (total * (i + 1)) / (count + 1)
    const at = lengths.findIndex((length) => {
      if (left <= length) return true
      left -= length
      return false
    })
    const piece = at < 0 ? lengths.length - 1 : at
    return between(line[piece], line[piece + 1], lengths[piece] > 0 ? left / lengths[piece] : 0)
  })
}
