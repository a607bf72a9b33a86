import { describe, expect, test } from 'vitest'
import { areaFromFront, smoothLine } from '#core/flame/contours/contourLines.ts'
import { contoursOfLandmarks } from '#core/flame/contours/contoursOfLandmarks.ts'
import { modelContours } from '#core/flame/contours/modelContours.ts'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import { registerToFlame } from '#core/flame/registerToFlame.ts'
import { contourMeaning, type FaceContour } from '#core/model/faceContours.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { headParts } from '#core/synth/head/ringPatch.ts'
import { smallModel } from './smallModel.ts'
import { contourErrorsMm, embedding, head, model, speakingHead } from './speakingHead.ts'

const register = (seed: number, jawRad: number, choose: (all: readonly FaceContour[]) => readonly FaceContour[]) => {
  const { scan, landmarks, contours, truth } = speakingHead(seed, jawRad)
  const input = { scan, unit: 'mm', landmarks, contours: choose(contours), model, embedding, regions: null } as const
  const result = registerToFlame(input, {})
  return { result, errors: contourErrorsMm(result.vertices, truth) }
}

describe('the contours of a model', () => {
  const known = modelContours(model, null)

  test('are read off the stand-in’s form: both lids and the line of the mouth, upper halves to the right', () => {
    expect([...known.keys()].sort()).toEqual(['inner-lips', 'left-lids', 'right-lids'])
    for (const side of ['left-lids', 'right-lids'] as const) {
      const places = known.get(side)!.places
      // The generated lids are an edge of skin with their inside behind it.
      const parts = new Set(places.flatMap(({ vertices }) => vertices.slice(0, 2).map((v) => head.parts[v])))
      expect([...parts].sort()).toEqual([headParts.skin, headParts.lidInside])
      const at = places.map((place) => pointOnSurface(place, model.template))
      expect(areaFromFront(at)).toBeGreaterThan(1.5e-4)
      expect(Math.sign(at[0][0])).toBe(side === 'left-lids' ? 1 : -1)
    }
    for (const { vertices } of known.get('inner-lips')!.places) {
      expect(vertices.some((v) => head.parts[v] === headParts.lips)).toBe(true)
    }
  })

  test('a head without lids and mouth has none', () => {
    expect(modelContours(smallModel(3), null).size).toBe(0)
  })
})

describe('a registration from eight landmarks', () => {
  test('closed mouth (seed 1): drawn lines bring lips and lids to their places', () => {
    const [without, with_] = [register(1, 0, () => []), register(1, 0, (all) => all)]
    expect(with_.errors.lips).toBeLessThan(0.5)
    expect(with_.errors.lips).toBeLessThan(0.4 * without.errors.lips)
    expect(with_.errors.lids).toBeLessThan(without.errors.lids)
    expect(with_.result.flippedFaces).toBe(0)
    const { contours } = with_.result.report
    expect(contours?.map(({ name }) => name)).toEqual(['right-lids', 'left-lids', 'inner-lips'])
    for (const { distanceMm } of contours ?? []) expect(distanceMm?.median).toBeLessThan(0.6)
    expect(without.result.report.contours).toEqual([])
  })

  test('wide open mouth (seed 3): as good at the lips, better at the lids', () => {
    const [without, with_] = [register(3, 0.3, () => []), register(3, 0.3, (all) => all)]
    expect(with_.errors.lips).toBeLessThan(without.errors.lips + 0.03)
    expect(with_.errors.lids).toBeLessThan(0.9 * without.errors.lids)
    expect(with_.result.flippedFaces).toBe(0)
  })

  test('halves, lines drawn the other way round and lines of no use are told apart (seed 4)', () => {
    const { result } = register(4, 0.3, (all) => {
      const [right, left, inner] = all
      const high = inner.points.map(([, y]) => y)
      const middle = (Math.min(...high) + Math.max(...high)) / 2
      const upper = inner.points.filter(([, y]) => y > middle).toSorted(([a], [b]) => a - b)
      return [
        { ...right, points: right.points.toReversed() },
        { ...left, points: left.points.map(([x, y, z]): Vec3 => [x, y, z + 40]) },
        { ...inner, name: 'upper lip', half: 'upper', isClosed: false, points: upper },
        { ...inner, name: 'outer-lips', feature: 'outer-lips' },
      ]
    })
    expect(result.report.contours?.map(({ name }) => name)).toEqual(['right-lids', 'upper lip'])
    for (const { distanceMm } of result.report.contours ?? []) expect(distanceMm?.median).toBeLessThan(0.5)
    const messages = result.warnings.filter(({ code }) => code.startsWith('contour-')).map(({ message }) => message)
    expect(messages).toHaveLength(2)
    expect(messages[0]).toContain('left-lids was not used: it lies')
    expect(messages[1]).toContain('embedding')
  })
})

describe('what draws a contour', () => {
  test.each([
    ['right-eye', 'right-lids', null],
    ['Left upper eyelid', 'left-lids', 'upper'],
    ['lidsRightLower', 'right-lids', 'lower'],
    ['inner-lips', 'inner-lips', null],
    ['lips', 'outer-lips', null],
    ['mouth_inner_upper', 'inner-lips', 'upper'],
  ] as const)('%s is %s', (name, feature, half) => {
    expect(contourMeaning(name)).toEqual({ feature, half })
  })

  test.each(['right-brow', 'nose-ridge', 'jaw', 'lids', 'eyebrow-left', 'slips'])('%s is none', (name) => {
    expect(contourMeaning(name)).toBeNull()
  })

  test.each(['ibug-68', 'flame-51-ringnet', 'mediapipe-105'])('the points of %s do', (scheme) => {
    const { points } = landmarkSchemes.get(scheme)!
    const landmarks = points.map(({ name, templatePosition }) => ({
      name,
      status: 'placed' as const,
      position: templatePosition,
      surface: null,
    }))
    const set: LandmarkSet = { scheme: null, unit: 'm', annotator: null, time: null, landmarks }
    const drawn = contoursOfLandmarks(set, [])
    const features = new Set(drawn.map(({ feature }) => feature))
    expect([...features].sort()).toEqual(['inner-lips', 'left-lids', 'outer-lips', 'right-lids'])
    const one = drawn[0].anchors![1]
    const missing = landmarks.map((each) => (each.name === one ? { ...each, status: 'occluded' as const } : each))
    expect(contoursOfLandmarks({ ...set, scheme, landmarks: missing }, [])).toHaveLength(drawn.length - 1)
    expect(contoursOfLandmarks(set, [], new Set(features))).toEqual([])
  })

  test('few points on a circle make a smooth line near it, with its two farthest points for corners', () => {
    const circle = Array.from({ length: 8 }, (_, i): Vec3 => {
      const angle = (2 * Math.PI * i) / 8
      return [1.2 * Math.cos(angle), Math.sin(angle), 0]
    })
    const line = smoothLine(circle, true)
    expect(line).toHaveLength(64)
    for (const point of circle)
      expect(line.some((other) => Math.hypot(other[0] - point[0], other[1] - point[1]) < 1e-12)).toBe(true)
    for (const [x, y] of line) expect(Math.abs(Math.hypot(x / 1.2, y) - 1)).toBeLessThan(0.06)
  })
})
