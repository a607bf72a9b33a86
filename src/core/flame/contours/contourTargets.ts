import { quantile } from '../../geometry/distances.ts'
import type { FaceContour } from '../../model/faceContours.ts'
import type { Warning } from '../../model/mesh.ts'
import type { Mat4, Vec3 } from '../../model/transform.ts'
import type { LandmarkEmbedding } from '../embedding.ts'
import { pointOnSurface } from '../landmarkRows.ts'
import type { FlameModel } from '../model.ts'
import { type ScanSurface, scanMatchesFor } from '../scanSurface.ts'
import { areaFromFront, denseLine, smoothLine } from './contourLines.ts'
import { contourThrough, type ModelContour, modelContours, type PlaceOnModel } from './modelContours.ts'

/** A contour as the fit sees it: a line on the scan and the places of the model that belong on it. */
export interface ContourTarget {
  readonly name: string
  /** In order. */
  readonly places: readonly PlaceOnModel[]
  /** `[n]` length (m) of the template's contour that each place stands for. */
  readonly lengthsM: Float64Array
  readonly isModelClosed: boolean
  /** `[m*3]` metres in the scan surface's frame, at most a millimetre apart; a closed line ends where it begins. */
  readonly line: Float64Array
  readonly isClosed: boolean
  /** Whether line and places run the same way; else a place belongs to the line whichever way that runs. */
  readonly isDirected: boolean
}

/** Points of a line are drawn to the scan from this near (m); a line farther off (median) is none of this scan. */
const snapM = 0.003
const offScanM = 0.012
const lineSpacingM = 0.001
/** A line that encloses less than this part of the square of its length is shut, and runs neither way. */
const leastOpening = 0.012

interface ContourInput {
  readonly contours: readonly FaceContour[]
  readonly model: FlameModel
  readonly embedding: LandmarkEmbedding | null
  readonly scan: ScanSurface
  readonly start: { readonly metresPerUnit: number; readonly originInScan: Vec3 }
  /** A similarity from the template to the scan surface's frame: which way is up. */
  readonly surfaceFromTemplate: Mat4
}

/** The contours that lie on the scan and that the model knows, with what was left out. */
export const contourTargets = (
  input: ContourInput,
): { readonly contours: readonly ContourTarget[]; readonly warnings: readonly Warning[] } => {
  const { model, embedding } = input
  const warnings: Warning[] = []
  if (input.contours.length === 0) return { contours: [], warnings }
  const known = modelContours(model, embedding)
  const contours = input.contours.flatMap((contour): ContourTarget[] => {
    const { anchors, isClosed, feature, name } = contour
    const through = anchors && embedding && contourThrough({ points: anchors, isClosed }, { embedding, model })
    const onModel = through ?? known.get(feature)
    if (!onModel) {
      const why =
        feature === 'outer-lips'
          ? 'the border of the red of its lips is told by an embedding of 51, 68 or 105 points only'
          : 'its form does not tell where it runs'
      warnings.push({
        code: 'contour-unknown',
        message: `The contour ${name} was not used: the model has no ${feature}, because ${why}.`,
      })
      return []
    }
    const smooth = anchors ? smoothLine(contour.points, isClosed) : contour.points
    const placed = lineOnScan(smooth, isClosed, input)
    if (placed.medianM > offScanM) {
      const message = `The contour ${name} was not used: it lies ${(placed.medianM * 1000).toFixed(0)} mm (median) from the scan. Is it of this scan, and in its unit?`
      warnings.push({ code: 'contour-off-scan', message })
      return []
    }
    const made = through ? sameWay(placed.line, onModel) : oriented(placed.line, contour, onModel, input)
    return [{ name, isClosed, ...made, ...lengthsOf(made, model) }]
  })
  return { contours, warnings }
}

const lineOnScan = (points: readonly Vec3[], isClosed: boolean, { scan, start }: ContourInput) => {
  const metres = points.map((point): Vec3 => {
    const at = (axis: number): number => (point[axis] - start.originInScan[axis]) * start.metresPerUnit
    return [at(0), at(1), at(2)]
  })
  const line = denseLine(metres, isClosed, lineSpacingM)
  const flat = Float64Array.from(line.flat())
  const matches = scanMatchesFor(line.length)
  scan.match(flat, matches, Number.POSITIVE_INFINITY)
  const { distances, points: nearest } = matches.closest
  for (let i = 0; i < line.length; i++) {
    if (distances[i] <= snapM) flat.set(nearest.subarray(i * 3, i * 3 + 3), i * 3)
  }
  return { line: flat, medianM: quantile(Float64Array.from(distances).sort(), 0.5) }
}

type Placed = Pick<ContourTarget, 'places' | 'line' | 'isDirected' | 'isModelClosed'>

/** Both sides were made from the same points. */
const sameWay = (line: Float64Array, { places, isClosed }: ModelContour): Placed => ({
  ...{ places, line },
  isDirected: true,
  isModelClosed: isClosed,
})

/** Turns the line so that, seen from in front of the face, its upper half runs to the subject's right. */
const oriented = (
  line: Float64Array,
  { isClosed, half }: Pick<FaceContour, 'isClosed' | 'half'>,
  { places, isClosed: isModelClosed }: ModelContour,
  { model, surfaceFromTemplate: m }: ContourInput,
): Placed => {
  const count = line.length / 3
  const fromFront = Array.from({ length: count }, (_, i): Vec3 => {
    const along = (c: number): number => m[c] * line[i * 3] + m[4 + c] * line[i * 3 + 1] + m[8 + c] * line[i * 3 + 2]
    return [along(0), along(1), along(2)]
  })
  if (half !== null) {
    const runsRight = fromFront[count - 1][0] < fromFront[0][0]
    return {
      places: halfOf(places, half, model),
      line: runsRight === (half === 'upper') ? line : reversed(line),
      isDirected: true,
      isModelClosed: false,
    }
  }
  const lengthM = fromFront.reduce((sum, [x, y, z], i) => {
    const [a, b, c] = fromFront[Math.max(0, i - 1)]
    return sum + Math.hypot(x - a, y - b, z - c)
  }, 0)
  const area = isClosed ? areaFromFront(fromFront) : 0
  const isDirected = Math.abs(area) > leastOpening * lengthM ** 2 * (m[0] ** 2 + m[4] ** 2 + m[8] ** 2)
  return { places, line: area < 0 ? reversed(line) : line, isDirected, isModelClosed }
}

const reversed = (line: Float64Array): Float64Array => {
  const out = new Float64Array(line.length)
  for (let i = 0; i < line.length; i += 3) out.set(line.subarray(i, i + 3), line.length - 3 - i)
  return out
}

/** The places where the model's contour runs to the subject's right (upper) or left (lower), in one piece. */
const halfOf = (
  places: readonly PlaceOnModel[],
  half: 'upper' | 'lower',
  { template }: FlameModel,
): readonly PlaceOnModel[] => {
  const x = places.map((place) => pointOnSurface(place, template)[0])
  const [leftmost, rightmost] = [x.indexOf(Math.max(...x)), x.indexOf(Math.min(...x))]
  const [from, to] = half === 'upper' ? [leftmost, rightmost] : [rightmost, leftmost]
  const count = ((to - from + places.length) % places.length) + 1
  return Array.from({ length: count }, (_, i) => places[(from + i) % places.length])
}

const lengthsOf = ({ places, isModelClosed }: Placed, { template }: FlameModel) => {
  const at = places.map((place) => pointOnSurface(place, template))
  const to = (i: number, k: number): number => {
    const j = isModelClosed ? (k + at.length) % at.length : k
    const other = at[j]
    return other ? Math.hypot(at[i][0] - other[0], at[i][1] - other[1], at[i][2] - other[2]) : 0
  }
  // Where the line of a mouth is cut at its corners, neighbours are no neighbours.
  return {
    lengthsM: Float64Array.from(at, (_, i) => (Math.min(0.004, to(i, i - 1)) + Math.min(0.004, to(i, i + 1))) / 2),
  }
}
