import { availableParallelism } from 'node:os'
import type { HostEvent } from '#core/contract/contract.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { mostTreeBytes } from '../compute/treeKeeper.ts'
import { WorkerPool } from '../compute/workerPool.ts'
import type { Host } from './host.ts'
import { JobQueue } from './jobQueue.ts'

export interface FoundationOptions {
  /** Worker threads for heavy work; as many as the machine has cores where it is not given. */
  readonly workers?: number
  /** Threads that were started beforehand, instead of new ones. */
  readonly pool?: WorkerPool
}

/** What every host stands on: threads, jobs, and a way to tell of them. */
export const createFoundation = ({ workers, pool: given }: FoundationOptions) => {
  const listeners = new Set<(event: HostEvent) => void>()
  const emit = (event: HostEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const subscribe: Host['subscribe'] = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const pool = given ?? new WorkerPool({ size: workers ?? availableParallelism(), treeBytes: mostTreeBytes })
  const jobs = new JobQueue({ emit: (job) => emit({ type: 'job.changed', job }), atOnce: pool.size + 1 })
  return { pool, jobs, version: packageJson.version, emit, subscribe }
}
