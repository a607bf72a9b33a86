import { create } from 'zustand'
import type { CallInput, JobName, JobState } from '#core/contract/contract.ts'
import { client } from '../transport/client.ts'
import { showError } from './toasts.ts'

/** The host's jobs, newest first. */
export const useJobs = create<{ readonly jobs: readonly JobState[] }>(() => ({ jobs: [] }))

export const isActive = ({ status }: Pick<JobState, 'status'>): boolean => status === 'queued' || status === 'running'

type JobEnded = (job: JobState) => void
const endedListeners = new Set<JobEnded>()

/** Hears of every job that ends while this window is open. */
export const onJobEnded = (listener: JobEnded): (() => void) => {
  endedListeners.add(listener)
  return () => {
    endedListeners.delete(listener)
  }
}

export const applyJob = (job: JobState): void => {
  const { jobs } = useJobs.getState()
  const before = jobs.find(({ id }) => id === job.id)
  // A late report must not bring an ended job back to life.
  if (before && !isActive(before) && isActive(job)) return
  useJobs.setState({ jobs: before ? jobs.map((each) => (each.id === job.id ? job : each)) : [job, ...jobs] })
  if (!isActive(job) && (!before || isActive(before))) for (const listener of endedListeners) listener(job)
}

/** Reads the list anew: at start and after a lost connection. Jobs of a host that has died are gone. */
export const refreshJobs = async (): Promise<void> => {
  const known = useJobs.getState().jobs
  const { jobs } = await client.call('jobs.list', {})
  useJobs.setState({ jobs: [...jobs].sort((a, b) => b.startedAt.localeCompare(a.startedAt)) })
  for (const job of jobs) {
    const before = known.find(({ id }) => id === job.id)
    if (before && isActive(before) && !isActive(job)) for (const listener of endedListeners) listener(job)
  }
}

/** Starts a job; its progress arrives in the store. Answers with the job's id, null where it could not be started. */
export const startJob = async <M extends JobName>(method: M, input: CallInput<M>): Promise<string | null> => {
  try {
    return (await client.start(method, input)).jobId
  } catch (error) {
    showError(error)
    return null
  }
}

export const cancelJob = async (jobId: string): Promise<void> => {
  try {
    await client.call('jobs.cancel', { jobId })
  } catch (error) {
    showError(error)
  }
}

/** Holds a running job between two iterations, or lets it go on. */
export const pauseJob = async (jobId: string, paused: boolean): Promise<void> => {
  try {
    await client.call('jobs.setPaused', { jobId, paused })
  } catch (error) {
    showError(error)
  }
}

/** The newest job of this kind for a subject (or, null, for the project as a whole). */
export const latestJob = (jobs: readonly JobState[], method: JobName, subjectId: string | null): JobState | undefined =>
  jobs.find((job) => job.method === method && job.subjectId === subjectId)
