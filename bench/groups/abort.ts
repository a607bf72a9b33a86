import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLandmarks, writeMesh } from '../../src/core/formats/index.ts'
import type { JobId, JobInput } from '../../src/core/jobs/index.ts'
import { identity4 } from '../../src/core/model/transform.ts'
import { WorkerPool } from '../../src/main/compute/workerPool.ts'
import { headMesh } from '../headMesh.ts'
import { median } from '../measure.ts'
import { queryPoints } from '../queryPoints.ts'
import { isSampleThere, sampleFiles } from '../scanSample.ts'
import type { BenchGroup, BenchLine } from '../types.ts'

/** Moments at which a job is cancelled, evenly over the time it takes when it is left alone. */
const moments = 16

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** From the cancel to the end of the job as its caller sees it, ms; null where it had ended before. */
const timeToEnd = async <Id extends JobId>(
  pool: WorkerPool,
  job: Id,
  input: JobInput<Id>,
  afterMs: number,
): Promise<number | null> => {
  const controller = new AbortController()
  const outcome = pool.run(job, input, { signal: controller.signal }).then(
    () => null,
    () => performance.now(),
  )
  await pause(afterMs)
  const from = performance.now()
  controller.abort()
  const endedMs = await outcome
  return endedMs === null ? null : endedMs - from
}

/** The worst of all moments; the thread is warm, as in a session of work. */
const lineOf = async <Id extends JobId>(
  task: string,
  pool: WorkerPool,
  job: Id,
  input: JobInput<Id>,
): Promise<BenchLine> => {
  await pool.run(job, input)
  const start = performance.now()
  await pool.run(job, input)
  const wholeMs = performance.now() - start
  const found: number[] = []
  for (let moment = 0; moment < moments; moment++) {
    const ms = await timeToEnd(pool, job, input, (wholeMs * (moment + 0.5)) / moments)
    if (ms !== null) found.push(ms)
  }
  const worst = Math.max(...found)
  const note = `${found.length} moments of ${Math.round(wholeMs)} ms; median ${median(found).toFixed(1)} ms`
  return { task, goal: 'abort', by: 'clock', ms: worst, value: worst, note }
}

const alignment = (folder: string): JobInput<'alignMeshes'> => {
  const target = headMesh(1_000_000)
  const noisy = queryPoints(target.positions, { count: target.positions.length / 3, noiseMm: 0.2, seed: 1 })
  const side = (fileName: string, positions: Float32Array) => {
    const ref = join(folder, fileName)
    writeFileSync(ref, writeMesh({ positions, triangles: target.triangles }, { format: 'ply' }))
    return { mesh: { ref, fileName }, landmarks: null, unit: 'mm' as const }
  }
  return {
    ...{ source: side('source.ply', noisy), target: side('target.ply', target.positions), aligned: null },
    options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto', start: identity4 },
  }
}

const registration = (): JobInput<'registerScan'> => ({
  scan: { ref: sampleFiles.scan('scan_001'), fileName: 'scan.ply' },
  unit: 'auto',
  landmarks: readLandmarks(readFileSync(sampleFiles.landmarks('scan_001')), 'landmarks51.json').set,
  model: { ref: sampleFiles.model, fileName: 'model.npz' },
  modelSha256: '0'.repeat(64),
  embedding: { ref: sampleFiles.embedding, fileName: 'embedding.pkl' },
  regions: null,
  meshName: 'registration.ply',
})

/** Jobs are ended from outside, as a person ends them: whatever the thread is at. */
const run = async (): Promise<BenchLine[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  const pool = new WorkerPool({ size: 1 })
  try {
    const lines = [await lineOf('an alignment 1M → 1M cancelled, worst', pool, 'alignMeshes', alignment(folder))]
    if (!isSampleThere) return lines
    return [...lines, await lineOf('a registration cancelled, worst', pool, 'registerScan', registration())]
  } finally {
    await pool.close()
    rmSync(folder, { recursive: true })
  }
}

export const abort: BenchGroup = { name: 'abort', run }
