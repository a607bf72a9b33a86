import { type Landmark, type LandmarkStatus, mayHavePosition } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'

/** What one annotator has on a scan. */
export interface AnnotatorSet {
  readonly annotator: string
  readonly landmarks: readonly Landmark[]
}

/** One point as every annotator has it, in the order of the sets. */
export interface AnnotatorRow {
  readonly name: string
  readonly cells: readonly {
    readonly annotator: string
    readonly status: LandmarkStatus
    readonly reason: string | null
    /** From the mean of all who have a place for it, in the scan's unit; null for one alone, or without a place. */
    readonly off: number | null
  }[]
  /** The two places that lie farthest apart; null where fewer than two have one. */
  readonly apart: number | null
}

const distance = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

const meanOf = (points: readonly Vec3[]): Vec3 => {
  const mean = (axis: 0 | 1 | 2): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  return [mean(0), mean(1), mean(2)]
}

/** Points by name, those of `order` first, as each annotator has them. A point that nobody has decided has no row. */
export const annotatorRows = (sets: readonly AnnotatorSet[], order: readonly string[]): readonly AnnotatorRow[] => {
  const known = sets.map(({ landmarks }) => new Map(landmarks.map((landmark) => [landmark.name, landmark])))
  const names = [...new Set([...order, ...known.flatMap((points) => [...points.keys()])])]
  return names.flatMap((name) => {
    const points = known.map((of) => of.get(name))
    if (points.every((point) => !point || point.status === 'unplaced')) return []
    const places = points.map((point) => (point && mayHavePosition(point.status) ? point.position : null))
    const there = places.flatMap((place) => (place ? [place] : []))
    const mean = there.length > 1 ? meanOf(there) : null
    const cells = sets.map(({ annotator }, i) => {
      const place = places[i]
      return {
        annotator,
        status: points[i]?.status ?? 'unplaced',
        reason: points[i]?.reason ?? null,
        off: place && mean ? distance(place, mean) : null,
      }
    })
    const apart = mean ? Math.max(...there.flatMap((a, i) => there.slice(i + 1).map((b) => distance(a, b)))) : null
    return [{ name, cells, apart }]
  })
}
