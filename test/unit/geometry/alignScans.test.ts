import { describe, expect, test } from 'vitest'
import { type AlignInput, alignScans } from '#core/geometry/alignScans.ts'
import type { AlignOptions } from '#core/model/alignment.ts'
import { type LandmarkSet, placedPoints } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import type { Progress } from '#core/model/run.ts'
import {
  determinant3,
  invertAffine4,
  type Mat4,
  multiply4,
  scaleOf,
  toMat4,
  transformPoint,
  type Vec3,
} from '#core/model/transform.ts'
import type { LengthUnit } from '#core/model/units.ts'
import { landmarkSetOf, movedMesh, movedPoints, scanPair, transformError } from './bumpyHead.ts'

const usual: AlignOptions = { scale: 'free', metric: 'point-to-plane', overlap: 'auto' }

/** What a test changes of a pair. */
interface Changes {
  readonly source?: Mesh
  readonly target?: Mesh
  readonly sourceLandmarks?: LandmarkSet | null
  readonly targetLandmarks?: LandmarkSet | null
  readonly sourceUnit?: LengthUnit | null
  readonly targetUnit?: LengthUnit | null
  readonly options?: AlignOptions
}

const inputOf = (pair: ReturnType<typeof scanPair>, changes: Changes = {}): AlignInput => {
  const all = { ...pair, sourceUnit: 'm', targetUnit: 'mm', options: usual, ...changes } as const
  return {
    source: { mesh: all.source, landmarks: all.sourceLandmarks, unit: all.sourceUnit },
    target: { mesh: all.target, landmarks: all.targetLandmarks, unit: all.targetUnit },
    options: all.options,
  }
}

const codesOf = (result: { warnings: readonly { code: string }[] }): readonly string[] =>
  result.warnings.map(({ code }) => code)

const renamed = (set: LandmarkSet, names: Readonly<Record<string, string>>): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.map((landmark) => ({ ...landmark, name: names[landmark.name] ?? landmark.name })),
})

const swapLips = { left_lips: 'right_lips', right_lips: 'left_lips' }
const swapEyes = { left_eye: 'right_eye', right_eye: 'left_eye' }

/** A scan as some exporters leave it: x negated, triangles turned so that outside stays outside. */
const mirroredMesh = (mesh: Mesh): Mesh => ({
  positions: mesh.positions.map((value, i) => (i % 3 === 0 ? -value : value)),
  triangles: mesh.triangles.map((_, i, all) => all[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1]),
})
const scaling = (s: number): Mat4 => toMat4([s, 0, 0, 0, 0, s, 0, 0, 0, 0, s, 0, 0, 0, 0, 1])
const mirror = toMat4([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])

describe('alignScans finds a known transform', () => {
  // Tolerance: 3 times what the noise of the coarse vertices lets one know, and the faceting of the fine scan.
  test.each([
    { seed: 1, overlap: 1, noiseMm: 0, startDeg: 20, startMm: 30 },
    { seed: 2, overlap: 0.6, noiseMm: 0, startDeg: 15, startMm: 20, clutter: true },
    { seed: 3, overlap: 0.9, noiseMm: 0.3, startDeg: 20, startMm: 30 },
    { seed: 4, overlap: 0.8, noiseMm: 0.5, startDeg: 10, startMm: 20, clutter: true },
    { seed: 5, overlap: 0.7, noiseMm: 0.3, startDeg: 20, startMm: 10 },
    { seed: 6, overlap: 0.6, noiseMm: 0.5, startDeg: 5, startMm: 30, clutter: true },
    { seed: 7, overlap: 1, noiseMm: 1, startDeg: 20, startMm: 30 },
    { seed: 8, overlap: 0.6, noiseMm: 1, startDeg: 10, startMm: 10 },
  ])('seed $seed, overlap $overlap, noise $noiseMm mm, start $startDeg° and $startMm mm astray', (o) => {
    const pair = scanPair(o)
    const result = alignScans(inputOf(pair))
    expect(transformError(result.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(
      0.01 + 0.6 * o.noiseMm,
    )
    expect(Math.abs(result.scale / scaleOf(pair.truth) - 1)).toBeLessThan(0.0001 + 0.003 * o.noiseMm)
    expect(result.stop).toBe('converged')
    expect(Math.abs(result.overlap - o.overlap)).toBeLessThan(o.clutter ? 0.2 : 0.1)
    expect(codesOf(result).includes('align/floating-pieces')).toBe(o.clutter === true)
    expect(scaleOf(result.targetFromSource)).toBeCloseTo(result.scale, 9)
  })

  const easy = { seed: 11, overlap: 0.9, noiseMm: 0.2, startDeg: 4, startMm: 4 }

  test('the other way round gives the inverse (0.15 mm)', () => {
    const pair = scanPair(easy)
    const { source, target } = inputOf(pair)
    const backwards = alignScans({ source: target, target: source, options: usual })
    const error = transformError(invertAffine4(backwards.targetFromSource), pair.truth, pair.source.positions)
    expect(error.mean).toBeLessThan(0.15)
    expect(backwards.unit).toBe('m')
  })

  test('point-to-point with a near start (0.5 mm), point clouds as source (0.15 mm)', () => {
    const pair = scanPair({ ...easy, startDeg: 1, startMm: 1 })
    const byPoints = alignScans(inputOf(pair, { options: { ...usual, metric: 'point-to-point' } }))
    expect(transformError(byPoints.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(0.5)
    const cloud = { positions: pair.source.positions, triangles: new Uint32Array() }
    const fromCloud = alignScans(inputOf(pair, { source: cloud }))
    expect(transformError(fromCloud.targetFromSource, pair.truth, cloud.positions).mean).toBeLessThan(0.15)
  })

  test('a fixed scale is exactly the ratio of the units', () => {
    const pair = scanPair(easy)
    const result = alignScans(inputOf(pair, { options: { ...usual, scale: 'fixed' } }))
    expect(Math.abs(result.scale / 1000 - 1)).toBeLessThan(1e-12)
    expect(determinant3(result.targetFromSource)).toBeGreaterThan(0)
  })

  test('a stated overlap is kept to (0.3 mm)', () => {
    const pair = scanPair(easy)
    const result = alignScans(inputOf(pair, { options: { ...usual, overlap: 0.8 } }))
    expect(transformError(result.targetFromSource, pair.truth, pair.source.positions).mean).toBeLessThan(0.3)
    expect(result.steps[1].numbers.pairShare).toBeLessThanOrEqual(0.8)
  })

  test('steps, residuals and progress tell what was done', () => {
    const pair = scanPair({ ...easy, clutter: true })
    const told: Progress[] = []
    const result = alignScans(inputOf(pair), { report: (progress) => told.push(progress) })
    expect(result.steps.map(({ kind }) => kind)).toEqual(['landmarks', 'icp'])
    expect(result.steps[1].targetFromSource).toEqual(result.targetFromSource)
    expect(result.sourceResiduals.length).toBe(pair.source.positions.length / 3)
    const known = result.sourceResiduals.filter((value) => value >= 0)
    expect(known.length).toBe(result.residual.count)
    expect(result.sourceResiduals.length - known.length).toBeGreaterThan(100)
    expect(result.residual.median).toBeGreaterThan(0.05)
    expect(result.residual.median).toBeLessThan(0.3)
    const iterations = told.filter(({ numbers }) => numbers !== undefined)
    expect(iterations.length).toBe(result.iterations)
    for (const key of ['rmsMm', 'medianMm', 'overlap', 'pairs', 'rotationDeg', 'translationMm', 'scaleChange']) {
      expect(Number.isFinite(iterations[0].numbers?.[key])).toBe(true)
    }
    expect(told.every(({ fraction }, i) => i === 0 || fraction >= told[i - 1].fraction)).toBe(true)
  })

  test('the same input gives the same numbers', () => {
    const input = inputOf(scanPair(easy))
    expect(alignScans(input)).toEqual(alignScans(input))
  })
})

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

describe('alignScans takes every option of its contract', () => {
  const pair = scanPair({ seed: 41, overlap: 0.9, noiseMm: 0.2, startDeg: 4, startMm: 4 })
  const errorOf = (options: Partial<AlignOptions>, changes: Changes = {}): number => {
    const result = alignScans(inputOf(pair, { ...changes, options: { ...usual, ...options } }))
    return transformError(result.targetFromSource, pair.truth, pair.source.positions).mean
  }

  // Kernels that never let go of a pair keep what trimming leaves of the border, whose residuals lean one way.
  test.each([
    { kernel: 'tukey', mm: 0.15 },
    { kernel: 'geman-mcclure', mm: 0.15 },
    { kernel: 'huber', mm: 0.3 },
    { kernel: 'none', mm: 0.3 },
  ] as const)('kernel $kernel ($mm mm)', ({ kernel, mm }) => {
    expect(errorOf({ kernel })).toBeLessThan(mm)
  })

  test('the symmetric metric (0.15 mm)', () => {
    expect(errorOf({ metric: 'symmetric' })).toBeLessThan(0.15)
  })

  test('a given start needs no landmarks (0.15 mm); a reflection is refused', () => {
    const { steps } = alignScans(inputOf(pair))
    const changes = { sourceLandmarks: null, targetLandmarks: null }
    expect(errorOf({ start: steps[0].targetFromSource }, changes)).toBeLessThan(0.15)
    const given = alignScans(inputOf(pair, { ...changes, options: { ...usual, start: steps[0].targetFromSource } }))
    expect(given.steps[0].kind).toBe('given')
    for (const [i, value] of given.steps[0].targetFromSource.entries()) {
      expect(value).toBeCloseTo(steps[0].targetFromSource[i], 9)
    }
    expect(given.landmarkRms).toBeNull()
    expect(() => errorOf({ start: mirror })).toThrowError(expect.objectContaining({ code: 'input/no-similarity' }))
  })

  test('locked freedoms stay as the start has them', () => {
    const { steps, targetFromSource } = alignScans(
      inputOf(pair, { options: { ...usual, locked: ['turn-x', 'turn-y', 'turn-z', 'scale'] } }),
    )
    const ratio = targetFromSource.map((value, i) => value - steps[0].targetFromSource[i])
    for (const i of [0, 1, 2, 4, 5, 6, 8, 9, 10]) expect(Math.abs(ratio[i])).toBeLessThan(1e-6)
    expect(Math.hypot(ratio[3], ratio[7], ratio[11])).toBeGreaterThan(0.05)
  })

  test('the scale stays within the freedom it is given', () => {
    const source = movedMesh(pair.source, scaling(1.1))
    const result = alignScans(inputOf(pair, { source, options: { ...usual, scaleFreedom: 0.02 } }))
    expect(result.scale / result.steps[0].numbers.scale).toBeCloseTo(0.98, 6)
  })

  test('a region that is not trusted has no say: half of the source pushed in by 3 mm (0.15 mm)', () => {
    const { positions } = pair.source
    const middle =
      [...positions].reduce((sum, value, i) => (i % 3 === 0 ? sum + value : sum), 0) / (positions.length / 3)
    const trust = Float32Array.from({ length: positions.length / 3 }, (_, v) => (positions[v * 3] > middle ? 0 : 1))
    const dented = positions.map((value, i) => (trust[Math.floor(i / 3)] === 0 && i % 3 === 2 ? value + 0.003 : value))
    const input = inputOf(pair, { source: { ...pair.source, positions: dented } })
    const errorWith = (source: AlignInput['source']): number => {
      const { targetFromSource } = alignScans({ ...input, source })
      const kept = positions.filter((_, i) => trust[Math.floor(i / 3)] === 1)
      return transformError(targetFromSource, pair.truth, kept).mean
    }
    expect(errorWith({ ...input.source, trust })).toBeLessThan(0.15)
    expect(errorWith(input.source)).toBeGreaterThan(0.5)
    expect(() => alignScans({ ...input, source: { ...input.source, trust: trust.slice(1) } })).toThrowError(
      expect.objectContaining({ code: 'input/trust-length' }),
    )
  })

  test('every iteration is told, the covariance is positive, and the true error lies within five deviations', () => {
    const result = alignScans(inputOf(pair))
    expect(result.iterationsLog).toHaveLength(result.iterations)
    expect(result.iterationsLog.at(-1)?.stepMm).toBeLessThan(0.01)
    const { covariance, pivot, weakest } = result.uncertainty ?? { covariance: [], pivot: [0, 0, 0], weakest: null }
    for (let k = 0; k < 7; k++) expect(covariance[k * 8]).toBeGreaterThan(0)
    expect(weakest?.sigmaMm).toBeGreaterThan(0.001)
    expect(weakest?.sigmaMm).toBeLessThan(0.3)
    const back = multiply4(result.targetFromSource, invertAffine4(pair.truth))
    const moved = transformPoint(back, pivot as Vec3)
    for (let axis = 0; axis < 3; axis++) {
      const sigma = Math.sqrt(covariance[(3 + axis) * 8])
      expect(Math.abs(moved[axis] - pivot[axis])).toBeLessThan(5 * sigma + 0.02)
    }
  })
})
