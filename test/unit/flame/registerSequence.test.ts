import { describe, expect, test } from 'vitest'
import { FitState } from '#core/flame/fitState.ts'
import type { RegistrationResult } from '#core/flame/registerToFlame.ts'
import { registerToFlame } from '#core/flame/registerToFlame.ts'
import { moveRigidly, setParameters } from '#core/flame/sequence/frameParameters.ts'
import { registerFrame } from '#core/flame/sequence/registerFrame.ts'
import { sharedIdentity } from '#core/flame/sequence/sharedIdentity.ts'
import { toMat4, transformPoints } from '#core/model/transform.ts'
import { smallEmbedding, smallModel } from './smallModel.ts'
import { smallSequence, sortedErrorsMm } from './smallScan.ts'

const model = smallModel(91)
const frames = smallSequence(model, 92, { frames: 5, noiseMm: 0.1 })
const [first] = frames
const common = { model, embedding: smallEmbedding, regions: null, unit: 'mm' as const, firstLandmarks: first.landmarks }

/** Root mean square error of the identity, standard deviations. */
const identityError = (betas: Float64Array): number =>
  Math.sqrt(first.parameters.betas.subarray(0, 8).reduce((sum, beta, c) => sum + (beta - betas[c]) ** 2, 0) / 8)
const median = (sorted: Float64Array): number => sorted[sorted.length >> 1]
const errors = (results: readonly RegistrationResult[]): number[] =>
  results.map(({ vertices }, f) => median(sortedErrorsMm(vertices, frames[f].truth)))
const expressionError = (results: readonly RegistrationResult[]): number =>
  Math.max(
    ...results.map(({ betas }, f) =>
      Math.hypot(...[300, 301, 302].map((c) => betas[c] - frames[f].parameters.betas[c])),
    ),
  )

describe('a head that turns, speaks and keeps its identity (seeds 91, 92)', () => {
  const alone: RegistrationResult[] = [registerToFlame({ ...common, scan: first.scan, landmarks: first.landmarks }, {})]
  for (const { scan } of frames.slice(1)) {
    const before = alone[alone.length - 1]
    alone.push(registerFrame({ ...common, scan, landmarks: null, before, isIdentityKnown: false }, {}))
  }

  test('every frame starts from the one before, without landmarks of its own', () => {
    for (const error of errors(alone)) expect(error).toBeLessThan(1.5)
    expect(expressionError(alone)).toBeLessThan(0.5)
    for (const { certificate, landmarksUsed, landmarkRmsMm, scanToMeshMm } of alone.slice(1)) {
      expect(certificate.verdict).toBe('green')
      expect(certificate.reasons.map(({ code }) => code)).toContain('registration/continued')
      expect([landmarksUsed.length, landmarkRmsMm]).toEqual([0, 0])
      expect(scanToMeshMm.count).toBeGreaterThan(1000)
    }
  })

  test('one identity for all is nearer the truth than the frames’ own are on average, and stays', () => {
    const given = frames.map(({ scan, landmarks }, f) => ({
      ...{ ...common, scan, landmarks: f === 0 ? landmarks : null, before: alone[f] },
    }))
    const betas = sharedIdentity(given, { firstLandmarks: first.landmarks, regions: null }, {})
    const ownErrors = alone.map((result) => identityError(result.betas))
    expect(identityError(betas)).toBeLessThan(ownErrors.reduce((sum, error) => sum + error) / ownErrors.length)
    expect(identityError(betas)).toBeLessThan(0.2)
    const known = given.map(({ before, ...frame }) => {
      const start = { ...before, betas: before.betas.map((beta, c) => (c < 300 ? betas[c] : beta)) }
      return registerFrame({ ...frame, before: start, isIdentityKnown: true }, {})
    })
    for (const result of known) expect(result.betas.subarray(0, 300)).toEqual(betas.subarray(0, 300))
    for (const error of errors(known)) expect(error).toBeLessThan(1.5)
    expect(expressionError(known)).toBeLessThan(0.5)
  })

  test('a head that moved far between two frames is found by its shape', () => {
    const [x, y, z] = [0.03, -0.02, 0.01]
    const trans = alone[0].trans.map((value, axis) => value + [x, y, z][axis])
    const before = { betas: alone[0].betas, pose: alone[0].pose, trans }
    const found = registerFrame({ ...common, scan: first.scan, landmarks: null, before, isIdentityKnown: false }, {})
    expect(median(sortedErrorsMm(found.vertices, first.truth))).toBeLessThan(2)
  })
})

test('a rigid motion of the parameters moves every vertex by it (seed 91)', () => {
  const state = new FitState(model)
  setParameters(state, first.parameters, [0.01, 0.02, -0.03])
  const before = state.forward.vertices.slice()
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)]
  const motion = toMat4([c, 0, s, 0.02, 0, 1, 0, -0.01, -s, 0, c, 0.05, 0, 0, 0, 1])
  moveRigidly(state, motion)
  const expected = transformPoints(motion, before)
  const worst = state.forward.vertices.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0)
  expect(worst).toBeLessThan(1e-9)
})
