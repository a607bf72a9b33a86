import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { readLandmarks } from '../src/core/formats/index.ts'
import type { RegisterScanInput } from '../src/core/jobs/registerScan.ts'
import { WorkerPool } from '../src/main/compute/workerPool.ts'
import { memoryMb } from './measure.ts'
import { noisyScan } from './noisyScan.ts'
import { sampleFiles, sampleScans } from './scanSample.ts'

/** What a run of the batch took. */
export interface BatchReport {
  readonly clockMs: number
  readonly cpuMs: number
  /** Most that the whole process ever held, MB, and what it holds after each quarter of the batch; absent off Linux. */
  readonly peakMb: number | undefined
  readonly heldMb: readonly (number | undefined)[]
}

const named = (path: string) => ({ ref: path, fileName: path.slice(path.lastIndexOf('/') + 1) })

const inputs = (count: number): RegisterScanInput[] => {
  const modelSha256 = createHash('sha256').update(readFileSync(sampleFiles.model)).digest('hex')
  return Array.from({ length: count }, (_, i) => {
    const scan = sampleScans[i % sampleScans.length]
    return {
      scan: named(noisyScan(scan, Math.floor(i / sampleScans.length))),
      unit: 'auto',
      landmarks: readLandmarks(readFileSync(sampleFiles.landmarks(scan)), 'landmarks51.json').set,
      model: named(sampleFiles.model),
      modelSha256,
      embedding: named(sampleFiles.embedding),
      regions: null,
      meshName: 'registration.ply',
    }
  })
}

// Forked by groups/registerBatch.ts: a batch as the program runs it, whenever a message says of how many scans.
const [size, most] = process.argv.slice(2).map(Number)
const pool = new WorkerPool({ size })
const given = inputs(most)

process.on('message', async (count: number) => {
  const heldMb: (number | undefined)[] = []
  const before = process.cpuUsage()
  const start = performance.now()
  let done = 0
  await Promise.all(
    given.slice(0, count).map(async (input) => {
      await pool.run('registerScan', input)
      if (++done % Math.max(1, Math.floor(count / 4)) === 0) heldMb.push(memoryMb('VmRSS'))
    }),
  )
  const clockMs = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  process.send?.({ clockMs, cpuMs: (user + system) / 1000, peakMb: memoryMb('VmHWM'), heldMb } satisfies BatchReport)
})
process.on('disconnect', () => process.exit(0))
