import { PointTree } from '../../kernels/pointTree.ts'
import { badInput } from '../../model/errors.ts'
import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { identity4, invertAffine4, type Mat4, multiply4, scaleOf, transformPoints } from '../../model/transform.ts'
import { spreadProcrustes } from './spreadProcrustes.ts'

/** trimesh's defaults, which H3DS uses. */
const mostIterations = 20
const leastGain = 1e-5

export interface H3dsEvaluationInput {
  /** The scene's mesh, mm. */
  readonly groundTruth: Mesh
  readonly groundTruthLandmarks: LandmarkSet | null
  /** 0-based vertices of the ground truth; null: all of it. */
  readonly region: Uint32Array | null
  readonly prediction: Mesh
  /** Null: the prediction lies in the frame of the ground truth already. */
  readonly predictionLandmarks: LandmarkSet | null
}

export interface H3dsEvaluation {
  /** Scales of the two steps: the landmarks' (1 where there are none), and that of the closest-point iteration, which carries the ground truth onto the prediction. */
  readonly coarseScale: number
  readonly icpScale: number
  readonly icpIterations: number
  readonly groundTruthFromPrediction: Mat4
  /** Chamfer distances as H3DS defines them: mean distance from each vertex to the nearest VERTEX of the other, mm. */
  readonly meanToPredictionMm: number
  readonly meanToGroundTruthMm: number
  /** `[k]` the ground truth's vertices that count, and `[m]` the prediction's: distances, mm. */
  readonly toPredictionMm: Float64Array
  readonly toGroundTruthMm: Float64Array
  /** `[k]` which vertices of the ground truth those are. */
  readonly groundTruthVertices: Uint32Array
}

/**
 * The evaluation of the H3DS dataset (Ramon et al., H3D-Net, ICCV 2021), equal to its published code step by step:
 * Procrustes over the landmarks, an iteration of closest VERTICES from the ground truth's region to the prediction
 * (at most 20 rounds, until the cost falls by less than 1e-5, scale free, reflection allowed, nothing trimmed), the
 * prediction carried by its inverse, the ground truth cut to faces wholly within the region, mean distances to the
 * nearest vertex.
 *
 * @throws input/evaluation-landmarks where the prediction lacks a landmark of the ground truth; input/empty-region.
 */
export const evaluateH3ds = (input: H3dsEvaluationInput, context: RunContext = {}): H3dsEvaluation => {
  const truth = Float64Array.from(input.groundTruth.positionsF64 ?? input.groundTruth.positions)
  const prediction = Float64Array.from(input.prediction.positionsF64 ?? input.prediction.positions)
  const coarse = coarseAlignment(input)
  const placed = transformPoints(coarse, prediction)
  const region = input.region === null ? truth : rowsOf(truth, input.region)
  if (region.length === 0) throw badInput('empty-region', 'The region names no vertex of the ground truth.')
  const icp = vertexIcp(region, placed, context)
  const back = invertAffine4(icp.predictionFromTruth)
  const final = transformPoints(back, placed)
  const groundTruthVertices = verticesInRegion(input.groundTruth, input.region)
  const cut = rowsOf(truth, groundTruthVertices)
  const toPredictionMm = distancesToNearest(cut, final)
  const toGroundTruthMm = distancesToNearest(final, cut)
  return {
    coarseScale: Math.abs(scaleOf(coarse)),
    icpScale: Math.abs(scaleOf(icp.predictionFromTruth)),
    icpIterations: icp.iterations,
    groundTruthFromPrediction: multiply4(back, coarse),
    meanToPredictionMm: meanOf(toPredictionMm),
    meanToGroundTruthMm: meanOf(toGroundTruthMm),
    toPredictionMm,
    toGroundTruthMm,
    groundTruthVertices,
  }
}

const coarseAlignment = ({ groundTruthLandmarks, predictionLandmarks }: H3dsEvaluationInput): Mat4 => {
  if (predictionLandmarks === null) return identity4
  if (groundTruthLandmarks === null) {
    throw badInput('evaluation-landmarks', 'The ground truth has no landmarks.txt, so the prediction cannot be placed.')
  }
  const predicted = placedPoints(predictionLandmarks)
  const names = [...placedPoints(groundTruthLandmarks)]
  const missing = names.filter(([name]) => !predicted.has(name)).map(([name]) => name)
  if (missing.length > 0) {
    throw badInput(
      'evaluation-landmarks',
      `The prediction's landmarks lack ${missing.join(', ')}. H3DS uses every landmark of the ground truth: add them, or leave the landmarks out where the prediction is aligned already.`,
    )
  }
  const target = names.flatMap(([, position]) => [...position])
  const source = names.flatMap(([name]) => [...(predicted.get(name) ?? [])])
  return spreadProcrustes({ source, target }, { reflection: false })
}

/** Closest vertices: `moving` onto `fixed`, as trimesh's `icp` does it. */
const vertexIcp = (moving: Float64Array, fixed: Float64Array, context: RunContext) => {
  const tree = PointTree.build(Float32Array.from(fixed), { context })
  try {
    let predictionFromTruth: Mat4 = identity4
    let moved = moving
    let cost = Infinity
    let iterations = 0
    while (iterations < mostIterations) {
      checkCancelled(context)
      const { indices } = tree.nearest(moved)
      const target = rowsOf(fixed, indices)
      const step = spreadProcrustes({ source: moved, target }, { reflection: true })
      moved = transformPoints(step, moved)
      predictionFromTruth = multiply4(step, predictionFromTruth)
      iterations++
      const costBefore = cost
      cost = meanSquare(moved, target)
      context.report?.({ fraction: iterations / mostIterations, message: `Closest vertices, round ${iterations}` })
      if (costBefore - cost < leastGain) break
    }
    return { predictionFromTruth, iterations }
  } finally {
    tree.release()
  }
}

/** Mean over all coordinates, as the trimesh that H3DS pins computes its cost. */
const meanSquare = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length

/** Vertices of the faces that lie in the region with all three corners, ascending; without a region all vertices. */
const verticesInRegion = ({ positions, triangles }: Mesh, region: Uint32Array | null): Uint32Array => {
  const vertexCount = positions.length / 3
  if (region === null) return Uint32Array.from({ length: vertexCount }, (_, v) => v)
  const isInRegion = new Uint8Array(vertexCount)
  for (const v of region) isInRegion[v] = 1
  const isUsed = new Uint8Array(vertexCount)
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = triangles.subarray(i, i + 3)
    if (corners.every((v) => isInRegion[v])) for (const v of corners) isUsed[v] = 1
  }
  const used = Uint32Array.from(Array.from(isUsed.keys()).filter((v) => isUsed[v] === 1))
  if (used.length === 0) throw badInput('empty-region', 'No face of the ground truth lies wholly within the region.')
  return used
}

const rowsOf = (points: Float64Array, rows: Uint32Array | Int32Array): Float64Array => {
  const out = new Float64Array(rows.length * 3)
  for (let i = 0; i < rows.length; i++) {
    for (let axis = 0; axis < 3; axis++) out[i * 3 + axis] = points[rows[i] * 3 + axis]
  }
  return out
}

/** `[n]` distance of each point to the nearest of the others. */
const distancesToNearest = (points: Float64Array, others: Float64Array): Float64Array => {
  const tree = PointTree.build(Float32Array.from(others))
  try {
    const { indices } = tree.nearest(points)
    return Float64Array.from(indices, (other, i) =>
      Math.hypot(
        points[i * 3] - others[other * 3],
        points[i * 3 + 1] - others[other * 3 + 1],
        points[i * 3 + 2] - others[other * 3 + 2],
      ),
    )
  } finally {
    tree.release()
  }
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
