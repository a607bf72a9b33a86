import { readFileSync } from 'node:fs'
import { readLandmarks } from '../../src/core/formats/index.ts'
import type { RegisterScanInput } from '../../src/core/jobs/registerScan.ts'
import { WorkerPool } from '../../src/main/compute/workerPool.ts'
import { ownContender } from '../measure.ts'
import { isSampleThere, sampleFiles, sampleScans } from '../scanSample.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** Registrations in one run: as many of each scan for each worker. */
const batch = 12
/** Subjects of the dataset that the goal speaks of. */
const subjects = 2315

const named = (path: string) => ({ ref: path, fileName: path.slice(path.lastIndexOf('/') + 1) })

const inputs = (): RegisterScanInput[] =>
  Array.from({ length: batch }, (_, i) => {
    const scan = sampleScans[i % sampleScans.length]
    return {
      scan: named(sampleFiles.scan(scan)),
      unit: 'auto',
      landmarks: readLandmarks(readFileSync(sampleFiles.landmarks(scan)), 'landmarks51.json').set,
      model: named(sampleFiles.model),
      modelSha256: '',
      embedding: named(sampleFiles.embedding),
      regions: null,
      meshName: 'registration.ply',
    }
  })

const registerAll = (pool: WorkerPool, given: readonly RegisterScanInput[]): Promise<unknown> =>
  Promise.all(given.map((input) => pool.run('registerScan', input)))

/** A batch as the program runs it, files to files' bytes, landmarks left out in turn included, on one worker and on two. */
const run = async (bench: Bench): Promise<BenchLine[]> => {
  if (!isSampleThere) return []
  const [one, two] = [1, 2].map((size) => new WorkerPool({ size }))
  const given = inputs()
  try {
    // First of all, while nothing of it has been held yet.
    const { peakMb } = await ownContender(() => registerAll(two, given)).runOnce()
    const { beside = [], ...own } = await bench.measure({
      task: `${batch} registrations of 80k scans on 2 workers`,
      goal: 'workers',
      by: 'clock',
      ours: () => registerAll(two, given),
      contenders: [{ ...ownContender(() => registerAll(one, given)), name: 'Cameo, 1 worker' }],
    })
    const alone = beside[0].ms
    const seconds = own.ms / batch / 1000
    const lines: BenchLine[] = [
      { ...own, value: alone / own.ms, note: `1 worker: ${alone.toFixed(0)} ms by the clock` },
      {
        task: `a dataset of ${subjects} subjects on 2 workers, from the line above`,
        goal: 'dataset',
        by: 'clock',
        ms: own.ms,
        value: (seconds * subjects) / 60,
        note: `${Math.round(3600 / seconds)} subjects an hour`,
      },
    ]
    if (peakMb === undefined) return lines
    const task = 'most memory while 2 workers register, half of it'
    return [...lines, { task, goal: 'workerMemory', by: 'clock', ms: own.ms, value: peakMb / 2 }]
  } finally {
    await Promise.all([one.close(), two.close()])
  }
}

export const registerBatch: BenchGroup = { name: 'registerBatch', run }
