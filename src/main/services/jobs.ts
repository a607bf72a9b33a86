import type { Services } from '#core/contract/dispatch.ts'
import type { FileHouse } from './house.ts'

export const jobServices = ({ jobs }: FileHouse): Pick<Services, 'jobs.list' | 'jobs.cancel' | 'jobs.result'> => ({
  'jobs.list': async () => ({ jobs: jobs.list() }),
  'jobs.cancel': async ({ jobId }) => {
    jobs.cancel(jobId)
    return {}
  },
  'jobs.result': async ({ jobId }) => ({ result: await jobs.result(jobId) }),
})
