import { CameoError, cancelled, fromErrorRecord } from '../model/errors.ts'
import type { Progress } from '../model/run.ts'
import type { CallInput, CallName, HostEvent, JobName, JobState, MethodName, Output } from './contract.ts'
import type { Answer } from './dispatch.ts'

/** What a door offers its caller: send one call, hear events. IPC, HTTP and in-process each implement these two. */
export interface Transport {
  call(method: string, input: unknown): Promise<Answer>
  subscribe(listener: (event: HostEvent) => void): () => void
}

export interface RunOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (job: JobState) => void
}

/** The typed client over any door. */
export interface Client {
  call<M extends CallName>(method: M, input: CallInput<M>): Promise<Output<M>>
  /** Starts a job and answers with its id at once. */
  start<M extends JobName>(method: M, input: CallInput<M>): Promise<{ jobId: string }>
  /** Starts a job and waits for its result; an abort cancels the job. */
  run<M extends JobName>(method: M, input: CallInput<M>, options?: RunOptions): Promise<Output<M>>
  subscribe(listener: (event: HostEvent) => void): () => void
}

export const createClient = (transport: Transport): Client => {
  const send = async (method: MethodName, input: unknown): Promise<unknown> => {
    const answer = await transport.call(method, input)
    if (answer.ok) return answer.result
    throw fromErrorRecord(answer.error)
  }
  const start: Client['start'] = async (method, input) => (await send(method, input)) as { jobId: string }
  return {
    call: async (method, input) => (await send(method, input)) as never,
    start,
    subscribe: transport.subscribe,
    run: async (method, input, options = {}) => {
      if (options.signal?.aborted) throw cancelled()
      let jobId: string | null = null
      const unsubscribe = transport.subscribe((event) => {
        if (event.type === 'job.changed' && event.job.id === jobId) options.onProgress?.(event.job)
      })
      const cancel = (): void => {
        if (jobId) void transport.call('jobs.cancel', { jobId })
      }
      options.signal?.addEventListener('abort', cancel, { once: true })
      try {
        jobId = (await start(method, input)).jobId
        if (options.signal?.aborted) cancel()
        const { result } = (await send('jobs.result', { jobId })) as { result: unknown }
        if (result === undefined) throw new CameoError('internal/no-result', 'The job ended without a result.')
        return result as never
      } finally {
        unsubscribe()
        options.signal?.removeEventListener('abort', cancel)
      }
    },
  }
}

export type { Progress }
