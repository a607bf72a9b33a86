import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeMesh } from '#core/formats/index.ts'
import { seededRandom } from '#core/model/random.ts'
import { WorkerPool } from '#main/compute/workerPool.ts'
import { temporaryFolder } from '../catalogue/temporaryFolder.ts'

const root = temporaryFolder('pool')
const pools: WorkerPool[] = []
const startPool = (options: ConstructorParameters<typeof WorkerPool>[0]): WorkerPool => {
  const pool = new WorkerPool(options)
  pools.push(pool)
  return pool
}
afterAll(async () => {
  for (const pool of pools) await pool.close()
})

const stubborn = new URL('./workers/stubbornWorker.ts', import.meta.url)
/** The stubborn worker takes any input: the pool hands it through. */
const behave = (behaviour: string) => ({ behaviour }) as unknown as { ref: string; fileName: string }

describe('the worker pool', () => {
  test('runs jobs of the registry on files, errors come back as they are', async () => {
    const pool = startPool({ size: 2 })
    const path = join(root, 'triangle.ply')
    const mesh = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), triangles: Uint32Array.of(0, 1, 2) }
    writeFileSync(path, writeMesh(mesh, { format: 'ply' }))
    const facts = await Promise.all(
      Array.from({ length: 6 }, () => pool.run('inspectMesh', { ref: path, fileName: 'triangle.ply' })),
    )
    expect(facts.map(({ vertices, triangles }) => [vertices, triangles])).toEqual(Array(6).fill([3, 1]))
    await expect(pool.run('inspectMesh', { ref: join(root, 'no.ply'), fileName: 'no.ply' })).rejects.toMatchObject({
      code: 'input/unreadable',
    })
  })

  test('a thread that dies fails its own task only, and is replaced', async () => {
    const pool = startPool({ size: 1, entry: stubborn })
    const [died, threw, fine] = await Promise.allSettled([
      pool.run('inspectMesh', behave('exit')),
      pool.run('inspectMesh', behave('throw')),
      pool.run('inspectMesh', behave('answer')),
    ])
    expect(died).toMatchObject({
      reason: { code: 'internal/worker-crashed', message: expect.stringContaining('exit code 3') },
    })
    expect(threw).toMatchObject({
      reason: { code: 'internal/worker-crashed', message: expect.stringContaining('a defect') },
    })
    expect(fine).toMatchObject({ status: 'fulfilled' })
  })

  test('a job is held between two looks at its signal, goes on where it was, and can be cancelled while held', async () => {
    const pool = startPool({ size: 1 })
    const path = join(root, 'many.ply')
    const positions = Float32Array.from({ length: 60_000 }, (_, i) => (i * 0.377) % 1)
    const triangles = Uint32Array.from({ length: 60_000 }, (_, i) => i % 20_000)
    writeFileSync(path, writeMesh({ positions, triangles }, { format: 'ply' }))
    const reference = { ref: path, fileName: 'many.ply' }
    const input = { mesh: reference, before: null, strokes: [{ value: 0, radius: 0.2, points: [0, 0, 0] }] }
    let listener = (): void => {}
    const pause = {
      isPaused: true,
      subscribe: (heard: () => void) => {
        listener = heard
        return () => {}
      },
    }
    const held = pool.run('inspectMesh', reference, { pause })
    const waited = await Promise.race([held, new Promise((resolve) => setTimeout(() => resolve('held'), 400))])
    expect(waited).toBe('held')
    pause.isPaused = false
    listener()
    await expect(held).resolves.toMatchObject({ vertices: 20_000 })

    const controller = new AbortController()
    const cancelledWhileHeld = pool.run('inspectMesh', reference, {
      pause: { ...pause, isPaused: true },
      signal: controller.signal,
    })
    controller.abort()
    await expect(cancelledWhileHeld).rejects.toMatchObject({ code: 'job/cancelled' })
    await expect(pool.run('paintTrust', input)).resolves.toMatchObject({ after: expect.any(Uint8Array) })
  })

  test('a thread that does not listen is ended by force, and those who wait are served', async () => {
    const pool = startPool({ size: 1, entry: stubborn })
    const controller = new AbortController()
    const looping = pool.run('inspectMesh', behave('loop'), { signal: controller.signal })
    const waiting = new AbortController()
    const neverBegun = pool.run('inspectMesh', behave('loop'), { signal: waiting.signal })
    const next = pool.run('inspectMesh', behave('answer'))
    setTimeout(() => controller.abort(), 100)
    waiting.abort()
    await expect(neverBegun).rejects.toMatchObject({ code: 'job/cancelled' })
    await expect(looping).rejects.toMatchObject({ code: 'job/cancelled' })
    await expect(next).resolves.toBeDefined()
  })

  test('a loop that never yields sees the cancel in shared memory and its thread lives on', async () => {
    const pool = startPool({ size: 1 })
    const random = seededRandom(5)
    const positions = Float32Array.from({ length: 30_000 }, () => random.normal() * 80)
    const triangles = Uint32Array.from({ length: 30_000 }, () => random.below(10_000))
    const path = join(root, 'soup.ply')
    writeFileSync(path, writeMesh({ positions, triangles }, { format: 'ply' }))
    const controller = new AbortController()
    const views = Array.from({ length: 3000 }, () => ({
      worldMat: [800, 0, 500, 0, 0, 800, 500, 0, 0, 0, 1, 500, 0, 0, 0, 1] as never,
      widthPx: 500,
      heightPx: 500,
    }))
    const work = pool.run(
      'proposeMasks',
      { mesh: { ref: path, fileName: 'soup.ply' }, views },
      {
        signal: controller.signal,
        report: () => controller.abort(),
      },
    )
    await expect(work).rejects.toMatchObject({ code: 'job/cancelled' })
    await expect(pool.run('inspectMesh', { ref: path, fileName: 'soup.ply' })).resolves.toMatchObject({
      triangles: 10_000,
    })
  })

  test('closing ends what runs and what waits', async () => {
    const pool = startPool({ size: 1, entry: stubborn })
    const works = [pool.run('inspectMesh', behave('loop')), pool.run('inspectMesh', behave('answer'))]
    const settled = Promise.allSettled(works)
    await pool.close()
    expect((await settled).map((work) => work.status)).toEqual(['rejected', 'rejected'])
    await expect(pool.run('inspectMesh', behave('answer'))).rejects.toMatchObject({ code: 'job/cancelled' })
  })
})
