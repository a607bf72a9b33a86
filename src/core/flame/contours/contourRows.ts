import { unitsAcross } from '../../geometry/unitsAcross.ts'
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
    const from = 3 * (isClosed ? (i + count - 1) % count : Math.max(0, i - 1))
    const to = 3 * (isClosed ? (i + 1) % count : Math.min(count - 1, i + 1))
    writeWay(points, from, to, ways, i * 3)
  }
  return { points, ways }
}

/** Writes the unit way from one point to another, which begin at `from` and `to`; returns its length (m): 0 has no way. */
const writeWay = (points: Float64Array, from: number, to: number, ways: Float64Array, at: number): number => {
  const x = points[to] - points[from]
  const y = points[to + 1] - points[from + 1]
  const z = points[to + 2] - points[from + 2]
  const length = Math.sqrt(x * x + y * y + z * z)
  if (length === 0) return 0
  ways[at] = x / length
  ways[at + 1] = y / length
  ways[at + 2] = z / length
  return length
}

/** The pieces between a line's points: the way each runs (`[n*3]`), and its length (m). */
const piecesOf = (line: Float64Array) => {
  const count = Math.max(0, line.length / 3 - 1)
  const ways = new Float64Array(count * 3)
  const lengthsM = new Float64Array(count)
  for (let piece = 0; piece < count; piece++) {
    const at = piece * 3
    lengthsM[piece] = writeWay(line, at, at + 3, ways, at)
  }
  return { ways, lengthsM }
}

/** What belongs together: places of the model, and the pieces of the line they should lie on. */
class ContourPairs {
  count = 0
  readonly places: Uint32Array
  /** `[n*3]` of the line, metres, and the ways it runs there. */
  readonly points: Float64Array
  readonly ways: Float64Array
  readonly distancesM: Float64Array

  constructor(capacity: number) {
    this.places = new Uint32Array(capacity)
    this.points = new Float64Array(capacity * 3)
    this.ways = new Float64Array(capacity * 3)
    this.distancesM = new Float64Array(capacity)
  }

  /** @param pointAt, wayAt where in `points` and `ways` the three numbers stand. */
  add(
    place: number,
    o: { readonly points: Float64Array; readonly pointAt: number; readonly ways: Float64Array; readonly wayAt: number },
    distanceM: number,
  ): void {
    const i = this.count++
    this.places[i] = place
    for (let axis = 0; axis < 3; axis++) {
      this.points[i * 3 + axis] = o.points[o.pointAt + axis]
      this.ways[i * 3 + axis] = o.ways[o.wayAt + axis]
    }
    this.distancesM[i] = distanceM
  }
}

/** Where the contour of a surface lies (`[n*3]`). */
const placed = ({ places }: ContourTarget, surface: ArrayLike<number>): Float64Array => {
  const points = new Float64Array(places.length * 3)
  for (let place = 0; place < places.length; place++) points.set(pointOnSurface(places[place], surface), place * 3)
  return points
}

/** Every place of the model's contour with the nearest point of the line that runs its way. */
const placesToLine = ({ places, line, isDirected, isClosed }: ContourTarget, model: Run): ContourPairs => {
  const pairs = new ContourPairs(places.length)
  const { ways, lengthsM } = piecesOf(line)
  const point = new Float64Array(3)
  for (let place = 0; place < places.length; place++) {
    const best = nearestPiece(place, model, { line, ways, lengthsM, isDirected })
    if (best < 0) continue
    const at = best * 3
    const free = alongPiece(place, model, line, ways, at)
    const overshoot = best === 0 ? -free : best === lengthsM.length - 1 ? free - lengthsM[best] : 0
    if (!isClosed && overshoot > beyondEndM) continue
    const along = Math.max(0, Math.min(lengthsM[best], free))
    for (let axis = 0; axis < 3; axis++) point[axis] = line[at + axis] + along * ways[at + axis]
    const distanceM = distance(model.points, place * 3, point, 0)
    pairs.add(place, { points: point, pointAt: 0, ways, wayAt: at }, distanceM)
  }
  return pairs
}

/** How far along a piece of the line, which starts at `at`, a place lies (m), beyond its ends included. */
const alongPiece = (place: number, { points }: Run, line: Float64Array, ways: Float64Array, at: number): number =>
  ways[at] * (points[place * 3] - line[at]) +
  ways[at + 1] * (points[place * 3 + 1] - line[at + 1]) +
  ways[at + 2] * (points[place * 3 + 2] - line[at + 2])

const distance = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
  const x = a[i] - b[j]
  const y = a[i + 1] - b[j + 1]
  const z = a[i + 2] - b[j + 2]
  return Math.sqrt(x * x + y * y + z * z)
}

/** The piece of the line that is nearest to a place of the model and runs its way; −1 where none does. */
const nearestPiece = (
  place: number,
  model: Run,
  o: {
    readonly line: Float64Array
    readonly ways: Float64Array
    readonly lengthsM: Float64Array
    readonly isDirected: boolean
  },
): number => {
  const { line, ways, lengthsM, isDirected } = o
  const from = place * 3
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (let piece = 0; piece < lengthsM.length; piece++) {
    const at = piece * 3
    if (lengthsM[piece] === 0 || !doRunAlike(ways, at, model.ways, from, isDirected)) continue
    const along = Math.max(0, Math.min(lengthsM[piece], alongPiece(place, model, line, ways, at)))
    const x = model.points[from] - line[at] - along * ways[at]
    const y = model.points[from + 1] - line[at + 1] - along * ways[at + 1]
    const z = model.points[from + 2] - line[at + 2] - along * ways[at + 2]
    const squared = x * x + y * y + z * z
    if (squared >= least) continue
    least = squared
    best = piece
  }
  return best
}

const doRunAlike = (a: Float64Array, i: number, b: Float64Array, j: number, isDirected: boolean): boolean => {
  const cosine = a[i] * b[j] + a[i + 1] * b[j + 1] + a[i + 2] * b[j + 2]
  return (isDirected ? cosine : Math.abs(cosine)) >= leastCosine
}

/** Points of the line with the nearest place of the model that runs their way: corners are drawn out to where they lie. */
const lineToPlaces = (target: ContourTarget, model: Run): ContourPairs => {
  const { points, ways } = runOf(target.line, target.isClosed)
  const pairs = new ContourPairs(points.length / 3)
  let last = -1
  for (let at = 0; at < points.length; at += 3) {
    if (last >= 0 && distance(points, at, points, last) < askingM) continue
    last = at
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (let place = 0; place < target.places.length; place++) {
      if (!doRunAlike(model.ways, place * 3, ways, at, target.isDirected)) continue
      const distanceM = distance(points, at, model.points, place * 3)
      if (distanceM >= least) continue
      least = distanceM
      best = place
    }
    if (best >= 0) pairs.add(best, { points, pointAt: at, ways: model.ways, wayAt: best * 3 }, least)
  }
  return pairs
}

interface ContourPull {
  /** `[V*3]` the model's surface, which the rows speak of. */
  readonly model: ArrayLike<number>
  /** `[V*3]` the surface as it is now, offsets included. */
  readonly surface: ArrayLike<number>
  /** Of a click (1/m²): of 4 mm of a contour. */
  readonly weight: number
  readonly kernelM: number
}

/** @param lengthsM how much of the contour each place of the model stands for, or each pair. */
const addPairs = (
  rows: PointRows,
  pairs: ContourPairs,
  o: ContourPull & {
    readonly target: ContourTarget
    readonly modelPoints: Float64Array
    readonly lengthsM: Float64Array | number
  },
): void => {
  const { points, ways, distancesM } = pairs
  for (let i = 0; i < pairs.count; i++) {
    const at = i * 3
    const place = pairs.places[i]
    const lengthM = typeof o.lengthsM === 'number' ? o.lengthsM : o.lengthsM[place]
    const relative = distancesM[i] / o.kernelM
    const weight = ((0.5 * lengthM) / clickLengthM) * (o.weight / (1 + relative * relative) ** 2)
    const { vertices, barycentrics } = o.target.places[place]
    const dx = points[at] - o.modelPoints[place * 3]
    const dy = points[at + 1] - o.modelPoints[place * 3 + 1]
    const dz = points[at + 2] - o.modelPoints[place * 3 + 2]
    for (const [x, y, z] of unitsAcross([ways[at], ways[at + 1], ways[at + 2]])) {
      rows.setDirection(rows.addPoint(vertices, barycentrics, weight), x, y, z, x * dx + y * dy + z * dz)
    }
  }
}

/**
 * Adds rows that draw the model's contours to the lines on the scan, across the lines only: a contour says where lips
 * and lids run, not which of their points is where. Both sides ask for what is nearest of the other, each with half the
 * weight. What is beyond `kernelM` pulls less (Geman–McClure).
 */
export const addContourRows = (rows: PointRows, contours: readonly ContourTarget[], pull: ContourPull): void => {
  for (const target of contours) {
    const now = runOf(placed(target, pull.surface), target.isModelClosed)
    const shared = { ...pull, target, modelPoints: placed(target, pull.model) }
    addPairs(rows, placesToLine(target, now), { ...shared, lengthsM: target.lengthsM })
    addPairs(rows, lineToPlaces(target, now), { ...shared, lengthsM: askingM })
  }
}

/** Distances (mm) of a surface's contour to its line, ascending. */
export const contourDistancesMm = (target: ContourTarget, surface: ArrayLike<number>): Float64Array => {
  const pairs = placesToLine(target, runOf(placed(target, surface), target.isModelClosed))
  return pairs.distancesM
    .slice(0, pairs.count)
    .map((metres) => metres * 1000)
    .sort()
}
