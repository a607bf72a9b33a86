import { badInput } from '../../model/errors.ts'
import type {
  Annotation,
  AnnotatorBias,
  ObserverStudy,
  PointReliability,
  Repeatability,
} from '../../model/observerStudy.ts'
import { type Mat4, multiply4, transformPoint, type Vec3 } from '../../model/transform.ts'
import type { LengthUnit } from '../../model/units.ts'
import { generalProcrustes } from '../shape/procrustes.ts'
import { fitSimilarity } from '../similarity.ts'
import { templatePlacesMm } from '../templatePlaces.ts'
import { intraclassCorrelation, type Ratings, technicalError } from './reliability.ts'

/** So many annotations are named that lie far from the others. */
const farthestNamed = 10

type Axis = 0 | 1 | 2
const axes = [0, 1, 2] as const

/**
 * How well several annotators agree: technical errors of measurement, relative ones, ICC(2,1), and the bias of each, per
 * landmark and axis. Scans are first laid onto each other without a change of size, by the annotators' mean (generalised
 * Procrustes), all annotators of a scan by the same motion, and turned into the axes of the head where the template
 * knows three of the points. Annotators are compared by their first sessions, with themselves by all.
 *
 * @throws input/study-too-few where nothing was placed twice.
 */
export const observerStudy = (annotations: readonly Annotation[], unit: LengthUnit | null): ObserverStudy => {
  const annotators = [...new Set(annotations.map(({ annotator }) => annotator))].sort()
  const scans = [...new Set(annotations.map(({ scan }) => scan))].sort()
  const notes: string[] = []
  const firsts = annotators.map((annotator) => firstSessions(annotations, annotator))
  const { frames, kind, middle } = commonFrame(firsts, scans, notes)
  const at = (scan: string, point: Vec3): Vec3 => transformPoint(frames.get(scan) as Mat4, point)
  const names = [...new Set(annotations.flatMap(({ points }) => [...points.keys()]))]
  const rated = names.flatMap((name) => {
    const rows = scans.flatMap((scan) => {
      const placed = firsts.map((bySession) => bySession.get(scan)?.points.get(name))
      return placed.every((point) => point !== undefined)
        ? [{ scan, places: placed.map((p) => at(scan, p as Vec3)) }]
        : []
    })
    return annotators.length > 1 && rows.length > 0 ? [{ name, rows }] : []
  })
  const repeatability = annotators.flatMap((annotator) => repeatabilityOf(annotations, annotator, names, at))
  if (rated.length === 0 && repeatability.length === 0) {
    throw badInput(
      'study-too-few',
      'No point was placed twice: a study needs two annotators, or two sessions of one, on the same scans.',
      { annotators, scans },
    )
  }
  for (const name of names) {
    const found = rated.find((point) => point.name === name)?.rows.length ?? 0
    if (annotators.length > 1 && found < scans.length) {
      notes.push(`${name}: ${scans.length - found} of ${scans.length} scans left out, where not everybody placed it.`)
    }
  }
  const points = rated.map(({ name, rows }) => reliabilityOf(name, rows, kind !== 'scan', middle))
  return {
    unit,
    annotators,
    scans,
    axes: kind,
    points,
    totalTem: points.length > 0 ? rms(points.map(({ tem }) => tem.total)) : null,
    bias: annotators.flatMap((annotator, i) => rated.map(({ name, rows }) => biasOf(annotator, i, name, rows))),
    repeatability,
    farthest: farthestOf(annotators, rated),
    notes,
  }
}

type Row = { readonly scan: string; readonly places: readonly Vec3[] }
type RatedPoint = { readonly name: string; readonly rows: readonly Row[] }

const firstSessions = (annotations: readonly Annotation[], annotator: string): ReadonlyMap<string, Annotation> => {
  const own = annotations.filter((annotation) => annotation.annotator === annotator)
  const sorted = own.sort((a, b) => b.session - a.session)
  return new Map(sorted.map((annotation) => [annotation.scan, annotation]))
}

const meanPoint = (points: readonly Vec3[]): Vec3 => {
  const mean = (axis: Axis): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  return [mean(0), mean(1), mean(2)]
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

const placesOf = (firsts: readonly ReadonlyMap<string, Annotation>[], scan: string, name: string): Vec3[] =>
  firsts.flatMap((bySession) => {
    const point = bySession.get(scan)?.points.get(name)
    return point ? [point] : []
  })

/** The motion of each scan into the frame of the study, and the middle of its points there. */
const commonFrame = (
  firsts: readonly ReadonlyMap<string, Annotation>[],
  scans: readonly string[],
  notes: string[],
): {
  readonly frames: ReadonlyMap<string, Mat4>
  readonly kind: ObserverStudy['axes']
  readonly middle: Vec3 | null
} => {
  const still = new Map(
    scans.map((scan) => [scan, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as unknown as Mat4]),
  )
  const everywhere = (name: string): boolean =>
    scans.every((scan) => firsts.some((bySession) => bySession.get(scan)?.points.has(name)))
  const names = [...(firsts[0]?.get(scans[0])?.points.keys() ?? [])].filter(everywhere)
  if (names.length < 3) {
    notes.push('Fewer than three points are placed on all scans: each was left in its own frame, and there is no ICC.')
    return { frames: still, kind: 'scan', middle: null }
  }
  const means = scans.map((scan) => Float64Array.from(names.flatMap((name) => meanPoint(placesOf(firsts, scan, name)))))
  const { mean, meanFromShapes } = generalProcrustes(means, { scale: 'fixed' })
  const known = names.filter((name) => templatePlacesMm.has(name))
  const turn = known.length < 3 ? null : headFromMean(mean, names, known)
  const frames = new Map(
    scans.map((scan, i) => [scan, turn ? multiply4(turn, meanFromShapes[i]) : meanFromShapes[i]] as const),
  )
  return { frames, kind: turn ? 'head' : 'common', middle: [0, 0, 0] }
}

/** A turn about the mean's own middle, which is the origin: lengths stay. */
const headFromMean = (mean: Float64Array, names: readonly string[], known: readonly string[]): Mat4 => {
  const source = Float64Array.from(
    known.flatMap((name) => Array.from(mean.subarray(3 * names.indexOf(name)).subarray(0, 3))),
  )
  const target = Float64Array.from(known.flatMap((name) => templatePlacesMm.get(name) as Vec3))
  const { targetFromSource: m, scale } = fitSimilarity({ source, target, scale: 'free' })
  const turned = m.map((value, i) => (i % 4 === 3 ? (i === 15 ? 1 : 0) : value / scale))
  return turned as unknown as Mat4
}

const ratingsOf = (rows: readonly Row[], axis: Axis): Ratings =>
  rows.map(({ places }) => places.map((place) => place[axis]))

const reliabilityOf = (
  name: string,
  rows: readonly Row[],
  hasFrame: boolean,
  middle: Vec3 | null,
): PointReliability => {
  const errors = axes.map((axis) => technicalError(ratingsOf(rows, axis))) as unknown as Vec3
  const total = Math.hypot(...errors)
  const means = rows.map(({ places }) => meanPoint(places))
  const reach =
    middle && means.reduce((sum, m) => sum + Math.hypot(...axes.map((a) => m[a] - middle[a])), 0) / means.length
  return {
    name,
    scans: rows.length,
    tem: { axes: errors, total },
    relativeTem: reach ? (100 * total) / reach : null,
    icc: axes.map((axis) =>
      hasFrame ? intraclassCorrelation(ratingsOf(rows, axis)) : null,
    ) as unknown as PointReliability['icc'],
  }
}

const biasOf = (annotator: string, index: number, name: string, rows: readonly Row[]): AnnotatorBias => {
  const departures = rows.map(({ places }) => {
    const mean = meanPoint(places)
    return axes.map((axis) => places[index][axis] - mean[axis]) as unknown as Vec3
  })
  const mean = meanPoint(departures)
  const deviation = (axis: Axis): number =>
    departures.length < 2
      ? 0
      : Math.sqrt(departures.reduce((sum, d) => sum + (d[axis] - mean[axis]) ** 2, 0) / (departures.length - 1))
  return {
    annotator,
    name,
    scans: rows.length,
    mean,
    standardDeviation: [deviation(0), deviation(1), deviation(2)],
  }
}

const repeatabilityOf = (
  annotations: readonly Annotation[],
  annotator: string,
  names: readonly string[],
  at: (scan: string, point: Vec3) => Vec3,
): Repeatability[] => {
  const own = annotations.filter((annotation) => annotation.annotator === annotator)
  const sessions = Math.max(0, ...own.map(({ session }) => session))
  if (sessions < 2) return []
  const byScan = [...new Set(own.map(({ scan }) => scan))].map((scan) => own.filter((each) => each.scan === scan))
  const points = names.flatMap((name) => {
    const rows = byScan.flatMap((repeats) => {
      const places = repeats.flatMap(({ scan, points }) => {
        const point = points.get(name)
        return point ? [at(scan, point)] : []
      })
      return places.length === sessions ? [{ scan: repeats[0].scan, places }] : []
    })
    if (rows.length === 0) return []
    const errors = axes.map((axis) => technicalError(ratingsOf(rows, axis))) as unknown as Vec3
    return [{ name, scans: rows.length, axes: errors, total: Math.hypot(...errors) }]
  })
  return points.length > 0 ? [{ annotator, sessions, points, total: rms(points.map(({ total }) => total)) }] : []
}

const farthestOf = (annotators: readonly string[], rated: readonly RatedPoint[]): ObserverStudy['farthest'] =>
  rated
    .flatMap(({ name, rows }) =>
      rows.flatMap(({ scan, places }) =>
        annotators.map((annotator, i) => {
          const others = meanPoint(places.filter((_, k) => k !== i))
          return { annotator, scan, name, distance: Math.hypot(...axes.map((axis) => places[i][axis] - others[axis])) }
        }),
      ),
    )
    .sort((a, b) => b.distance - a.distance)
    .slice(0, farthestNamed)
