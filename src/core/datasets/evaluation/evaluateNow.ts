import { summarizeDistances } from '../../geometry/distances.ts'
import { fitSimilarity } from '../../geometry/similarity.ts'
import { badInput } from '../../model/errors.ts'
import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import type { RunContext } from '../../model/run.ts'
import { now7 } from '../../model/schemes.ts'
import { type Mat4, multiply4, toMat4, transformPoints, type Vec3 } from '../../model/transform.ts'
import { closestOnMesh, refineOnScan } from './refineOnScan.ts'

/** What tells the two benchmarks apart. */
export const faceBenchmarks = {
  now: { cropFactor: 1.4, isRefined: true },
  stirling: { cropFactor: 1.2, isRefined: false },
} as const
export type FaceBenchmark = keyof typeof faceBenchmarks

/** Scale of a metrical prediction, by the unit it is in. */
export const metricalFactors = { mm: 1, cm: 10, m: 1000 } as const
export type MetricalUnit = keyof typeof metricalFactors

export interface NowEvaluationInput {
  readonly benchmark: FaceBenchmark
  /** mm. */
  readonly scan: Mesh
  readonly scanLandmarks: LandmarkSet
  readonly prediction: Mesh
  readonly predictionLandmarks: LandmarkSet
  /** The unit whose size the prediction claims to have; null: its size does not count (non-metrical). */
  readonly metricalUnit: MetricalUnit | null
}

export interface ErrorNumbers {
  readonly median: number
  readonly mean: number
  /** Of the population, as numpy's `std`. */
  readonly std: number
}

export interface NowEvaluation {
  /** Scale of the fit by landmarks, whatever is then done with it. */
  readonly procrustesScale: number
  readonly cropRadiusMm: number
  readonly cropCentre: Vec3
  readonly scanVertices: number
  readonly landmarksOnly: ErrorNumbers
  readonly final: ErrorNumbers
  readonly scanFromPrediction: Mat4
  readonly iterations: number
  /** `[k]` distance of every cropped scan vertex to the predicted surface, mm. */
  readonly distancesMm: Float64Array
  /** `[k]` which vertices of the scan those are. */
  readonly croppedVertices: Uint32Array
}

/**
 * The NoW challenge's evaluation (Sanyal, Bolkart, Feng, Black, CVPR 2019), metrical as in MICA (Zielonka et al., ECCV
 * 2022), and Stirling's (Feng et al., FG 2018), equal to the published code step by step: least squares Procrustes over
 * seven landmarks, a ball of scan vertices about the face, for NoW a refinement that minimises the sum of squared
 * distances from the cropped scan to the surface, then unsigned distances from scan vertices to that surface.
 *
 * @throws input/evaluation-landmarks where one of the seven is missing; input/empty-crop; fitSimilarity's errors.
 */
export const evaluateNow = (input: NowEvaluationInput, context: RunContext = {}): NowEvaluation => {
  const { cropFactor, isRefined } = faceBenchmarks[input.benchmark]
  const scanSeven = sevenOf(input.scanLandmarks, 'scan')
  const predictionSeven = sevenOf(input.predictionLandmarks, 'prediction')
  const crop = cropOf(scanSeven, cropFactor)
  const croppedVertices = verticesWithin(input.scan, crop)
  const points = rowsOf(input.scan, croppedVertices)
  const fit = fitSimilarity({ source: predictionSeven.flat(), target: scanSeven.flat(), scale: 'free' })
  const coarse =
    input.metricalUnit === null
      ? fit.targetFromSource
      : rescaled(fit.targetFromSource, metricalFactors[input.metricalUnit] / fit.scale)
  const { triangles, positions, positionsF64 } = input.prediction
  const placed = transformPoints(coarse, Float64Array.from(positionsF64 ?? positions))
  const byLandmarks = closestOnMesh(points, { positions: placed, triangles }).distances
  const refined = isRefined
    ? refineOnScan(
        points,
        { positions: placed, triangles },
        { scale: input.metricalUnit === null ? 'free' : 'fixed' },
        context,
      )
    : null
  const distancesMm = refined?.distances ?? byLandmarks
  return {
    procrustesScale: fit.scale,
    cropRadiusMm: crop.radiusMm,
    cropCentre: crop.centre,
    scanVertices: croppedVertices.length,
    landmarksOnly: numbersOf(byLandmarks),
    final: numbersOf(distancesMm),
    scanFromPrediction: refined ? multiply4(refined.scanFromMesh, coarse) : coarse,
    iterations: refined?.iterations ?? 0,
    distancesMm,
    croppedVertices,
  }
}

/** Median, mean and population standard deviation of distances. */
export const numbersOf = (distances: ArrayLike<number>): ErrorNumbers => {
  const { median, mean, rms } = summarizeDistances(distances, { ignoreNegative: false })
  return { median, mean, std: Math.sqrt(Math.max(0, rms * rms - mean * mean)) }
}

const sevenOf = (set: LandmarkSet, which: 'scan' | 'prediction'): Vec3[] => {
  const placed = placedPoints(set)
  const missing = now7.points.filter(({ name }) => !placed.has(name)).map(({ name }) => name)
  if (missing.length > 0) {
    throw badInput(
      'evaluation-landmarks',
      `The landmarks of the ${which} lack ${missing.join(', ')}; the evaluation needs the seven of NoW, by name or as a list of seven in NoW's order.`,
    )
  }
  return now7.points.map(({ name }) => placed.get(name) as Vec3)
}

const meanOf = (points: readonly Vec3[]): Vec3 => {
  const sum = points.reduce<Vec3>(([x, y, z], p) => [x + p[0], y + p[1], z + p[2]], [0, 0, 0])
  return [sum[0] / points.length, sum[1] / points.length, sum[2] / points.length]
}

const between = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/** The ball about the face: from outer canthi, inner canthi and subnasale. */
const cropOf = ([rightOuter, rightInner, leftInner, leftOuter, noseBase]: readonly Vec3[], factor: number) => {
  const eyes = meanOf([rightInner, leftInner])
  const centre: Vec3 = [
    noseBase[0] + 0.3 * (eyes[0] - noseBase[0]),
    noseBase[1] + 0.3 * (eyes[1] - noseBase[1]),
    noseBase[2] + 0.3 * (eyes[2] - noseBase[2]),
  ]
  return { centre, radiusMm: (factor * (between(rightOuter, leftOuter) + between(eyes, noseBase))) / 2 }
}

const verticesWithin = (
  { positions, positionsF64 }: Mesh,
  { centre, radiusMm }: { readonly centre: Vec3; readonly radiusMm: number },
): Uint32Array => {
  const rows = positionsF64 ?? positions
  const inside: number[] = []
  for (let v = 0; v < rows.length / 3; v++) {
    const distance = Math.hypot(rows[v * 3] - centre[0], rows[v * 3 + 1] - centre[1], rows[v * 3 + 2] - centre[2])
    if (distance <= radiusMm) inside.push(v)
  }
  if (inside.length === 0) {
    throw badInput(
      'empty-crop',
      `No vertex of the scan lies within ${radiusMm.toFixed(1)} of the face's middle. Are scan and landmarks in one frame and unit (mm)?`,
    )
  }
  return Uint32Array.from(inside)
}

const rowsOf = ({ positions, positionsF64 }: Mesh, vertices: Uint32Array): Float64Array => {
  const from = positionsF64 ?? positions
  const rows = new Float64Array(vertices.length * 3)
  for (let i = 0; i < vertices.length; i++) {
    for (let axis = 0; axis < 3; axis++) rows[i * 3 + axis] = from[vertices[i] * 3 + axis]
  }
  return rows
}

/** The same rotation and translation with another scale, as the published code combines them. */
const rescaled = (m: Mat4, factor: number): Mat4 =>
  toMat4(m.map((value, i) => (i < 12 && i % 4 < 3 ? factor * value : value)))
