import { describe, expect, test } from 'vitest'
import { evaluateH3ds } from '#core/datasets/evaluation/evaluateH3ds.ts'
import { evaluateNow, numbersOf } from '#core/datasets/evaluation/evaluateNow.ts'
import { closestOnMesh, refineOnScan } from '#core/datasets/evaluation/refineOnScan.ts'
import { spreadProcrustes } from '#core/datasets/evaluation/spreadProcrustes.ts'
import { fitSimilarity } from '#core/geometry/similarity.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { now7 } from '#core/model/schemes.ts'
import { invertAffine4, scaleOf, toMat4, transformPoint, transformPoints } from '#core/model/transform.ts'
import { ballLandmarksMm, ballMm } from './sampleHead.ts'

/** A turn of 8°, a scale of 1.03, and a shift. */
const moved = toMat4(
  [
    [0.9928, -0.0873, 0.0814, 6],
    [0.0814, 0.9939, 0.0745, -4],
    [-0.0874, -0.0673, 0.9939, 9],
  ]
    .flatMap((row) => row.map((value, k) => (k < 3 ? 1.03 * value : value)))
    .concat([0, 0, 0, 1]),
)

/** The nearest proper similarity: rounded rows are none. */
const similarity = (() => {
  const source = [0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 100]
  const target = transformPoints(moved, Float64Array.from(source))
  return fitSimilarity({ source, target, scale: 'free' }).targetFromSource
})()

const movedMesh = (mesh: Mesh): Mesh => {
  const positionsF64 = transformPoints(similarity, Float64Array.from(mesh.positions))
  return { ...mesh, positions: Float32Array.from(positionsF64), positionsF64 }
}

const movedLandmarks = (set: LandmarkSet): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.map((landmark) => ({
    ...landmark,
    position: landmark.position && transformPoint(similarity, landmark.position),
  })),
})

describe('Procrustes with the ratio of spreads', () => {
  test('noisy pairs, seed 3: the rotation of the least squares fit, the ratio of the spreads as scale', () => {
    const random = seededRandom(3)
    const source = Float64Array.from({ length: 60 }, () => 50 * random.normal())
    const target = transformPoints(similarity, source).map((value) => value + 8 * random.normal())
    const spread = (points: Float64Array): number => {
      const mean = [0, 1, 2].map((axis) => points.filter((_, i) => i % 3 === axis).reduce((a, b) => a + b, 0) / 20)
      return Math.sqrt(points.reduce((sum, value, i) => sum + (value - mean[i % 3]) ** 2, 0))
    }
    const found = spreadProcrustes({ source, target }, { reflection: false })
    const leastSquares = fitSimilarity({ source, target, scale: 'free' })
    expect(scaleOf(found)).toBeCloseTo(spread(target) / spread(source), 10)
    expect(scaleOf(found)).toBeGreaterThan(leastSquares.scale)
    for (const i of [0, 1, 2, 4, 5, 6, 8, 9, 10]) {
      expect(found[i] / scaleOf(found)).toBeCloseTo(leastSquares.targetFromSource[i] / leastSquares.scale, 10)
    }
  })

  test('a mirrored set is mirrored back only where that is allowed', () => {
    const random = seededRandom(4)
    const source = Float64Array.from({ length: 60 }, () => random.normal())
    const target = source.map((value, i) => (i % 3 === 0 ? -value : value))
    expect(scaleOf(spreadProcrustes({ source, target }, { reflection: true }))).toBeCloseTo(-1, 9)
    expect(scaleOf(spreadProcrustes({ source, target }, { reflection: false }))).toBeGreaterThan(0)
  })
})

describe('H3DS', () => {
  test('a moved copy comes back: no distance is left, and the scales are those of the move', () => {
    const groundTruth = ballMm()
    const result = evaluateH3ds({
      groundTruth,
      groundTruthLandmarks: ballLandmarksMm,
      region: null,
      prediction: movedMesh(groundTruth),
      predictionLandmarks: movedLandmarks(ballLandmarksMm),
    })
    expect(result.coarseScale).toBeCloseTo(1 / scaleOf(similarity), 6)
    expect(result.icpScale).toBeCloseTo(1, 6)
    expect(result.meanToPredictionMm).toBeLessThan(1e-4)
    expect(result.meanToGroundTruthMm).toBeLessThan(1e-4)
    const back = invertAffine4(similarity)
    for (const [i, value] of result.groundTruthFromPrediction.entries()) expect(value).toBeCloseTo(back[i], 5)
  })

  test('distances are those of a plain search, both ways, over the faces wholly in the region', () => {
    const groundTruth = ballMm(12)
    const region = Uint32Array.from(
      [...groundTruth.positions.keys()].filter((i) => i % 3 === 2 && groundTruth.positions[i] > 0),
      (i) => Math.floor(i / 3),
    )
    const prediction = ballMm(9)
    const result = evaluateH3ds({
      groundTruth,
      groundTruthLandmarks: null,
      region,
      prediction,
      predictionLandmarks: null,
    })
    const inFront = new Set(region)
    const used = new Set<number>()
    for (let i = 0; i < groundTruth.triangles.length; i += 3) {
      const corners = [...groundTruth.triangles.subarray(i, i + 3)]
      if (corners.every((v) => inFront.has(v))) for (const v of corners) used.add(v)
    }
    expect([...result.groundTruthVertices]).toEqual([...used].sort((a, b) => a - b))
    const placed = transformPoints(result.groundTruthFromPrediction, Float64Array.from(prediction.positions))
    const nearest = (x: number, y: number, z: number): number => {
      let best = Infinity
      for (let i = 0; i < placed.length; i += 3)
        best = Math.min(best, Math.hypot(placed[i] - x, placed[i + 1] - y, placed[i + 2] - z))
      return best
    }
    const p = groundTruth.positions
    result.groundTruthVertices.forEach((v, i) => {
      expect(result.toPredictionMm[i]).toBeCloseTo(nearest(p[v * 3], p[v * 3 + 1], p[v * 3 + 2]), 4)
    })
    expect(result.icpIterations).toBeLessThanOrEqual(20)
  })

  test('a landmark that the prediction lacks is named', () => {
    const less = { ...ballLandmarksMm, landmarks: ballLandmarksMm.landmarks.filter(({ name }) => name !== 'nose_base') }
    const run = () =>
      evaluateH3ds({
        groundTruth: ballMm(),
        groundTruthLandmarks: ballLandmarksMm,
        region: null,
        prediction: ballMm(),
        predictionLandmarks: less,
      })
    expect(run).toThrow(/nose_base/)
  })
})

describe('NoW and Stirling', () => {
  const input = {
    scan: ballMm(),
    scanLandmarks: ballLandmarksMm,
    prediction: movedMesh(ballMm()),
    predictionLandmarks: movedLandmarks(ballLandmarksMm),
  } as const

  test.each(['now', 'stirling'] as const)(
    '%s: a moved copy comes back, over the vertices within the ball',
    (benchmark) => {
      const result = evaluateNow({ ...input, benchmark, metricalUnit: null })
      const at = new Map(ballLandmarksMm.landmarks.map(({ name, position }) => [name, position as readonly number[]]))
      const [outerR, innerR, innerL, outerL, base] = now7.points.map(({ name }) => at.get(name) as readonly number[])
      const eyes = [0, 1, 2].map((axis) => (innerR[axis] + innerL[axis]) / 2)
      const length = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, k) => value - b[k]))
      const factor = benchmark === 'now' ? 1.4 : 1.2
      expect(result.cropRadiusMm).toBeCloseTo((factor * (length(outerR, outerL) + length(eyes, base))) / 2, 9)
      expect(result.procrustesScale).toBeCloseTo(1 / scaleOf(similarity), 6)
      expect(result.final.mean).toBeLessThan(1e-4)
      expect(result.scanVertices).toBe(result.distancesMm.length)
    },
  )

  test('a prediction of another size: wrong by its size where it claims to be metrical, else not', () => {
    const metrical = evaluateNow({ ...input, benchmark: 'now', metricalUnit: 'mm' })
    expect(metrical.final.median).toBeGreaterThan(0.3)
    expect(scaleOf(metrical.scanFromPrediction)).toBeCloseTo(1, 9)
    const inMetres = {
      ...input.prediction,
      positions: input.prediction.positions.map((value) => value / 1000),
      positionsF64: input.prediction.positionsF64?.map((value) => value / 1000),
    } as Mesh
    const landmarks = {
      ...input.predictionLandmarks,
      landmarks: input.predictionLandmarks.landmarks.map((landmark) => ({
        ...landmark,
        position: landmark.position && ([0, 1, 2].map((k) => (landmark.position?.[k] ?? 0) / 1000) as never),
      })),
    }
    const result = evaluateNow({
      ...input,
      prediction: inMetres,
      predictionLandmarks: landmarks,
      benchmark: 'now',
      metricalUnit: 'm',
    })
    expect(result.final.median).toBeCloseTo(metrical.final.median, 3)
  })

  test('the refinement finds the least sum of squares: no small motion lowers it', () => {
    const random = seededRandom(9)
    const { positions, triangles } = ballMm(24)
    const points = Float64Array.from(ballMm(17).positions, (value) => value + 0.8 * random.normal())
    const mesh = { positions: transformPoints(similarity, Float64Array.from(positions)), triangles }
    const result = refineOnScan(points, mesh, { scale: 'free' })
    expect(result.stop).toBe('converged')
    const sumAt = (m: readonly number[]): number => {
      const shifted = transformPoints(toMat4(m), transformPoints(result.scanFromMesh, mesh.positions))
      const { distances } = closestOnMesh(points, { positions: shifted, triangles })
      return distances.reduce((sum, d) => sum + d * d, 0)
    }
    const best = result.distances.reduce((sum, d) => sum + d * d, 0)
    const e = 2e-3
    const motions = [
      [1, 0, 0, e, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
      [1, 0, 0, -e, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
      [1, 0, 0, 0, 0, 1, 0, e, 0, 0, 1, 0, 0, 0, 0, 1],
      [1, 0, 0, 0, 0, 1, 0, -e, 0, 0, 1, 0, 0, 0, 0, 1],
      [1 + e / 50, 0, 0, 0, 0, 1 + e / 50, 0, 0, 0, 0, 1 + e / 50, 0, 0, 0, 0, 1],
      [1 - e / 50, 0, 0, 0, 0, 1 - e / 50, 0, 0, 0, 0, 1 - e / 50, 0, 0, 0, 0, 1],
    ]
    for (const motion of motions) expect(sumAt(motion)).toBeGreaterThan(best)
  })

  test('median, mean and the standard deviation of the population', () => {
    const numbers = numbersOf([1, 2, 3, 6])
    expect(numbers.median).toBe(2.5)
    expect(numbers.mean).toBe(3)
    expect(numbers.std).toBeCloseTo(Math.sqrt(3.5), 12)
  })
})
