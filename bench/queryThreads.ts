import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SharedPointTree } from '../src/core/kernels/pointTree.ts'
import type { SharedTriangleTree } from '../src/core/kernels/triangleTree.ts'

export type SharedTree =
  | { readonly kind: 'points'; readonly tree: SharedPointTree }
  | { readonly kind: 'triangles'; readonly tree: SharedTriangleTree }

/** What a worker is told: its part of the queries, in shared memory. */
export interface QueryPart {
  readonly shared: SharedTree
  readonly queries: Float32Array
}

export interface QueryThreads {
  /** All queries once, every thread of the machine taking an equal part. */
  query(): Promise<void>
  close(): Promise<void>
}

/** Workers that wait to run the same queries (shared memory) over one shared tree again and again. */
export const queryThreads = (shared: SharedTree, queries: Float32Array): QueryThreads => {
  const threads = availableParallelism()
  const rows = queries.length / 3
  const workers = Array.from({ length: threads }, (_, i) => {
    const from = Math.floor((i * rows) / threads) * 3
    const to = Math.floor(((i + 1) * rows) / threads) * 3
    const part: QueryPart = { shared, queries: queries.subarray(from, to) }
    return new Worker(new URL('./queryWorker.ts', import.meta.url), { workerData: part })
  })
  return {
    async query() {
      const answers = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)))
      for (const worker of workers) worker.postMessage('query')
      await Promise.all(answers)
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
