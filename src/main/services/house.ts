import type { HostEvent } from '#core/contract/contract.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import type { Door, Host } from './host.ts'
import type { JobQueue } from './jobQueue.ts'
import type { Session } from './openProject.ts'

/** What every service is given. */
export interface House {
  readonly door: Door
  readonly userName: string
  readonly version: string
  readonly session: Session
  readonly pool: WorkerPool
  readonly jobs: JobQueue
  emit(event: HostEvent): void
  /** Another host in this process with a project of its own, for work that must not touch the open one. */
  createSibling(): Host
}

/** What work on plain files needs of it. */
export type FileHouse = Pick<House, 'pool' | 'version' | 'jobs'>
