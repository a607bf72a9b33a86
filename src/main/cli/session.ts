import { availableParallelism } from 'node:os'
import type { Client } from '#core/contract/client.ts'
import type { CallInput, CallName, JobName, MethodName, Output, Project } from '#core/contract/contract.ts'
import type { JobId } from '#core/jobs/index.ts'
import { cancelled } from '#core/model/errors.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import type { Host } from '../services/host.ts'
import { createProgressReporter, type ProgressReporter } from './progressReporter.ts'

/** What a command works with: the contract, through a host that is opened when it is first needed. */
export interface Session {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  call<M extends CallName>(method: M, input: CallInput<M>): Promise<Output<M>>
  /** Runs a job to its end and shows how far it is. */
  run<M extends JobName>(
    method: M,
    input: CallInput<M>,
    options?: { readonly workers?: number | undefined },
  ): Promise<Output<M>>
  openProject(path: string, options?: { readonly workers?: number }): Promise<Project>
  /** A line for a person, on stderr; nothing with --quiet. */
  say(line: string): void
  close(): Promise<void>
}

export interface SessionOptions {
  readonly signal: AbortSignal
  readonly quiet: boolean
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** The job behind a command, where loading it beforehand is worth it. */
const jobBehind: Readonly<Partial<Record<MethodName, JobId>>> = {
  'files.distance': 'measureDistances',
  'meshes.info': 'inspectMesh',
  'meshes.convert': 'convertMesh',
}

/** A thread gets ready while this one loads the services. */
const startThreads = async (method: MethodName, workers = availableParallelism()): Promise<WorkerPool> => {
  const { WorkerPool } = await import('../compute/workerPool.ts')
  const pool = new WorkerPool({ size: workers })
  const jobId = jobBehind[method]
  if (jobId) pool.prepare(jobId)
  return pool
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(cancelled())
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

export const createSession = ({ signal, quiet, stderr }: SessionOptions): Session => {
  let host: Pick<Host, 'close'> | null = null
  let client: Client | null = null
  let progress: ProgressReporter | null = null
  const aborted = untilAborted(signal)
  aborted.catch(() => {})

  const start = async (method: MethodName, workers?: number): Promise<Client> => {
    const pool = await startThreads(method, workers)
    const { createLocalClient } = await import('../hosts/local.ts')
    const opened = /^(files|meshes)\./.test(method)
      ? (await import('../services/createFileHost.ts')).createFileHost({ pool })
      : (await import('../services/index.ts')).createHost({ door: 'local', pool })
    host = opened
    client = createLocalClient(opened)
    return client
  }

  /** Services are loaded here and not before: help and usage errors need none of them, plain files few. */
  const open = async (method: MethodName, workers?: number): Promise<Client> => client ?? start(method, workers)

  const session: Session = {
    signal,
    call: async (method, input) => Promise.race([(await open(method)).call(method, input), aborted]),
    run: async (method, input, { workers } = {}) => {
      const opened = await open(method, workers)
      progress ??= await createProgressReporter(stderr, { quiet })
      try {
        return await opened.run(method, input, { signal, onProgress: progress.show })
      } finally {
        progress.end()
      }
    },
    openProject: async (path, { workers } = {}) => {
      await open('projects.open', workers)
      return session.call('projects.open', { path })
    },
    say: (line) => {
      if (!quiet) stderr.write(`${line}\n`)
    },
    close: async () => {
      await host?.close()
    },
  }
  return session
}
