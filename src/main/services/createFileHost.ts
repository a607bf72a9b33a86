import { createDispatch } from '#core/contract/dispatch.ts'
import { explaining } from './explainError.ts'
import { fileServices } from './fileServices.ts'
import { createFoundation, type FoundationOptions } from './foundation.ts'
import type { Host } from './host.ts'

/** A host for plain files alone: it opens no project, and is there in a fraction of the time a whole one takes. */
export const createFileHost = (options: FoundationOptions): Pick<Host, 'dispatch' | 'subscribe' | 'close'> => {
  const { pool, jobs, version, subscribe } = createFoundation(options)
  return {
    dispatch: createDispatch({
      services: explaining(fileServices({ pool, jobs, version })),
      startJob: jobs.start,
    }),
    subscribe,
    close: async () => {
      await jobs.cancelAll({ onlyProject: false })
      await pool.close()
    },
  }
}
