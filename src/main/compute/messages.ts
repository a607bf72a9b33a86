import type { FlameModel } from '#core/flame/model.ts'
import type { JobId } from '#core/jobs/index.ts'
import type { ErrorRecord } from '#core/model/errors.ts'
import type { Progress } from '#core/model/run.ts'
import type { SharedTreeHandle } from '#core/model/treeStore.ts'

/** A search tree that the host keeps, with what it is found by. */
export type KeptTree = readonly [key: string, tree: SharedTreeHandle]

/** A head model that the host keeps, in shared memory; `id` tells one reading of a file from another. */
export interface KeptModel {
  readonly key: string
  readonly id: string
  readonly model: FlameModel
}

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
      /** All that the host keeps, and how many bytes a tree may have to be kept. */
      readonly trees: readonly KeptTree[]
      readonly treeBytes: number
      readonly models: readonly KeptModel[]
    }
  /** The host has let these trees go: nothing is to hold their memory any longer. */
  | { readonly type: 'forget'; readonly keys: readonly string[]; readonly isTimeToFree: boolean }
  /** For work that is about to come. */
  | { readonly type: 'load'; readonly jobId: JobId }
  /** For work that waits: fires the signal's listeners. */
  | { readonly type: 'cancel' }

/** From a worker: reports, trees and models, then one `done` or `failed`. */
export type FromWorker =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** A tree that is finished; without one: a kept tree that was used. */
  | { readonly type: 'tree'; readonly key: string; readonly tree: SharedTreeHandle | null }
  /** A head model that was read. */
  | { readonly type: 'model'; readonly kept: KeptModel }
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
