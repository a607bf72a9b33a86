import { expect, test } from 'vitest'
import { registerToFlame } from '#core/flame/registerToFlame.ts'
import { registerFrame } from '#core/flame/sequence/registerFrame.ts'
import { sharedIdentity } from '#core/flame/sequence/sharedIdentity.ts'
import { contourErrorsMm, embedding, model, type SpeakingHead, speakingHead } from './speakingHead.ts'

/** One person who shuts a wide open mouth: who they are, their face and their form stay, the jaw turns. */
const [first, second] = [0.3, 0].map((jawRad) => speakingHead(5, jawRad))
const about = { model, embedding, unit: 'mm', firstLandmarks: first.landmarks } as const
const { scan, landmarks, contours } = first

test('lines along lips and lids hold a later frame that has no landmarks, and the identity of all (seed 5)', () => {
  const start = registerToFlame({ scan, landmarks, contours, unit: 'mm', model, embedding, regions: null }, {})
  const next = (lines: SpeakingHead['contours']) =>
    registerFrame(
      {
        ...{ ...about, scan: second.scan, contours: lines, landmarks: null },
        ...{ before: start, regions: null, isIdentityKnown: false },
      },
      {},
    )
  const [without, with_] = [next([]), next(second.contours)]
  const [far, near] = [without, with_].map(({ vertices }) => contourErrorsMm(vertices, second.truth))
  expect(near.lips).toBeLessThan(far.lips)
  expect(near.lids).toBeLessThan(0.97 * far.lids)
  expect(with_.report.contours?.map(({ name }) => name)).toEqual(['right-lids', 'left-lids', 'inner-lips'])
  for (const { distanceMm } of with_.report.contours ?? []) expect(distanceMm?.median).toBeLessThan(0.9)
  expect(without.report.contours).toEqual([])

  const identityError = (lines: readonly SpeakingHead['contours'][]): number => {
    const frames = [
      { ...about, scan, landmarks, contours: lines[0], before: start },
      { ...about, scan: second.scan, landmarks: null, contours: lines[1], before: with_ },
    ]
    const betas = sharedIdentity(frames, { firstLandmarks: landmarks, regions: null }, {})
    return Math.sqrt(first.betas.subarray(0, 40).reduce((sum, beta, c) => sum + (beta - betas[c]) ** 2, 0) / 40)
  }
  const [drawn, undrawn] = [identityError([contours, second.contours]), identityError([[], []])]
  expect(drawn).not.toBe(undrawn)
  expect(drawn).toBeLessThan(undrawn + 0.02)
})
