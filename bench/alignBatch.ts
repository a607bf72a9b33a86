import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeMesh } from '../src/core/formats/index.ts'
import { identity4 } from '../src/core/model/transform.ts'
import type { WorkerPool } from '../src/main/compute/workerPool.ts'
import { headMesh } from './headMesh.ts'
import { queryPoints } from './queryPoints.ts'

/** Alignments in a batch. */
export const batchPairs = 8

const targetFile = (folder: string): string => join(folder, 'target.ply')
const sourceFile = (folder: string, i: number): string => join(folder, `source_${i}.ply`)

/** Pairs of a head of 60,000 vertices and a noisy one of 15,000, each from other noise, as files in `folder`. */
export const writeBatch = (folder: string): void => {
  writeFileSync(targetFile(folder), writeMesh(headMesh(60_000), { format: 'ply' }))
  const { positions, triangles } = headMesh(15_000)
  for (let i = 0; i < batchPairs; i++) {
    const noisy = queryPoints(positions, { count: positions.length / 3, noiseMm: 0.2, seed: i + 1 })
    writeFileSync(sourceFile(folder, i), writeMesh({ positions: noisy, triangles }, { format: 'ply' }))
  }
}

/** The whole batch, files to answers. */
export const alignBatch = async (pool: WorkerPool, folder: string): Promise<void> => {
  const side = (ref: string) => ({ mesh: { ref, fileName: ref }, landmarks: null, unit: 'mm' as const })
  const work = Array.from({ length: batchPairs }, (_, i) =>
    pool.run('alignMeshes', {
      ...{ source: side(sourceFile(folder, i)), target: side(targetFile(folder)), aligned: null },
      options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto', start: identity4 },
    }),
  )
  await Promise.all(work)
}
