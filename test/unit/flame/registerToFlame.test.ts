import { describe, expect, test } from 'vitest'
import { flameForward } from '#core/flame/forward.ts'
import { type RegistrationInput, registerToFlame } from '#core/flame/registerToFlame.ts'
import { multiply3, rotationFromAxisAngle } from '#core/flame/rotations.ts'
import { CameoError } from '#core/model/errors.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { smallEmbedding, smallModel } from './smallModel.ts'
import { type SmallScan, smallScan, sortedErrorsMm } from './smallScan.ts'

const model = smallModel(51)

const inputOf = ({ scan, landmarks }: SmallScan, change: Partial<RegistrationInput> = {}): RegistrationInput => ({
  scan,
  unit: 'auto',
  landmarks,
  model,
  embedding: smallEmbedding,
  regions: null,
  ...change,
})

const errorOf = (input: RegistrationInput): CameoError => {
  try {
    registerToFlame(input, {})
  } catch (error) {
    if (error instanceof CameoError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const median = (sorted: Float64Array): number => sorted[sorted.length >> 1]
const p90 = (sorted: Float64Array): number => sorted[Math.floor(sorted.length * 0.9)]

describe('a scan of the small head (seed 52)', () => {
  const truth = smallScan(model, 52)
  const reports: string[] = []
  const result = registerToFlame(inputOf(truth), { report: ({ message }) => reports.push(message) })

  test('true correspondence, on the surface, without folds', () => {
    const errors = sortedErrorsMm(result.vertices, truth.truth)
    // The bare head has little to hold on to along its surface; its template is 4 mm off.
    expect(median(errors)).toBeLessThan(1.3)
    expect(p90(errors)).toBeLessThan(2.3)
    expect(result.scanToMeshMm.median).toBeLessThan(0.1)
    expect(result.scanToMeshMm.within1mm).toBeGreaterThan(0.9)
    expect(result.flippedFaces).toBe(0)
    expect(result).toMatchObject({ unit: 'mm', landmarksUnused: [] })
    expect(result.landmarksUsed).toHaveLength(8)
    expect(result.landmarkRmsMm).toBeLessThan(1)
    expect(result.meshResidualMm).toHaveLength(model.vertexCount)
  })

  test('the parameters are the model-only part of it', () => {
    const modelOnly = flameForward(model, result)
    expect(median(sortedErrorsMm(modelOnly, result.vertices))).toBeLessThan(1)
    expect(result.betas).toHaveLength(400)
    expect(result.betas.subarray(8, 300).every((beta) => beta === 0)).toBe(true)
  })

  test('every stage is reported with a name, and the same input gives the same numbers', () => {
    expect(reports.some((message) => message.startsWith('Model, iteration'))).toBe(true)
    expect(reports.some((message) => message.startsWith('Model and surface, iteration'))).toBe(true)
    expect(result.stages.map((stage) => stage.name)).toContain('joint')
    expect(registerToFlame(inputOf(truth), {}).vertices).toEqual(result.vertices)
  })

  test('turned and moved, the scan gives the same registration, turned and moved', () => {
    const turn = rotationFromAxisAngle(1.9, -0.7, 2.2)
    const move = (p: ArrayLike<number>, at: number): Vec3 => {
      const row = (r: number): number => turn[r] * p[at] + turn[r + 1] * p[at + 1] + turn[r + 2] * p[at + 2]
      return [row(0) + 900, row(3) - 400, row(6) + 50]
    }
    const positions = new Float32Array(truth.scan.positions.length)
    for (let at = 0; at < positions.length; at += 3) positions.set(move(truth.scan.positions, at), at)
    const landmarks = {
      ...truth.landmarks,
      landmarks: truth.landmarks.landmarks.map((l) => ({ ...l, position: l.position && move(l.position, 0) })),
    }
    const moved = registerToFlame(inputOf({ ...truth, scan: { ...truth.scan, positions }, landmarks }), {})
    const expected = new Float64Array(result.vertices.length)
    for (let at = 0; at < expected.length; at += 3) {
      const inMm = [0, 1, 2].map((axis) => result.vertices[at + axis] * 1000)
      expected.set(
        move(inMm, 0).map((value) => value / 1000),
        at,
      )
    }
    // Single precision of the moved scan is what differs.
    expect(median(sortedErrorsMm(moved.vertices, expected))).toBeLessThan(0.03)
    const global = new Float64Array(9)
    multiply3(turn, 0, rotationFromAxisAngle(result.pose[0], result.pose[1], result.pose[2]), 0, global, 0)
    const found = rotationFromAxisAngle(moved.pose[0], moved.pose[1], moved.pose[2])
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(global[i], 2)
    })
  })
})

test('metres, inside out, with fewer landmarks, and with one of them wrong (seed 53)', () => {
  const truth = smallScan(model, 53, { unitsPerMetre: 1, isFlipped: true })
  const landmarks = {
    ...truth.landmarks,
    landmarks: truth.landmarks.landmarks.slice(1).map((l, i) => {
      if (i !== 0 || !l.position) return l
      const [x, y, z] = l.position
      return { ...l, position: [x + 0.004, y, z - 0.004] as Vec3 }
    }),
  }
  const result = registerToFlame(inputOf({ ...truth, landmarks }), {})
  expect(result.unit).toBe('m')
  expect(result.warnings.map((warning) => warning.code)).toContain('scan-inside-out')
  expect(median(sortedErrorsMm(result.vertices, truth.truth))).toBeLessThan(1.3)
})

test('what the scan does not show follows the model: half the skull is missing (seed 54)', () => {
  const whole = smallScan(model, 54)
  const root = whole.parameters.trans
  const toFace = whole.landmarks.landmarks[7].position ?? [0, 0, 0]
  const isKept = (v: number): boolean =>
    [0, 1, 2].reduce(
      (sum, axis) =>
        sum + (whole.scan.positions[v * 3 + axis] - 1000 * root[axis]) * (toFace[axis] - 1000 * root[axis]),
      0,
    ) > 0
  const triangles = whole.scan.triangles.filter((_, i) => {
    const first = i - (i % 3)
    return [0, 1, 2].every((corner) => isKept(whole.scan.triangles[first + corner]))
  })
  const result = registerToFlame(inputOf({ ...whole, scan: { ...whole.scan, triangles } }), {})
  const errors = sortedErrorsMm(result.vertices, whole.truth)
  expect(median(errors)).toBeLessThan(1.6)
  expect(errors[errors.length - 1]).toBeLessThan(8)
  expect(result.meshResidualMm.filter((residual) => residual === -1).length).toBeGreaterThan(200)
  expect(result.flippedFaces).toBe(0)
})

describe('input that cannot be registered is refused with what to do', () => {
  const truth = smallScan(model, 55)
  const withLandmarks = (change: (p: Vec3, i: number) => Vec3): SmallScan => ({
    ...truth,
    landmarks: {
      ...truth.landmarks,
      landmarks: truth.landmarks.landmarks.map((l, i) => ({ ...l, position: l.position && change(l.position, i) })),
    },
  })

  test('landmarks of another scan, with their distance', () => {
    const error = errorOf(inputOf(withLandmarks(([x, y, z]) => [x + 300, y, z])))
    expect(error.code).toBe('input/landmarks-off-scan')
    expect(error.message).toMatch(/\d+ mm/)
  })

  test('the wrong unit, mirrored landmarks, a point cloud', () => {
    expect(errorOf(inputOf(truth, { unit: 'cm' })).code).toBe('input/scan-unit')
    expect(errorOf(inputOf(withLandmarks(([x, y, z]) => [-x, y, z]))).code).toBe('input/landmarks-mirrored')
    const cloud = { ...truth, scan: { ...truth.scan, triangles: new Uint32Array() } }
    expect(errorOf(inputOf(cloud)).code).toBe('input/scan-without-surface')
  })

  test('an embedding of another model', () => {
    const embedding = { ...smallEmbedding, faces: smallEmbedding.faces.map((face) => face + 100_000) }
    expect(errorOf(inputOf(truth, { embedding })).code).toBe('input/flame-embedding')
  })

  test('a cancelled run', () => {
    const abort = new AbortController()
    abort.abort()
    expect(() => registerToFlame(inputOf(truth), { signal: abort.signal })).toThrow('Cancelled')
  })
})
