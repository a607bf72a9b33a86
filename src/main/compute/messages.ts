import type { JobId } from '#core/jobs/index.ts'
import type { ErrorRecord } from '#core/model/errors.ts'
import type { Progress } from '#core/model/run.ts'

/** To a worker: it has one job at a time. */
export type ToWorker =
  | {
      readonly type: 'run'
      readonly jobId: JobId
      readonly input: unknown
      /** One Int32 of `runFlag`: to cancel, to hold. Seen by a loop that never yields. */
      readonly cancelFlag: SharedArrayBuffer
      /** This one and those that are free to help it. */
      readonly threads: number
    }
  /** For work that is about to come. */
  | { readonly type: 'load'; readonly jobId: JobId }
  /** For work that waits: fires the signal's listeners. */
  | { readonly type: 'cancel' }

/** From a worker: reports, then one `done` or `failed`. */
export type FromWorker =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
