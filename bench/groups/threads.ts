import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeMesh } from '../../src/core/formats/index.ts'
import type { TreeBuildOptions } from '../../src/core/kernels/buildTree.ts'
import { PointTree } from '../../src/core/kernels/pointTree.ts'
import { TriangleTree } from '../../src/core/kernels/triangleTree.ts'
import { identity4 } from '../../src/core/model/transform.ts'
import { HelperThreads } from '../../src/main/compute/helperThreads.ts'
import { WorkerPool } from '../../src/main/compute/workerPool.ts'
import { headMesh } from '../headMesh.ts'
import { ownContender } from '../measure.ts'
import { queryPoints } from '../queryPoints.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const pairs = 8

/** Pairs of a head of 60,000 vertices and a noisy one of 15,000, each from other noise. */
const writePairs = (folder: string): { readonly source: string; readonly target: string }[] => {
  const target = join(folder, 'target.ply')
  writeFileSync(target, writeMesh(headMesh(60_000), { format: 'ply' }))
  const { positions, triangles } = headMesh(15_000)
  return Array.from({ length: pairs }, (_, i) => {
    const source = join(folder, `source_${i}.ply`)
    const noisy = queryPoints(positions, { count: positions.length / 3, noiseMm: 0.2, seed: i + 1 })
    writeFileSync(source, writeMesh({ positions: noisy, triangles }, { format: 'ply' }))
    return { source, target }
  })
}

const alignAll = async (pool: WorkerPool, given: ReturnType<typeof writePairs>): Promise<void> => {
  const side = (ref: string) => ({ mesh: { ref, fileName: ref }, landmarks: null, unit: 'mm' as const })
  const work = given.map(({ source, target }) =>
    pool.run('alignMeshes', {
      ...{ source: side(source), target: side(target), aligned: null },
      options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto', start: identity4 },
    }),
  )
  await Promise.all(work)
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
  const [one, two] = [1, 2].map((size) => new WorkerPool({ size }))
  try {
    const given = writePairs(folder)
    const line = await bench.measure({
      task: `${pairs} alignments on 2 workers`,
      goal: 'workers',
      by: 'clock',
      ours: () => alignAll(two, given),
      contenders: [{ ...ownContender(() => alignAll(one, given)), name: 'Cameo, 1 worker' }],
    })
    const { beside = [], ...own } = line
    const alone = beside[0].ms
    return [...trees, { ...own, value: alone / own.ms, note: `1 worker: ${alone.toFixed(0)} ms by the clock` }]
  } finally {
    await Promise.all([one.close(), two.close()])
    rmSync(folder, { recursive: true })
  }
}

export const threads: BenchGroup = { name: 'threads', run }
