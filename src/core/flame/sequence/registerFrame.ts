import { releasing } from '../../kernels/releasing.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { RegistrationReason } from '../../model/registration.ts'
import type { RunContext } from '../../model/run.ts'
import { headTopologyOf } from '../headTopology.ts'
import type { Regions } from '../regions.ts'
import { type RegistrationResult, registerOpened, stopwatch } from '../registerOpened.ts'
import { matchInput, seedsOf } from '../registerToFlame.ts'
import { type FrameInput, openFrame } from './openFrame.ts'

export interface ContinuedFrame extends FrameInput {
  readonly regions: Regions | null
  /** Of the first frame: they say where on the model the face is. */
  readonly firstLandmarks: LandmarkSet
  /** Whether `before.betas` hold the identity for certain: then it stays. */
  readonly isIdentityKnown: boolean
}

/** The face moved farther than this (m, mean over its vertices) between two frames: a jump, not a motion. */
const jumpM = 0.015

/**
 * Registers a frame of a sequence that starts from the frame before, with landmarks or without.
 * @throws CameoError `input/scan-without-face` where the head is not found near its last place; `job/cancelled`.
 */
export const registerFrame = (input: ContinuedFrame, context: RunContext): RegistrationResult => {
  const { model, embedding, regions, scan, isIdentityKnown } = input
  const clock = stopwatch()
  context.report?.({ fraction: 0, message: 'Opening the scan' })
  const { pairs } = matchInput({ landmarks: input.firstLandmarks, model, embedding })
  const seeds = seedsOf(pairs, model, headTopologyOf(model), regions)
  const frame = openFrame(input, seeds, context)
  const before = frame.state.forward.vertices.slice()
  clock.lap('scan')
  return releasing(frame.opened.scan, () =>
    registerOpened(
      {
        ...{ model, embedding, regions, seeds, colors: scan.colors },
        ...frame,
        isTested: (input.landmarks?.landmarks.length ?? 0) > 0,
        continued: { places: pairs, isIdentityKnown, reason: (surface) => continuedReason(surface, before, seeds) },
      },
      context,
      clock,
    ),
  )
}

const continuedReason = (surface: Float64Array, before: Float64Array, face: Uint32Array): RegistrationReason => {
  let sum = 0
  for (const v of face) {
    const at = v * 3
    sum += Math.hypot(surface[at] - before[at], surface[at + 1] - before[at + 1], surface[at + 2] - before[at + 2])
  }
  const meanM = sum / Math.max(1, face.length)
  const isJump = meanM > jumpM
  return {
    code: 'registration/continued',
    verdict: isJump ? 'amber' : 'green',
    message: `The face moved ${(meanM * 1000).toFixed(1)} mm (mean) from where the frame before had it, the head's own motion aside.`,
    advice: isJump ? 'Look at this frame: a jump is seldom a motion. Landmarks of its own would start it afresh.' : '',
  }
}
