import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { writeMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import type { RegisterScanInput, RegisterScanOutput } from '#core/jobs/registerScan.ts'
import { head8 } from '#core/model/schemes.ts'
import { WorkerPool } from '../../../src/main/compute/workerPool.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallScan } from '../flame/smallScan.ts'

const folder = mkdtempSync(join(tmpdir(), 'cameo-register-threads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (fileName: string, bytes: Uint8Array) => {
  const ref = join(folder, fileName)
  writeFileSync(ref, bytes)
  return { ref, fileName }
}

/** Two scans of generated heads as files, with all that their registration needs. */
const inputs = (): RegisterScanInput[] => {
  const model = smallModel(51)
  const files = {
    model: written('model.npz', writeFlameModelNpz(model)),
    embedding: written(
      'embedding.npz',
      writeNpz([
        ['lmk_face_idx', { shape: [head8.points.length], data: Int32Array.from(smallEmbedding.faces) }],
        ['lmk_b_coords', { shape: [head8.points.length, 3], data: smallEmbedding.barycentrics }],
      ]),
    ),
  }
  return [61, 62].map((seed) => {
    const { scan, landmarks } = smallScan(model, seed)
    return {
      ...files,
      scan: written(`scan-${seed}.ply`, writeMesh(scan, { format: 'ply' })),
      unit: 'mm',
      landmarks: {
        ...landmarks,
        landmarks: landmarks.landmarks.map((landmark, i) => ({ ...landmark, name: `${head8.points.length}:${i}` })),
      },
      modelSha256: '',
      regions: null,
      meshName: 'registration.ply',
    }
  })
}

/** A digest of everything a registration gives, but for how long its stages took. */
const digestOf = ({ stages: _, ...output }: RegisterScanOutput): string => {
  const hash = createHash('sha256')
  const words = JSON.stringify(output, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    return value.byteLength
  })
  return hash.update(words).digest('hex')
}

test('a registration is the same bytes on one, two and three threads (seeds 61, 62)', async () => {
  const given = inputs()
  const digests: string[][] = []
  for (const size of [1, 2, 3]) {
    const pool = new WorkerPool({ size })
    try {
      const together = given.map((input) => pool.run('registerScan', input))
      const [first, second] = (await Promise.all(together)).map(digestOf)
      // Alone, and the threads that are free may help.
      const alone = digestOf(await pool.run('registerScan', given[0]))
      digests.push([first, second, alone])
    } finally {
      await pool.close()
    }
  }
  const [first, second, alone] = digests[0]
  expect(alone).toBe(first)
  expect(second).not.toBe(first)
  for (const other of digests) expect(other).toEqual(digests[0])
}, 120_000)

test('a head model is read once for all threads and jobs, by its hash', async () => {
  const [first, second] = inputs()
  const modelSha256 = createHash('sha256').update(readFileSync(first.model.ref)).digest('hex')
  const pool = new WorkerPool({ size: 2 })
  try {
    const read = digestOf(await pool.run('registerScan', { ...first, modelSha256 }))
    writeFileSync(first.model.ref, 'no model any more')
    // On both threads, of which one has never seen the file.
    const [again, other] = await Promise.all(
      [first, second].map((input) => pool.run('registerScan', { ...input, modelSha256 })),
    )
    expect(digestOf(again)).toBe(read)
    expect(digestOf(other)).not.toBe(read)
    const changed = pool.run('registerScan', { ...first, modelSha256: modelSha256.replace(/./g, '0') })
    await expect(changed).rejects.toMatchObject({ code: 'input/flame-model' })
  } finally {
    await pool.close()
  }
}, 120_000)
