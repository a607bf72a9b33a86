import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { evaluateH3ds } from '#core/datasets/evaluation/evaluateH3ds.ts'
import { evaluateNow, type NowEvaluationInput } from '#core/datasets/evaluation/evaluateNow.ts'
import { head8Embedding } from '#core/flame/head8Embedding.ts'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import { loadFlameModel } from '#core/flame/model.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'

const data = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const isThere = existsSync(join(data, 'flame')) && existsSync(join(data, 'scans'))
if (!isThere) console.warn('SKIPPED: the evaluations on a shared scan, ../shared/data is not there')

/** Places of head-8 in the list of 51. */
const inList: Readonly<Record<string, number>> = {
  ...{ right_eye_outer: 19, right_eye: 22, left_eye: 25, left_eye_outer: 28, nose_base: 16 },
  ...{ right_lips: 31, left_lips: 37, nose_tip: 13 },
}

const setOf = (points: Iterable<readonly [string, Vec3]>): LandmarkSet => ({
  ...{ scheme: null, unit: 'mm', annotator: null, time: null },
  landmarks: [...points].map(([name, position]) => ({ name, status: 'placed', position, surface: null })),
})

const open = () => {
  const read = (...path: readonly string[]): Uint8Array => readFileSync(join(data, ...path))
  const scan = readMesh(read('scans', 'menpo3d', 'james.obj'), 'james.obj').mesh
  const lines = read('scans', 'menpo3d', 'james_lmks51_flame_order_mm.csv')
  const list = readLandmarks(lines, 'james.csv').set.landmarks
  const clicked = Object.entries(inList).map(([name, i]): [string, Vec3] => [name, list[i].position ?? [0, 0, 0]])
  const name = 'flame2023open_partial_model.npz'
  const { template, triangles } = loadFlameModel(read('flame', 'fixtures', name), name)
  const positionsF64 = template.map((metres) => metres * 1000)
  const prediction: Mesh = { positions: Float32Array.from(positionsF64), positionsF64, triangles }
  const { pointNames, faces, barycentrics } = head8Embedding
  const predicted = (pointNames ?? []).map((point, i): [string, Vec3] => {
    const [a, b, c] = triangles.subarray(faces[i] * 3, faces[i] * 3 + 3)
    const [wa, wb, wc] = barycentrics.subarray(i * 3, i * 3 + 3)
    return [point, pointOnSurface({ vertices: [a, b, c], barycentrics: [wa, wb, wc] }, positionsF64)]
  })
  return { scan, clicked: new Map(clicked), prediction, predictionLandmarks: setOf(predicted) }
}

const apart = (p: ArrayLike<number>, at: number, q: Vec3): number =>
  Math.hypot(p[at] - q[0], p[at + 1] - q[1], p[at + 2] - q[2])

/** H3DS's landmarks are vertices, and its regions balls around the nose tip here. */
const h3ds = (radiusMm: number | null, hasLandmarks = true) => {
  const { scan, clicked, prediction, predictionLandmarks } = open()
  const p = scan.positionsF64 ?? scan.positions
  const nearest = (q: Vec3): Vec3 => {
    let best = 0
    for (let at = 0; at < p.length; at += 3) if (apart(p, at, q) < apart(p, best, q)) best = at
    return [p[best], p[best + 1], p[best + 2]]
  }
  const six = h3ds6.points.map(({ name }): [string, Vec3] => [name, nearest(clicked.get(name) ?? [0, 0, 0])])
  const tip = new Map(six).get('nose_tip') ?? [0, 0, 0]
  const inBall = Array.from({ length: p.length / 3 }, (_, v) => v).filter((v) => apart(p, v * 3, tip) < (radiusMm ?? 0))
  return evaluateH3ds({
    groundTruth: scan,
    groundTruthLandmarks: setOf(six),
    region: radiusMm === null ? null : Uint32Array.from(inBall),
    prediction,
    predictionLandmarks: hasLandmarks ? predictionLandmarks : null,
  })
}

/** The expected numbers are those of an implementation of its own in numpy, from the published description. */
describe.skipIf(!isThere)('james against FLAME’s template × 1000', () => {
  test.each([
    ['face_sphere', 95, true, [1.0672406, 1.0054855, 20, 2.51953, 36.558346, 1199]],
    ['80 mm', 80, true, [1.0672406, 0.9963086, 19, 2.19096, 42.905633, 897]],
    ['nose', 30, true, [1.0672406, 0.9835964, 16, 1.538286, 79.389747, 156]],
    ['none', null, true, [1.0672406, 0.9392613, 20, 6.323388, 10.565831, 6393]],
    ['face_sphere without landmarks', 95, false, [1, 1.0838854, 20, 4.73262, 26.864293, 1199]],
  ] as const)('H3DS, region %s', (_, radiusMm, hasLandmarks, [coarse, icp, rounds, toPrediction, toTruth, count]) => {
    const result = h3ds(radiusMm, hasLandmarks)
    expect(result.coarseScale).toBeCloseTo(coarse, 6)
    expect(result.icpScale).toBeCloseTo(icp, 6)
    expect(result.icpIterations).toBe(rounds)
    expect(result.meanToPredictionMm).toBeCloseTo(toPrediction, 5)
    expect(result.meanToGroundTruthMm).toBeCloseTo(toTruth, 5)
    expect(result.groundTruthVertices).toHaveLength(count)
  })

  const face = (o: Pick<NowEvaluationInput, 'benchmark' | 'metricalUnit'>) => {
    const { scan, clicked, prediction, predictionLandmarks } = open()
    return evaluateNow({ ...o, scan, scanLandmarks: setOf(clicked), prediction, predictionLandmarks })
  }

  test('NoW', () => {
    const result = face({ benchmark: 'now', metricalUnit: null })
    expect(result.procrustesScale).toBeCloseTo(1.0644946, 6)
    expect(result.cropRadiusMm).toBeCloseTo(106.0977874, 6)
    expect(result.scanVertices).toBe(1815)
    expect(result.landmarksOnly.median).toBeCloseTo(1.278, 4)
    expect(result.landmarksOnly.mean).toBeCloseTo(1.71832, 4)
    expect(result.final.median).toBeCloseTo(1.06202, 4)
    expect(result.final.mean).toBeCloseTo(1.32728, 4)
    expect(result.final.std).toBeCloseTo(1.08846, 4)
  })

  test('NoW, metrical', () => {
    const result = face({ benchmark: 'now', metricalUnit: 'mm' })
    expect(result.landmarksOnly.median).toBeCloseTo(3.45572, 4)
    expect(result.final.median).toBeCloseTo(1.4728, 3)
    expect(result.final.mean).toBeCloseTo(1.87503, 4)
    expect(result.final.std).toBeCloseTo(1.56813, 4)
  })

  test('Stirling', () => {
    const result = face({ benchmark: 'stirling', metricalUnit: null })
    expect(result.cropRadiusMm).toBeCloseTo(90.9409607, 6)
    expect(result.scanVertices).toBe(1363)
    expect(result.final.median).toBeCloseTo(1.24624, 4)
    expect(result.final.mean).toBeCloseTo(1.63749, 4)
    expect(result.final.std).toBeCloseTo(1.37506, 4)
  })
})
