import { describe, expect, test } from 'vitest'
import { alignTogether } from '#core/geometry/alignTogether.ts'
import type { AlignOptions, AlignScan } from '#core/model/alignment.ts'
import { type Random, seededRandom } from '#core/model/random.ts'
import { invertAffine4, type Mat4, multiply4, scaleOf } from '#core/model/transform.ts'
import {
  bumpyHead,
  croppedMesh,
  headMesh,
  landmarkSetOf,
  movedMesh,
  movedPoints,
  noisyMesh,
  transformError,
} from './bumpyHead.ts'
import { similarityOf } from './similarityOf.ts'

const usual: AlignOptions = { scale: 'free', metric: 'point-to-plane', overlap: 'auto', restarts: 2 }

const anywhere = (random: Random, unitPerMm: number): Mat4 =>
  similarityOf({
    axisAngle: [random.normal(), random.normal(), random.normal()],
    scale: unitPerMm,
    translation: [0, 1, 2].map(() => 200 * unitPerMm * random.normal()),
  })

/** Views of one head from its right to its left, each with its own noise, frame and unit; `behind`: how far round each sees (cosine). */
const viewsOf = (seed: number, count: number, behind = -0.35) => {
  const random = seededRandom(seed)
  const head = bumpyHead(seed)
  return Array.from({ length: count }, (_, view) => {
    const yaw = (view - (count - 1) / 2) * 0.5
    const turn = similarityOf({
      axisAngle: [0.2 * random.normal(), random.normal(), 0],
      scale: 1,
      translation: [0, 0, 0],
    })
    const seen = croppedMesh(
      headMesh(head, { rings: 44, turn }),
      (x, y, z) => x * Math.sin(yaw) + z * Math.cos(yaw) > behind * Math.hypot(x, y, z),
    )
    const unit = view % 2 === 0 ? ('mm' as const) : ('m' as const)
    const scanFromHead = anywhere(random, unit === 'mm' ? 1 : 0.001)
    const wrong = similarityOf({
      axisAngle: [0.03 * random.normal(), 0.03 * random.normal(), 0],
      scale: 1,
      translation: [2 * random.normal(), 2 * random.normal(), 2 * random.normal()],
    })
    const scan: AlignScan = {
      mesh: movedMesh(noisyMesh(seen, 0.5, random), scanFromHead),
      landmarks: landmarkSetOf(movedPoints(head.landmarks, multiply4(scanFromHead, wrong)), unit),
      unit,
    }
    return { scan, scanFromHead }
  })
}

describe('several scans together', () => {
  test('five views of a head: loops close, and places come nearer to the truth than chained pairs (seed 81)', () => {
    const views = viewsOf(81, 5, 0)
    const { referenceFromScan, pairs, chainedRmsMm, adjustedRmsMm } = alignTogether({
      scans: views.map(({ scan }) => scan),
      options: usual,
    })
    expect(pairs).toHaveLength(10)
    expect(adjustedRmsMm).toBeLessThan(chainedRmsMm)
    for (const [index, place] of referenceFromScan.entries()) {
      if (place === null) throw new Error(`scan ${index} was not placed`)
      const truth = multiply4(views[0].scanFromHead, invertAffine4(views[index].scanFromHead))
      const error = transformError(place, truth, views[index].scan.mesh.positions)
      expect(error.mean).toBeLessThan(0.25)
      expect(Math.abs(scaleOf(place) / scaleOf(truth) - 1)).toBeLessThan(0.003)
    }
  })

  test('another reference gives the same places relative to each other (0.02 mm)', () => {
    const views = viewsOf(82, 3)
    const scans = views.map(({ scan }) => scan)
    const first = alignTogether({ scans, options: usual })
    const last = alignTogether({ scans, reference: 2, options: usual })
    const [a, b] = [first.referenceFromScan, last.referenceFromScan]
    if (!a[1] || !a[2] || !b[1]) throw new Error('a scan was not placed')
    const relative = multiply4(invertAffine4(a[2]), a[1])
    expect(transformError(b[1], relative, views[1].scan.mesh.positions).mean).toBeLessThan(0.02)
  })

  test('a scan of nobody is left out and named; the others are placed', () => {
    const views = viewsOf(83, 3)
    const ball = bumpyHead(5)
    const stranger = movedMesh(
      headMesh(
        { ...ball, radiusAt: ([x, y, z]) => 60 + 25 * Math.sin(5 * x) * Math.cos(4 * y + z) },
        {
          rings: 30,
          turn: similarityOf({ axisAngle: [0, 0, 0], scale: 1, translation: [0, 0, 0] }),
        },
      ),
      similarityOf({ axisAngle: [1, 0, 0], scale: 1, translation: [5, 5, 5] }),
    )
    const scans = [
      ...views.map(({ scan }) => scan),
      { mesh: stranger, landmarks: views[0].scan.landmarks, unit: 'mm' as const },
    ]
    const { referenceFromScan, warnings } = alignTogether({ scans, options: usual })
    expect(referenceFromScan[3]).toBeNull()
    expect(referenceFromScan.slice(0, 3).every((place) => place !== null)).toBe(true)
    expect(warnings.map(({ code }) => code)).toContain('align/scan-not-placed')
  })

  test('one scan alone, and a reference that is not there, are refused', () => {
    const scans = viewsOf(84, 2).map(({ scan }) => scan)
    expect(() => alignTogether({ scans: scans.slice(1), options: usual })).toThrowError(
      expect.objectContaining({ code: 'input/too-few-scans' }),
    )
    expect(() => alignTogether({ scans, reference: 5, options: usual })).toThrowError(
      expect.objectContaining({ code: 'input/no-reference' }),
    )
  })
})
