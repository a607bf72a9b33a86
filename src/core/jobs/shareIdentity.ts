import type { FrameInput } from '../flame/sequence/openFrame.ts'
import { sharedIdentity } from '../flame/sequence/sharedIdentity.ts'
import { partOf } from '../model/run.ts'
import { drawnContours } from './drawnContours.ts'
import { openMesh } from './openMesh.ts'
import { openSequenceFiles, type SequenceFiles, type SequenceFrame } from './registerSequenceFrame.ts'
import type { Job } from './types.ts'

export interface ShareIdentityInput extends SequenceFiles {
  /** Each with the parameters of its own registration. */
  readonly frames: readonly SequenceFrame[]
}

/** `[400]` betas of one identity for all frames; see `sharedIdentity`. */
export const shareIdentity: Job<ShareIdentityInput, Float64Array> = {
  id: 'shareIdentity',
  run: async (input, context) => {
    const { regions, ...opened } = await openSequenceFiles(input, context)
    const { firstLandmarks } = input
    const frames: FrameInput[] = []
    for (const frame of input.frames) {
      const { mesh } = await openMesh(frame.scan, { ...context, report: undefined })
      const { contours } = await drawnContours(frame, context)
      const { unit, landmarks, before } = frame
      frames.push({ scan: mesh, ...opened, unit, landmarks, contours, before })
    }
    return sharedIdentity(frames, { firstLandmarks, regions }, partOf(context, { from: 0.1, to: 1 }))
  },
  transfers: () => [],
}
