import { describe, expect, test } from 'vitest'
import { outwardness } from '#core/geometry/alignment/outwardScan.ts'
import { alignScans } from '#core/geometry/alignScans.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import type { AlignOptions } from '#core/model/alignment.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { type Mat4, multiply4, transformPoint } from '#core/model/transform.ts'
import { scanPair, transformError } from './bumpyHead.ts'
import { similarityOf } from './similarityOf.ts'

const usual: AlignOptions = { scale: 'free', metric: 'point-to-plane', overlap: 'auto' }
const pair = scanPair({
  seed: 51,
  overlap: 0.9,
  noiseMm: 0.2,
  startDeg: 3,
  startMm: 3,
  rings: { source: 50, target: 70 },
})

interface Changes {
  readonly source?: Mesh
  readonly target?: Mesh
  readonly sourceLandmarks?: LandmarkSet | null
  readonly targetLandmarks?: LandmarkSet | null
  readonly start?: AlignOptions['start']
  readonly restarts?: number
}

const aligned = (changes: Changes = {}) => {
  const all = { source: pair.source, target: pair.target, sourceLandmarks: null, targetLandmarks: null, ...changes }
  return alignScans({
    source: { mesh: all.source, landmarks: all.sourceLandmarks, unit: 'm' },
    target: { mesh: all.target, landmarks: all.targetLandmarks, unit: 'mm' },
    options: { ...usual, restarts: all.restarts ?? 0, ...(all.start ? { start: all.start } : {}) },
  })
}

const both = { sourceLandmarks: pair.sourceLandmarks, targetLandmarks: pair.targetLandmarks }
const errorMm = (targetFromSource: Mat4): number =>
  transformError(targetFromSource, pair.truth, pair.source.positions).mean

const insideOut = (mesh: Mesh): Mesh => ({
  ...mesh,
  triangles: mesh.triangles.map((_, i, all) => all[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1]),
})
/** One axis negated and nothing else: the faces then look inwards. */
const negated = (mesh: Mesh): Mesh => ({ ...mesh, positions: mesh.positions.map((v, i) => (i % 3 === 0 ? -v : v)) })
const mirrored = (mesh: Mesh): Mesh => insideOut(negated(mesh))

const codesOf = ({ warnings }: ReturnType<typeof aligned>): readonly string[] => warnings.map(({ code }) => code)

describe('landmarks that have no say are named', () => {
  test('both scans without any: nothing to say (0.15 mm)', () => {
    const result = aligned()
    expect(errorMm(result.targetFromSource)).toBeLessThan(0.15)
    expect(result.steps[0].kind).toBe('global')
    expect(codesOf(result)).toEqual([])
  })

  test('on one scan only', () => {
    const result = aligned({ targetLandmarks: pair.targetLandmarks })
    expect(errorMm(result.targetFromSource)).toBeLessThan(0.15)
    const message = expect.stringMatching(/Only the target scan has landmarks.*from the surfaces alone.*source/)
    expect(result.warnings).toContainEqual({ code: 'align/landmarks-one-sided', message })
  })

  test('on both, but under different names', () => {
    const { landmarks } = pair.sourceLandmarks
    const renamed = landmarks.map((one, i) => ({ ...one, name: i < 2 ? one.name : `point ${i}` }))
    const result = aligned({ ...both, sourceLandmarks: { ...pair.sourceLandmarks, landmarks: renamed } })
    const message = expect.stringMatching(/only 2 names in common/)
    expect(result.warnings).toContainEqual({ code: 'align/landmarks-unshared', message })
  })

  test('not where the surfaces were asked for', () => {
    expect(codesOf(aligned({ targetLandmarks: pair.targetLandmarks, start: 'global' }))).toEqual([])
  })
})

describe('a start that leads astray', () => {
  test('is red, and the place that the surfaces find is named', () => {
    const { positions } = pair.target
    const middle = [0, 1, 2].map((axis) => positions.reduce((sum, v, i) => (i % 3 === axis ? sum + v : sum), 0))
    const [x, y, z] = middle.map((sum) => sum / (positions.length / 3))
    const turn = similarityOf({ axisAngle: [1.8, 1.8, 0], scale: 1, translation: [0, 0, 0] })
    const [tx, ty, tz] = transformPoint(turn, [x, y, z])
    const about = similarityOf({ axisAngle: [1.8, 1.8, 0], scale: 1, translation: [x - tx, y - ty, z - tz] })
    const result = aligned({ start: multiply4(about, pair.truth), restarts: 2 })
    expect(errorMm(result.targetFromSource)).toBeGreaterThan(5)
    expect(result.certificate.verdict).toBe('red')
    const message = expect.stringMatching(/mm apart \(median\) in another place, here .* mm: start there/)
    expect(result.warnings).toContainEqual({ code: 'align/better-elsewhere', message })
  })
})

describe('faces that look inwards are turned, and named', () => {
  test.each<[string, Changes, string]>([
    ['source, without landmarks', { source: insideOut(pair.source) }, 'source'],
    ['target, without landmarks', { target: insideOut(pair.target) }, 'target'],
    ['source, with landmarks', { ...both, source: insideOut(pair.source) }, 'source'],
    ['target, with landmarks', { ...both, target: insideOut(pair.target) }, 'target'],
  ])('%s (0.15 mm)', (_, changes, which) => {
    const result = aligned({ ...changes, restarts: 4 })
    expect(errorMm(result.targetFromSource)).toBeLessThan(0.15)
    expect(result.certificate.verdict).not.toBe('red')
    const message = expect.stringContaining(`The faces of the ${which} scan look inwards`)
    expect(result.warnings).toContainEqual({ code: 'align/inside-out', message })
  })

  test('a head is outward, a plane is neither, a cloud tells by its normals', () => {
    expect(outwardness(pair.target)).toBeGreaterThan(0.5)
    expect(outwardness(insideOut(pair.target))).toBeLessThan(-0.5)
    const plane = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0])
    expect(outwardness({ positions: plane, triangles: new Uint32Array([0, 1, 2, 1, 3, 2]) })).toBeCloseTo(0, 9)
    const cloud = {
      positions: pair.target.positions,
      triangles: new Uint32Array(),
      normals: vertexNormals(pair.target),
    }
    expect(outwardness(cloud)).toBeGreaterThan(0.5)
    expect(outwardness({ positions: pair.target.positions, triangles: new Uint32Array() })).toBe(0)
  })
})

describe('a mirrored scan is refused', () => {
  const refusal = (changes: Changes): { code: string; message: string } => {
    try {
      aligned(changes)
    } catch (error) {
      return error as { code: string; message: string }
    }
    return expect.fail('it should have been refused')
  }

  test('without landmarks', () => {
    const { code, message } = refusal({ source: mirrored(pair.source) })
    expect(code).toBe('input/mirrored')
    expect(message).toMatch(
      /One of the scans is mirrored: the surfaces lie .* mm if the source is mirrored\. Mirror it/,
    )
  })

  test('the target, without landmarks', () => {
    expect(refusal({ target: mirrored(pair.target) }).code).toBe('input/mirrored')
  })

  test('with an axis negated, so that its faces look inwards: which one is said', () => {
    expect(refusal({ source: negated(pair.source) }).message).toMatch(
      /The source, whose faces look inwards, is mirrored/,
    )
  })

  test('from a start that was given', () => {
    const { targetFromSource } = aligned(both)
    // The place of the mirrored source: as the true one's, its own mirror aside.
    expect(refusal({ source: mirrored(pair.source), start: targetFromSource }).code).toBe('input/mirrored')
  })
})
