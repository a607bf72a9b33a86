import type { PhotoHints } from '../../image/types.ts'
import { cancelJob, isActive, startJob, useJobs } from '../state/jobs.ts'

/** The job that makes a proposal from what was drawn before; each waits for the one before it to have begun. */
let last: Promise<string | null> = Promise.resolve(null)

const replaceJob = async (before: string | null, start: () => Promise<string | null>): Promise<string | null> => {
  const job = useJobs.getState().jobs.find(({ id }) => id === before)
  if (job && isActive(job)) await cancelJob(job.id)
  return start()
}

/** Asks for a photo's proposal from a box or strokes. One from less that is still being made is wanted no more. */
export const proposeFromHints = (imageId: string, { box, strokes }: PhotoHints): void => {
  const input = {
    imageId,
    box: box && ([...box] as [number, number, number, number]),
    strokes: strokes.map(({ mode, radiusPx, points }) => ({ mode, radiusPx, points: [...points] })),
  }
  last = last.then((before) => replaceJob(before, () => startJob('maskProposals.draw', input)))
}
