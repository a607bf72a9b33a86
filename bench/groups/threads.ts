import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TreeBuildOptions } from '../../src/core/kernels/buildTree.ts'
import { PointTree } from '../../src/core/kernels/pointTree.ts'
import { TriangleTree } from '../../src/core/kernels/triangleTree.ts'
import { HelperThreads } from '../../src/main/compute/helperThreads.ts'
import { WorkerPool } from '../../src/main/compute/workerPool.ts'
import { alignBatch, batchPairs, writeBatch } from '../alignBatch.ts'
import { headMesh } from '../headMesh.ts'
import { ownContender } from '../measure.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** Processes that share nothing but the machine, each with the batch on a worker of its own: what the machine allows. */
const startProcesses = (count: number, folder: string) => {
  const processes = Array.from({ length: count }, () => fork(join(import.meta.dirname, '../alignProcess.ts'), [folder]))
  return {
    /** The whole batch in each of them, at once. */
    run: (): Promise<unknown> =>
      Promise.all(
        processes.map(
          (one) =>
            new Promise<void>((resolve, reject) => {
              const end = (code: number | null): void => reject(new Error(`A process of the batch ended: ${code}.`))
              one.once('exit', end)
              one.once('message', () => {
                one.off('exit', end)
                resolve()
              })
              one.send('run')
            }),
        ),
      ),
    close: (): void => {
      for (const one of processes) one.disconnect()
    },
  }
}

/** Trees built alone and with helpers that run, by the clock. */
const buildTrees = async (bench: Bench): Promise<BenchLine[]> => {
  const mesh = headMesh(1_000_000)
  const queryThreads = new HelperThreads({ threads: availableParallelism(), leastItems: { starting: 1, running: 1 } })
  const line = (task: string, build: (o: TreeBuildOptions) => { release(): void }): Promise<BenchLine> =>
    bench.measure({
      task,
      by: 'clock',
      ours: () => build({}).release(),
      allThreads: async () => build({ context: { queryThreads } }).release(),
    })
  try {
    return [
      await line('kd-tree build, 1M points, alone and with helpers', (o) => PointTree.build(mesh.positions, o)),
      await line('BVH build, 2M triangles, alone and with helpers', (o) => TriangleTree.build(mesh, o)),
    ]
  } finally {
    queryThreads.close()
  }
}

/** The same batch of alignments, files to answers, on one worker and on two, in turn; workers are started before. */
const run = async (bench: Bench): Promise<BenchLine[]> => {
  const trees = await buildTrees(bench)
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  writeBatch(folder)
  const [one, two] = [1, 2].map((size) => new WorkerPool({ size }))
  const processes = startProcesses(2, folder)
  try {
    const { beside = [], ...own } = await bench.measure({
      task: `${batchPairs} alignments on 2 workers`,
      goal: 'workers',
      by: 'clock',
      ours: () => alignBatch(two, folder),
      contenders: [
        { ...ownContender(() => alignBatch(one, folder)), name: 'Cameo, 1 worker' },
        { ...ownContender(processes.run), name: 'two processes, the batch in each' },
      ],
    })
    const [alone, apart] = beside
    const processors = (alone.processorMs ?? Number.NaN) / alone.ms
    const note =
      `1 worker: ${alone.ms.toFixed(0)} ms by the clock, ${processors.toFixed(2)} processors with its helper threads; ` +
      `two processes that share nothing: ${((2 * alone.ms) / apart.ms).toFixed(2)}, which is what the machine allows`
    return [...trees, { ...own, value: alone.ms / own.ms, note }]
  } finally {
    processes.close()
    await Promise.all([one.close(), two.close()])
    rmSync(folder, { recursive: true })
  }
}

export const threads: BenchGroup = { name: 'threads', run }
