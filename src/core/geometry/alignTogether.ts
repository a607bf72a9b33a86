import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import type { AlignOptions, AlignResult, AlignScan } from '../model/alignment.ts'
import { badInput, CameoError } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '../model/run.ts'
import {
  identity4,
  invertAffine4,
  type Mat4,
  multiply4,
  scaleOf,
  transformPoint,
  type Vec3,
} from '../model/transform.ts'
import { mmPer } from '../model/units.ts'
import { MotionSystem, motionUnknowns, rigidUnknowns, similarityUnknowns } from './alignment/motionSystem.ts'
import { alignScans } from './alignScans.ts'

export interface TogetherInput {
  /** What sentences call the scans; default by their places. */
  readonly names?: readonly string[]
  /** At least two scans of one subject. */
  readonly scans: readonly AlignScan[]
  /** The scan whose frame and unit all others come into; default the first. */
  readonly reference?: number
  readonly options: AlignOptions
  /** How much landmarks count where these two scans are aligned, instead of what the options say. */
  readonly landmarkWeights?: readonly (Pick<PairAlignment, 'source' | 'target'> & {
    readonly weights: AlignOptions['landmarkWeights']
  })[]
}

/** One pair that was aligned by itself. */
export interface PairAlignment {
  readonly source: number
  readonly target: number
  readonly result: AlignResult
  /** Root mean square distance between where the pair alone and all together place the source, mm. */
  readonly disagreementMm: number | null
}

export interface TogetherResult {
  /** `[n]` for every scan; null where no trusted pair connects it with the reference. */
  readonly referenceFromScan: readonly (Mat4 | null)[]
  readonly pairs: readonly PairAlignment[]
  /** Disagreement of all trusted pairs, root mean square, mm: chained along the best pairs, and after the adjustment. */
  readonly chainedRmsMm: number
  readonly adjustedRmsMm: number
  readonly warnings: readonly Warning[]
}

/** Points by which two places of one scan are compared. */
const comparedPoints = 200
const mostIterations = 30
/** Relative step below which the adjustment stands. */
const smallestStep = 1e-9
/** Standard deviation (mm) that a pair's own uncertainty is never believed to be below. */
const leastSigmaMm = 0.02
/** Disagreements beyond so many standard deviations make a pair doubtful, and beyond this many mm at least. */
const doubt = { sigmas: 5, mm: 0.5 }

/**
 * Several scans of one subject aligned jointly: every pair by itself (`alignScans`), then all places at once, so that
 * loops close: minimises Σ_pairs w·Σ_p |T_i·p − T_j·M_ij·p|² over the transforms T of all scans but the reference, M_ij
 * what the pair alone said, p points of the source that have a counterpart, w from the pair's own uncertainty, times a
 * robust weight of its disagreement (a pose graph in the manner of Pulli, 3DIM 1999, by virtual mates). Pairs whose
 * certificate is red have no say.
 *
 * Throws input/too-few-scans, and what `alignScans` throws where no pair can be aligned; job/cancelled.
 */
export const alignTogether = (input: TogetherInput, context: RunContext = {}): TogetherResult => {
  const { scans, reference = 0 } = input
  if (scans.length < 2) throw badInput('too-few-scans', 'To align scans together give at least two of them.')
  if (!scans[reference]) throw badInput('no-reference', `There is no scan ${reference} to be the reference.`)
  const { links, failures } = pairLinks(input, context)
  const trusted = links.filter(({ result }) => result.certificate.verdict !== 'red')
  const chained = chainedPlaces(scans.length, reference, trusted)
  const placed = trusted.filter(({ source, target }) => chained[source] !== null && chained[target] !== null)
  const adjusted = adjust(chained, reference, placed, input.options.scale)
  const lost = chained.flatMap((place, scan) => (place === null ? [scan] : []))
  const pairs = links.map((link) => ({
    source: link.source,
    target: link.target,
    result: link.result,
    disagreementMm: disagreementMm(link, adjusted),
  }))
  return {
    referenceFromScan: adjusted,
    pairs,
    chainedRmsMm: rmsOf(placed.map((link) => disagreementMm(link, chained) ?? 0)),
    adjustedRmsMm: rmsOf(placed.map((link) => disagreementMm(link, adjusted) ?? 0)),
    warnings: [...failures, ...lost.map((scan) => lostWarning(nameOf(input, scan)))],
  }
}

/** A pair with the points by which its places are compared. */
interface Link {
  readonly source: number
  readonly target: number
  readonly result: AlignResult
  /** `[k*3]` of the source, in its own frame. */
  readonly points: readonly Vec3[]
  readonly sigmaMm: number
  /** Millimetres of one unit of the target. */
  readonly mmPerUnit: number
}

const pairLinks = (
  input: TogetherInput,
  context: RunContext,
): { readonly links: readonly Link[]; readonly failures: readonly Warning[] } => {
  const { scans, options: common, landmarkWeights = [] } = input
  const wanted = scans.flatMap((_, source) => scans.slice(0, source).map((_scan, target) => ({ source, target })))
  const links: Link[] = []
  const failures: Warning[] = []
  let lastError: unknown = null
  for (const [index, { source, target }] of wanted.entries()) {
    checkCancelled(context)
    const part = partOf(context, { from: index / wanted.length, to: (index + 1) / wanted.length })
    try {
      const weighed = landmarkWeights.find((pair) => pair.source === source && pair.target === target)
      const options = weighed ? { ...common, landmarkWeights: weighed.weights } : common
      const result = alignScans({ source: scans[source], target: scans[target], options }, part)
      links.push(linkOf(scans[source], { source, target, result }))
    } catch (error) {
      if (!(error instanceof CameoError) || error.code === 'job/cancelled') throw error
      lastError = error
      failures.push({
        code: 'align/pair-failed',
        message: `${nameOf(input, source)} and ${nameOf(input, target)}: ${error.message}`,
      })
    }
  }
  if (links.length === 0) throw lastError
  return { links, failures }
}

const linkOf = (scan: AlignScan, pair: Pick<Link, 'source' | 'target' | 'result'>): Link => {
  const { positions } = scan.mesh
  const known = Array.from(pair.result.sourceResiduals.keys()).filter((v) => pair.result.sourceResiduals[v] >= 0)
  const step = Math.max(1, known.length / comparedPoints)
  const points = Array.from({ length: Math.floor(known.length / step) }, (_, i): Vec3 => {
    const at = known[Math.floor(i * step)] * 3
    return [positions[at], positions[at + 1], positions[at + 2]]
  })
  const sigmaMm = Math.max(leastSigmaMm, pair.result.uncertainty?.weakest.sigmaMm ?? 1)
  return { ...pair, points, sigmaMm, mmPerUnit: mmPer(pair.result.unit ?? 'mm') }
}

/** Places along the tree of pairs with the largest overlap (Prim). */
const chainedPlaces = (count: number, reference: number, links: readonly Link[]): (Mat4 | null)[] => {
  const places = new Array<Mat4 | null>(count).fill(null)
  places[reference] = identity4
  for (;;) {
    const open = links.filter(({ source, target }) => (places[source] === null) !== (places[target] === null))
    if (open.length === 0) return places
    const best = open.reduce((a, b) => (b.result.overlap > a.result.overlap ? b : a))
    const { source, target, result } = best
    const [from, to] = [places[source], places[target]]
    if (to) places[source] = multiply4(to, result.targetFromSource)
    else if (from) places[target] = multiply4(from, invertAffine4(result.targetFromSource))
  }
}

/** Where both ends of a link put its points, in the reference's unit; the factor takes that to mm. */
const placedPoints = ({ source, target, result, points, mmPerUnit }: Link, places: readonly (Mat4 | null)[]) => {
  const [own, other] = [places[source], places[target]]
  if (!own || !other) return null
  const mate = multiply4(other, result.targetFromSource)
  const mmPerReference = mmPerUnit / Math.abs(scaleOf(other))
  return {
    mmPerReference,
    rows: points.map((point) => [transformPoint(own, point), transformPoint(mate, point)] as const),
  }
}

const disagreementMm = (link: Link, places: readonly (Mat4 | null)[]): number | null => {
  const placed = placedPoints(link, places)
  if (!placed || placed.rows.length === 0) return null
  const squares = placed.rows.reduce((sum, [a, b]) => sum + squaredBetween(a, b), 0)
  return placed.mmPerReference * Math.sqrt(squares / placed.rows.length)
}

const squaredBetween = (a: Vec3, b: Vec3): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2

const rmsOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

/** Gauss–Newton over all places but the reference's. */
const adjust = (
  start: readonly (Mat4 | null)[],
  reference: number,
  links: readonly Link[],
  scale: 'free' | 'fixed',
): (Mat4 | null)[] => {
  const places = [...start]
  const moving = places.flatMap((place, scan) => (place !== null && scan !== reference ? [scan] : []))
  const free = scale === 'free' ? similarityUnknowns : rigidUnknowns
  if (moving.length === 0 || links.length === 0) return places
  const frame = spreadOf(links, places)
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const step = solveStep({ links, places, moving, free, frame })
    if (step === null) break
    let largest = 0
    for (const [index, scan] of moving.entries()) {
      const unknowns = new Float64Array(motionUnknowns)
      free.forEach((unknown, k) => {
        unknowns[unknown] = step[index * free.length + k]
        largest = Math.max(largest, Math.abs(unknowns[unknown]) / frame.radius)
      })
      const [wx, wy, wz, tx, ty, tz, logScale] = unknowns
      const { radius } = frame
      const motion = {
        turnRad: [wx / radius, wy / radius, wz / radius],
        shift: [tx, ty, tz],
        logScale: logScale / radius,
      } as const
      places[scan] = new MotionSystem(frame).apply(motion, places[scan] as Mat4)
    }
    if (largest < smallestStep) break
  }
  return places
}

interface StepInput {
  readonly links: readonly Link[]
  readonly places: readonly (Mat4 | null)[]
  readonly moving: readonly number[]
  readonly free: readonly number[]
  readonly frame: { readonly pivot: Vec3; readonly radius: number }
}

/** `[moving*free]` unknowns in units of length, scan by scan; null where the system has no single answer. */
const solveStep = ({ links, places, moving, free, frame }: StepInput): number[] | null => {
  const size = moving.length * free.length
  const normal = Matrix.zeros(size, size)
  const right = Matrix.zeros(size, 1)
  const system = new MotionSystem(frame)
  for (const link of links) {
    const placed = placedPoints(link, places)
    if (!placed) continue
    const weight = weightOf(link, disagreementMm(link, places) ?? 0) / placed.rows.length
    const ends = [
      { at: moving.indexOf(link.source), sign: 1 },
      { at: moving.indexOf(link.target), sign: -1 },
    ] as const
    for (const [a, b] of placed.rows) {
      for (let axis = 0; axis < 3; axis++) {
        const direction = [0, 1, 2].map((k) => (k === axis ? 1 : 0))
        const columns: number[] = []
        const values: number[] = []
        for (const { at, sign } of ends) {
          if (at < 0) continue
          const point = sign > 0 ? a : b
          system.fillRow(point[0], point[1], point[2], direction[0], direction[1], direction[2])
          free.forEach((unknown, k) => {
            columns.push(at * free.length + k)
            values.push(sign * system.row[unknown])
          })
        }
        const residual = a[axis] - b[axis]
        for (const [i, column] of columns.entries()) {
          right.set(column, 0, right.get(column, 0) - weight * values[i] * residual)
          for (const [j, other] of columns.entries()) {
            if (other < column) continue
            const sum = normal.get(column, other) + weight * values[i] * values[j]
            normal.set(column, other, sum)
            normal.set(other, column, sum)
          }
        }
      }
    }
  }
  const cholesky = new CholeskyDecomposition(normal)
  return cholesky.isPositiveDefinite() ? cholesky.solve(right).to1DArray() : null
}

/** By the pair's own uncertainty, less where it disagrees with all others (Geman and McClure). */
const weightOf = ({ sigmaMm }: Link, disagreement: number): number => {
  const x = disagreement / Math.max(doubt.mm, doubt.sigmas * sigmaMm)
  return 1 / (sigmaMm * sigmaMm * (1 + x * x) ** 2)
}

const spreadOf = (links: readonly Link[], places: readonly (Mat4 | null)[]) => {
  const all = links.flatMap((link) => placedPoints(link, places)?.rows.map(([a]) => a) ?? [])
  const mean = [0, 1, 2].map((axis) => all.reduce((sum, point) => sum + point[axis], 0) / all.length)
  const pivot: Vec3 = [mean[0], mean[1], mean[2]]
  const radius = Math.sqrt(all.reduce((sum, point) => sum + squaredBetween(point, pivot), 0) / all.length)
  return { pivot, radius: radius || 1 }
}

const nameOf = ({ names }: TogetherInput, scan: number): string => names?.[scan] ?? `Scan ${scan}`

const lostWarning = (name: string): Warning => ({
  code: 'align/scan-not-placed',
  message: `${name} could not be placed: no trusted pair connects it with the reference. Set landmarks on it, or leave it out.`,
})
