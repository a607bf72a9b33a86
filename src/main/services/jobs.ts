import type { Services } from '#core/contract/dispatch.ts'
import type { FileHouse } from './house.ts'

type JobMethods = 'jobs.list' | 'jobs.cancel' | 'jobs.setPaused' | 'jobs.result'

export const jobServices = ({ jobs }: FileHouse): Pick<Services, JobMethods> => ({
  'jobs.list': async () => ({ jobs: jobs.list() }),
  'jobs.cancel': async ({ jobId }) => {
    jobs.cancel(jobId)
    return {}
  },
  'jobs.setPaused': async ({ jobId, paused }) => {
    jobs.setPaused(jobId, paused)
    return {}
  },
  'jobs.result': async ({ jobId }) => ({ result: await jobs.result(jobId) }),
})
