import type { JobName, JobState } from '#core/contract/contract.ts'
import { isActive, latestJob, useJobs } from '../../app/state/jobs.ts'

/** The newest run of a step for a subject: running, or how it ended. */
export const useStepJob = (
  method: JobName,
  subjectId: string,
): { readonly running: JobState | null; readonly last: JobState | undefined } => {
  const last = useJobs(({ jobs }) => latestJob(jobs, method, subjectId))
  return { running: last && isActive(last) ? last : null, last }
}
