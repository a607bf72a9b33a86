import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SharedPointTree } from '../src/core/kernels/pointTree.ts'
import type { SharedTriangleTree } from '../src/core/kernels/triangleTree.ts'
import { medianClockMs } from './measure.ts'

export type SharedTree =
  | { readonly kind: 'points'; readonly tree: SharedPointTree }
  | { readonly kind: 'triangles'; readonly tree: SharedTriangleTree }

/** What a worker is told: its part of the queries, in shared memory. */
export interface QueryPart {
  readonly shared: SharedTree
  readonly queries: Float32Array
}

/** Median milliseconds for all queries over one shared tree, every thread of the machine taking an equal part. */
export const allThreadsMs = async (shared: SharedTree, queries: Float32Array): Promise<number> => {
  const threads = availableParallelism()
  const rows = queries.length / 3
  const workers = Array.from({ length: threads }, (_, i) => {
    const from = Math.floor((i * rows) / threads) * 3
    const to = Math.floor(((i + 1) * rows) / threads) * 3
    const part: QueryPart = { shared, queries: queries.subarray(from, to) }
    return new Worker(new URL('./queryWorker.ts', import.meta.url), { workerData: part })
  })
  try {
    return await medianClockMs(async () => {
      const answers = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)))
      for (const worker of workers) worker.postMessage('query')
      await Promise.all(answers)
    })
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
