import { sharedIdentity } from '../flame/sequence/sharedIdentity.ts'
import type { Mesh } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
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
    const scans: Mesh[] = []
    for (const { scan } of input.frames) scans.push((await openMesh(scan, { ...context, report: undefined })).mesh)
    const { unit, firstLandmarks } = input
    const frames = input.frames.map(({ landmarks, before }, i) => ({
      scan: scans[i],
      ...opened,
      unit,
      landmarks,
      before,
    }))
    return sharedIdentity(frames, { firstLandmarks, regions }, partOf(context, { from: 0.1, to: 1 }))
  },
  transfers: () => [],
}
