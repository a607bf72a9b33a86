import { availableParallelism, userInfo } from 'node:os'
import { createClient } from '#core/contract/client.ts'
import type { HostEvent } from '#core/contract/contract.ts'
import { createDispatch, type Services } from '#core/contract/dispatch.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { WorkerPool } from '../compute/workerPool.ts'
import { alignmentServices } from './alignments.ts'
import { batchServices } from './batch.ts'
import { resolveBytes } from './bytes.ts'
import { captureServices } from './captures.ts'
import { demoServices } from './demo.ts'
import { evaluationServices } from './evaluations.ts'
import { eventServices } from './events.ts'
import { explainError } from './explainError.ts'
import { exportServices } from './exports.ts'
import { fileDistanceServices } from './fileDistances.ts'
import { folderServices } from './folders.ts'
import type { Host, HostOptions } from './host.ts'
import { hostServices } from './hostInfo.ts'
import type { House } from './house.ts'
import { JobQueue } from './jobQueue.ts'
import { jobServices } from './jobs.ts'
import { landmarkServices } from './landmarks.ts'
import { maskServices } from './masks.ts'
import { modelServices } from './models.ts'
import { Session } from './openProject.ts'
import { projectServices } from './projects.ts'
import { registrationServices } from './registrations.ts'
import { scanServices } from './scans.ts'
import { sourceServices } from './sources.ts'
import { standaloneServices } from './standaloneFiles.ts'
import { subjectServices } from './subjects.ts'
import { Uploads } from './uploads.ts'

const systemUserName = (): string => {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** Every method of the contract. */
const createServices = (house: House, uploads: Uploads): Services => ({
  ...hostServices(house),
  ...folderServices(),
  ...projectServices(house),
  ...subjectServices(house),
  ...captureServices(house),
  ...uploads.services,
  ...modelServices(house),
  ...sourceServices(house),
  ...jobServices(house),
  ...eventServices(house),
  ...scanServices(house),
  ...landmarkServices(house),
  ...maskServices(house),
  ...alignmentServices(house),
  ...registrationServices(house),
  ...batchServices(house),
  ...standaloneServices(house),
  ...evaluationServices(house),
  ...fileDistanceServices(house),
  ...exportServices(house),
  ...demoServices(house),
})

/** The same services, with what the system throws put into words. */
const withExplainedErrors = (services: Services): Services =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      const call = service as (...given: unknown[]) => Promise<unknown>
      const explained = async (...given: unknown[]): Promise<unknown> => {
        try {
          return await call(...given)
        } catch (error) {
          throw explainError(error)
        }
      }
      return [name, explained]
    }),
  ) as unknown as Services

/** Builds everything behind the doors. Nothing is opened and no thread is started before the first call needs it. */
export const createHost = (options: HostOptions): Host => {
  const listeners = new Set<(event: HostEvent) => void>()
  const emit = (event: HostEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const pool = new WorkerPool({ size: options.workers ?? availableParallelism() })
  const house: House = {
    door: options.door,
    userName: options.userName ?? systemUserName(),
    version: packageJson.version,
    session: new Session(),
    pool,
    jobs: new JobQueue({ emit: (job) => emit({ type: 'job.changed', job }), atOnce: pool.size + 1 }),
    emit,
    createSibling: () => createHost(options),
  }
  const uploads = new Uploads(house)
  const services = withExplainedErrors(createServices(house, uploads))
  const dispatch = createDispatch({ services, startJob: house.jobs.start })
  const subscribe: Host['subscribe'] = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    dispatch,
    client: createClient({ call: dispatch, subscribe }),
    subscribe,
    resolveBytes: (route) => resolveBytes(house.session, route),
    putUpload: (uploadId, relativePath, stream) => uploads.put(uploadId, relativePath, stream),
    close: async () => {
      await house.jobs.cancelAll({ onlyProject: false })
      const project = house.session.current
      house.session.replace(null)
      await project?.edits.idle()
      project?.close()
      await pool.close()
    },
  }
}
