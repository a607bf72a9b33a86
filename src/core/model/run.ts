import { cancelled } from './errors.ts'
import type { QueryThreads } from './queryBatch.ts'
import type { TreeStore } from './treeStore.ts'

/** Numbers a running algorithm tells of itself: drawn live in the window, logged at the command line. */
export interface Progress {
  /** 0..1 of this call. */
  readonly fraction: number
  /** What is being done, for a person: "Iteration 12". */
  readonly message: string
  readonly numbers?: Readonly<Record<string, number>>
}

/** A person may hold a run for a while: the thread that computes then waits between two iterations. */
export interface PauseSignal {
  readonly isPaused: boolean
  /** Hears of every change; answers with how to stop hearing. */
  subscribe(listener: () => void): () => void
}

/** What every long computation is given. */
export interface RunContext {
  readonly signal?: AbortSignal
  /** Obeyed by the worker threads. */
  readonly pause?: PauseSignal | undefined
  readonly report?: (progress: Progress) => void
  /** Where they are free, for large batches of queries. */
  readonly queryThreads?: QueryThreads | undefined
  /** Search trees of earlier runs; absent where none are kept. */
  readonly trees?: TreeStore | undefined
}

/** Throws `job/cancelled` where the run was cancelled. Called between iterations. */
export const checkCancelled = (context: RunContext): void => {
  if (context.signal?.aborted) throw cancelled()
}

/** Why an iteration stopped. */
export type StopReason = 'converged' | 'max-iterations' | 'stalled' | 'too-few-pairs'

/** The same context for a part of the work that covers `from`..`to` of the whole. */
export const partOf = (context: RunContext, range: { from: number; to: number }): RunContext => ({
  signal: context.signal,
  pause: context.pause,
  queryThreads: context.queryThreads,
  trees: context.trees,
  report:
    context.report &&
    ((progress) =>
      context.report?.({ ...progress, fraction: range.from + (range.to - range.from) * progress.fraction })),
})
