import { describe, expect, test } from 'vitest'
import { type AlignInput, alignScans } from '#core/geometry/alignScans.ts'
import { type LandmarkSet, placedPoints } from '#core/model/landmarks.ts'
import type { Progress } from '#core/model/run.ts'
import {
  type Changes,
  codesOf,
  inputOf,
  mirror,
  mirroredMesh,
  renamed,
  scaling,
  swapEyes,
  swapLips,
  usual,
} from './alignPair.ts'
import { landmarkSetOf, movedMesh, movedPoints, scanPair, transformError } from './bumpyHead.ts'

describe('alignScans heals what it can and says so', () => {
  const pair = scanPair({ seed: 21, overlap: 0.9, noiseMm: 0.3, startDeg: 3, startMm: 3 })
  const expectHealed = (input: AlignInput, code: string, message: RegExp): void => {
    const result = alignScans(input)
    expect(transformError(result.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(0.2)
    expect(result.warnings.find((warning) => warning.code === code)?.message).toMatch(message)
  }

  test('left and right mouth corner exchanged', () => {
    const sourceLandmarks = renamed(pair.sourceLandmarks, swapLips)
    expectHealed(
      inputOf(pair, { sourceLandmarks }),
      'align/landmarks-exchanged',
      /left_lips and right_lips look exchanged/,
    )
  })

  test('nose tip and nose base exchanged', () => {
    const targetLandmarks = renamed(pair.targetLandmarks, { nose_tip: 'nose_base', nose_base: 'nose_tip' })
    expectHealed(
      inputOf(pair, { targetLandmarks }),
      'align/landmarks-exchanged',
      /nose_tip and nose_base look exchanged/,
    )
  })

  test('one landmark 40 mm away', () => {
    const sourceLandmarks = {
      ...pair.sourceLandmarks,
      landmarks: pair.sourceLandmarks.landmarks.map((landmark) => {
        const [x, y, z] = landmark.position ?? [0, 0, 0]
        return landmark.name === 'nose_tip' ? { ...landmark, position: [x + 0.04, y, z] as const } : landmark
      }),
    }
    expectHealed(inputOf(pair, { sourceLandmarks }), 'align/landmark-left-out', /nose_tip lies \d+\.\d mm/)
  })

  test.each(['free', 'fixed'] as const)('a wrong unit, scale %s', (scale) => {
    const options = { ...usual, scale }
    const result = alignScans(inputOf(pair, { sourceUnit: 'mm', options }))
    expect(result.warnings.find(({ code }) => code === 'align/unit-mismatch')?.message).toMatch(
      /said to be in mm.* m was taken/,
    )
    expect(Math.abs(result.scale / 1000 - 1)).toBeLessThan(0.04)
  })

  test('units that nobody stated', () => {
    const nameless = {
      sourceUnit: null,
      targetUnit: null,
      sourceLandmarks: { ...pair.sourceLandmarks, unit: null },
      targetLandmarks: { ...pair.targetLandmarks, unit: null },
    }
    expectHealed(inputOf(pair, nameless), 'align/unit-guessed', /not stated/)
    expect(alignScans(inputOf(pair, { ...nameless, sourceUnit: 'm' })).unit).toBe('mm')
  })

  test('landmarks far from where the surfaces agree are named', () => {
    const astray = scanPair({ seed: 21, overlap: 0.9, noiseMm: 0.3, startDeg: 15, startMm: 20 })
    expect(codesOf(alignScans(inputOf(astray)))).toContain('align/landmarks-disagree')
  })

  test('a source of a few points keeps what the landmarks say', () => {
    const source = { positions: pair.source.positions.slice(0, 60), triangles: new Uint32Array() }
    const result = alignScans(inputOf(pair, { source }))
    expect(result.stop).toBe('too-few-pairs')
    expect(result.targetFromSource).toEqual(result.steps[0].targetFromSource)
    expect(codesOf(result)).toContain('align/too-few-pairs')
  })

  test('a scale that runs away is held within 10 % of that of the landmarks', () => {
    const source = movedMesh(pair.source, scaling(1.2))
    const result = alignScans(inputOf(pair, { source }))
    expect(codesOf(result)).toContain('align/scale-bound')
    expect(result.scale / result.steps[0].numbers.scale).toBeCloseTo(0.9, 6)
  })

  test('a target that is a cloud of points without normals', () => {
    const target = { positions: pair.target.positions, triangles: new Uint32Array() }
    expect(codesOf(alignScans(inputOf(pair, { target })))).toContain('align/no-normals')
  })
})

describe('alignScans refuses what it cannot heal', () => {
  const pair = scanPair({
    seed: 31,
    overlap: 0.9,
    noiseMm: 0.3,
    startDeg: 2,
    startMm: 2,
    rings: { source: 40, target: 60 },
  })
  const expectRefused = (changes: Changes, code: string, message: RegExp): void => {
    const attempt = () => alignScans(inputOf(pair, changes))
    expect(attempt).toThrowError(expect.objectContaining({ code }))
    expect(attempt).toThrowError(message)
  }
  const keeping = (set: LandmarkSet, count: number): LandmarkSet => ({
    ...set,
    landmarks: set.landmarks.slice(0, count),
  })

  test('a mirrored scan whose landmarks went through the mirror too', () => {
    const sourceLandmarks = landmarkSetOf(movedPoints(placedPoints(pair.sourceLandmarks), mirror), 'm')
    expectRefused({ source: mirroredMesh(pair.source), sourceLandmarks }, 'input/mirrored', /only fit as in a mirror/)
  })

  test('a mirrored scan on which the landmarks look right', () => {
    const mirrored = landmarkSetOf(movedPoints(placedPoints(pair.sourceLandmarks), mirror), 'm')
    const sourceLandmarks = renamed(mirrored, { ...swapLips, ...swapEyes })
    expectRefused(
      { source: mirroredMesh(pair.source), sourceLandmarks },
      'input/mirrored',
      /mm if the source is mirrored/,
    )
  })

  test('left and right exchanged in a whole set', () => {
    const sourceLandmarks = renamed(pair.sourceLandmarks, { ...swapLips, ...swapEyes })
    expectRefused({ sourceLandmarks }, 'input/mirrored', /exchanged in one whole set/)
  })

  test('fewer than three common landmarks, where they were asked for', () => {
    const byLandmarks = { ...usual, start: 'landmarks' as const }
    expectRefused(
      { sourceLandmarks: keeping(pair.sourceLandmarks, 2), options: byLandmarks },
      'input/too-few-landmarks',
      /right_eye, left_eye/,
    )
    const unplaced = pair.targetLandmarks.landmarks.map((landmark) => ({ ...landmark, status: 'missing' as const }))
    expectRefused(
      { targetLandmarks: { ...pair.targetLandmarks, landmarks: unplaced }, options: byLandmarks },
      'input/too-few-landmarks',
      /target has none/,
    )
  })

  test('landmarks on one line', () => {
    const line = new Map([0, 1, 2].map((i) => [`p${i}`, [0.01 * i, 0.02 * i, 0.5] as const]))
    const sets = { sourceLandmarks: landmarkSetOf(line, 'm'), targetLandmarks: landmarkSetOf(line, 'mm') }
    expectRefused(sets, 'input/collinear-points', /one line/)
  })

  test('empty scans, NaN, indices without vertices', () => {
    const nothing = { positions: new Float32Array(), triangles: new Uint32Array() }
    expectRefused({ source: nothing }, 'input/empty-scan', /source scan/)
    const broken = pair.target.positions.slice()
    broken[3000] = Number.NaN
    expectRefused({ target: { ...pair.target, positions: broken } }, 'input/not-finite', /Vertex 1000 of the target/)
    const wild = pair.source.triangles.slice()
    wild[7] = 1e6
    expectRefused(
      { source: { ...pair.source, triangles: wild } },
      'input/index-out-of-range',
      /Triangle 2 of the source/,
    )
    const nan = landmarkSetOf(
      new Map([...placedPoints(pair.sourceLandmarks), ['nose_tip', [Number.NaN, 0, 0] as const]]),
      'm',
    )
    expectRefused({ sourceLandmarks: nan }, 'input/not-finite', /Landmark nose_tip/)
  })

  test('a fixed scale between a known and an unknown unit', () => {
    const enlarged = scaling(1e12)
    const source = movedMesh(pair.source, enlarged)
    const names = { right_eye: 'a', left_eye: 'b', nose_tip: 'c', nose_base: 'd', right_lips: 'e', left_lips: 'f' }
    const points = movedPoints(placedPoints(renamed(pair.sourceLandmarks, names)), enlarged)
    expectRefused(
      {
        source,
        sourceUnit: null,
        sourceLandmarks: landmarkSetOf(points, null),
        targetLandmarks: renamed(pair.targetLandmarks, names),
        options: { ...usual, scale: 'fixed' },
      },
      'input/unit-unknown',
      /State it/,
    )
  })

  test('ends between iterations when it is cancelled', () => {
    const controller = new AbortController()
    let seen = 0
    const report = ({ numbers }: Progress): void => {
      if (numbers !== undefined && ++seen === 3) controller.abort()
    }
    expect(() => alignScans(inputOf(pair), { signal: controller.signal, report })).toThrowError(
      expect.objectContaining({ code: 'job/cancelled' }),
    )
    expect(seen).toBe(3)
  })
})
