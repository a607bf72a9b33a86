import { unitsAcross } from '../../geometry/unitsAcross.ts'
import type { Vec3 } from '../../model/transform.ts'
import { pointOnSurface } from '../landmarkRows.ts'
import type { PointRows } from '../pointRows.ts'
import type { ContourTarget } from './contourTargets.ts'

/** So much (m) of a contour counts as one click. */
const clickLengthM = 0.004
/** A place of the model and a piece of the line that run another way by more than this do not belong together. */
const leastCosine = 0.4
/** Beyond the end of an open line (m) a place has nothing to go to. */
const beyondEndM = 0.0015
/** Of the points of the line so many (m) apart ask for the nearest place of the model in their turn. */
const askingM = 0.002

/** The most rows that contours add. */
export const contourRowCount = (contours: readonly ContourTarget[]): number =>
  contours.reduce((sum, { places, line }) => sum + 2 * (places.length + line.length / 3), 0)

/** A line with the ways it runs, both `[n*3]`; zero where a point has no neighbour. */
interface Run {
  readonly points: Float64Array
  readonly ways: Float64Array
}

const runOf = (points: Float64Array, isClosed: boolean): Run => {
  const count = points.length / 3
  const ways = new Float64Array(points.length)
  for (let i = 0; i < count; i++) {
    const from = isClosed ? (i + count - 1) % count : Math.max(0, i - 1)
    const to = isClosed ? (i + 1) % count : Math.min(count - 1, i + 1)
    const way = [0, 1, 2].map((axis) => points[to * 3 + axis] - points[from * 3 + axis])
    const length = Math.hypot(...way)
    if (length > 0) for (let axis = 0; axis < 3; axis++) ways[i * 3 + axis] = way[axis] / length
  }
  return { points, ways }
}

/** What belongs together: a place of the model, and the piece of the line it should lie on. */
interface ContourPair {
  readonly place: number
  /** Of the line, metres, and the way it runs there. */
  readonly point: readonly number[]
  readonly way: Vec3
  readonly distanceM: number
}

/** Where the contour of a surface lies (`[n*3]`). */
const placed = ({ places }: ContourTarget, surface: ArrayLike<number>): Float64Array =>
  Float64Array.from(places.flatMap((place) => pointOnSurface(place, surface)))

/** Every place of the model's contour with the nearest point of the line that runs its way. */
const placesToLine = (target: ContourTarget, model: Run): ContourPair[] => {
  const { line, isDirected, isClosed } = target
  const pieces = line.length / 3 - 1
  return target.places.flatMap((_, place): ContourPair[] => {
    const p = model.points.subarray(place * 3, place * 3 + 3)
    const w = model.ways.subarray(place * 3, place * 3 + 3)
    let best: ContourPair | null = null
    let isBeyond = false
    for (let piece = 0; piece < pieces; piece++) {
      const a = line.subarray(piece * 3, piece * 3 + 3)
      const b = line.subarray(piece * 3 + 3, piece * 3 + 6)
      const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
      const length = Math.hypot(...d)
      if (length === 0) continue
      const way: Vec3 = [d[0] / length, d[1] / length, d[2] / length]
      const along = way[0] * w[0] + way[1] * w[1] + way[2] * w[2]
      if ((isDirected ? along : Math.abs(along)) < leastCosine) continue
      const free = way[0] * (p[0] - a[0]) + way[1] * (p[1] - a[1]) + way[2] * (p[2] - a[2])
      const at = Math.max(0, Math.min(length, free))
      const point = [0, 1, 2].map((axis) => a[axis] + at * way[axis])
      const distanceM = Math.hypot(p[0] - point[0], p[1] - point[1], p[2] - point[2])
      if (best && distanceM >= best.distanceM) continue
      best = { place, point, way, distanceM }
      const overshoot = piece === 0 ? -free : piece === pieces - 1 ? free - length : 0
      isBeyond = !isClosed && overshoot > beyondEndM
    }
    return best && !isBeyond ? [best] : []
  })
}

/** Points of the line with the nearest place of the model that runs their way: corners are drawn out to where they lie. */
const lineToPlaces = (target: ContourTarget, model: Run): ContourPair[] => {
  const { points, ways } = runOf(target.line, target.isClosed)
  const pairs: ContourPair[] = []
  let last: Float64Array | null = null
  for (let i = 0; i < points.length; i += 3) {
    const q = points.subarray(i, i + 3)
    if (last && Math.hypot(q[0] - last[0], q[1] - last[1], q[2] - last[2]) < askingM) continue
    last = q
    let best: ContourPair | null = null
    for (let place = 0; place < target.places.length; place++) {
      const at = place * 3
      const way = model.ways.subarray(at, at + 3)
      const along = way[0] * ways[i] + way[1] * ways[i + 1] + way[2] * ways[i + 2]
      if ((target.isDirected ? along : Math.abs(along)) < leastCosine) continue
      const distanceM = Math.hypot(q[0] - model.points[at], q[1] - model.points[at + 1], q[2] - model.points[at + 2])
      if (!best || distanceM < best.distanceM) best = { place, point: [...q], way: [way[0], way[1], way[2]], distanceM }
    }
    if (best) pairs.push(best)
  }
  return pairs
}

/**
 * Adds rows that draw the model's contours to the lines on the scan, across the lines only: a contour says where lips
 * and lids run, not which of their points is where. Both sides ask for what is nearest of the other, each with half the
 * weight. What is beyond `kernelM` pulls less (Geman–McClure).
 */
export const addContourRows = (
  rows: PointRows,
  contours: readonly ContourTarget[],
  o: {
    /** `[V*3]` the model's surface, which the rows speak of. */
    readonly model: ArrayLike<number>
    /** `[V*3]` the surface as it is now, offsets included. */
    readonly surface: ArrayLike<number>
    /** Of a click (1/m²): of 4 mm of a contour. */
    readonly weight: number
    readonly kernelM: number
  },
): void => {
  for (const target of contours) {
    const now = runOf(placed(target, o.surface), target.isModelClosed)
    const model = placed(target, o.model)
    const add = ({ place, point, way, distanceM }: ContourPair, lengthM: number): void => {
      const relative = distanceM / o.kernelM
      const weight = ((0.5 * lengthM) / clickLengthM) * (o.weight / (1 + relative * relative) ** 2)
      const { vertices, barycentrics } = target.places[place]
      for (const [x, y, z] of unitsAcross(way)) {
        const row = rows.addPoint(vertices, barycentrics, weight)
        const [dx, dy, dz] = [0, 1, 2].map((axis) => point[axis] - model[place * 3 + axis])
        rows.setDirection(row, x, y, z, x * dx + y * dy + z * dz)
      }
    }
    for (const pair of placesToLine(target, now)) add(pair, target.lengthsM[pair.place])
    for (const pair of lineToPlaces(target, now)) add(pair, askingM)
  }
}

/** Distances (mm) of a surface's contour to its line, ascending. */
export const contourDistancesMm = (target: ContourTarget, surface: ArrayLike<number>): Float64Array =>
  Float64Array.from(
    placesToLine(target, runOf(placed(target, surface), target.isModelClosed)),
    ({ distanceM }) => distanceM * 1000,
  ).sort()
