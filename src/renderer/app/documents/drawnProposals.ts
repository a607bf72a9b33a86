import type { PhotoHints } from '../../image/types.ts'
import { cancelJob, isActive, startJob, useJobs } from '../state/jobs.ts'

/** The proposal that is being made from what was drawn before. */
let running: string | null = null

/** Asks for a photo's proposal from a box or strokes. One from less that is still being made is wanted no more. */
export const proposeFromHints = async (imageId: string, { box, strokes }: PhotoHints): Promise<void> => {
  const before = useJobs.getState().jobs.find(({ id }) => id === running)
  if (before && isActive(before)) await cancelJob(before.id)
  running = await startJob('maskProposals.draw', {
    imageId,
    box: box && [...box],
    strokes: strokes.map((stroke) => ({ ...stroke, points: [...stroke.points], radiiPx: undefined })),
  })
}
