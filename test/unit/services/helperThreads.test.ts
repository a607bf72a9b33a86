import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import { answerBatch, rowsPerChunk, shareBatch } from '#core/kernels/queryBatch.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { closestPointsFor } from '#core/model/queries.ts'
import type { BatchKind, BatchTable } from '#core/model/queryBatch.ts'
import { seededRandom } from '#core/model/random.ts'
import type { HelpRequest } from '#main/compute/helperThreads.ts'
import { HelperThreads } from '#main/compute/helperThreads.ts'
import { sphereMesh } from '../geometry/shapes.ts'

const seed = 11
/** Three full chunks and a part of one. */
const count = 3 * rowsPerChunk + 123
const surface = sphereMesh({ radius: 100, rings: 40 })

const scattered = (sigma: number): Float32Array => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: count * 3 }, () => sigma * random.normal())
}

const inputs: { readonly [Kind in BatchKind]: BatchTable[Kind]['input'] } = {
  closest: { surface, queries: scattered(150) },
  nearest: { points: surface.positions, queries: scattered(150) },
  rays: { surface, origins: scattered(30), directions: scattered(1) },
}
const kinds = Object.keys(inputs) as BatchKind[]

/** SHA-256 of every array of the output. */
const bytesOf = (output: object): string[] =>
  Object.values(output).map((values: Float64Array) =>
    createHash('sha256')
      .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      .digest('hex'),
  )

describe(`batches of queries on helping threads (seed ${seed})`, () => {
  for (const kind of kinds) {
    it(`answers ${kind} with the same bytes on 1, 2 and 3 threads`, () => {
      const alone = bytesOf(answerBatch(kind, inputs[kind]))
      for (const threads of [1, 2, 3]) {
        const queryThreads = new HelperThreads({ threads, leastRows: 1 })
        expect(queryThreads.answer(kind, inputs[kind], {}) === null).toBe(threads === 1)
        expect(bytesOf(answerBatch(kind, inputs[kind], { queryThreads }))).toEqual(alone)
        // The second batch meets helpers that run.
        expect(bytesOf(answerBatch(kind, inputs[kind], { queryThreads }))).toEqual(alone)
        queryThreads.close()
      }
    })

    it(`answers ${kind} wholly in a helper`, async () => {
      const batch = shareBatch(kind, inputs[kind])
      const request: HelpRequest = {
        batch,
        next: new Int32Array(new SharedArrayBuffer(4)),
        isAnswered: new Uint8Array(new SharedArrayBuffer(4)),
      }
      const helper = new Worker(new URL('../../../src/main/compute/helperWorker.ts', import.meta.url), { execArgv: [] })
      helper.postMessage(request)
      await vi.waitFor(() => expect([...request.isAnswered]).toEqual([1, 1, 1, 1]), 10_000)
      await helper.terminate()
      expect(bytesOf(batch.out)).toEqual(bytesOf(answerBatch(kind, inputs[kind])))
    })
  }

  it('agrees with the tree itself', () => {
    const { queries } = inputs.closest
    const out = closestPointsFor(count)
    const tree = TriangleTree.build(surface)
    tree.closestPoints(queries, out)
    tree.release()
    const { distances } = answerBatch('closest', inputs.closest)
    expect(distances.every((value, i) => Math.abs(value - out.distances[i]) < 1e-4)).toBe(true)
  })

  it('leaves small batches to one thread', () => {
    const queryThreads = new HelperThreads({ threads: 3, leastRows: count + 1 })
    expect(queryThreads.answer('nearest', inputs.nearest, {})).toBeNull()
  })

  it('stops at the next chunk after a cancel', () => {
    const queryThreads = new HelperThreads({ threads: 2, leastRows: 1 })
    const controller = new AbortController()
    const report = vi.fn(() => controller.abort())
    const context = { queryThreads, signal: controller.signal, report }
    expect(() => answerBatch('closest', inputs.closest, context)).toThrowError(
      expect.objectContaining({ code: 'job/cancelled' }),
    )
    expect(report).toHaveBeenCalledOnce()
    queryThreads.close()
  })

  it('names what cannot be searched', () => {
    const queryThreads = new HelperThreads({ threads: 2, leastRows: 1 })
    const points = Float32Array.from(surface.positions)
    points[4] = Number.NaN
    expect(() => answerBatch('nearest', { ...inputs.nearest, points }, { queryThreads })).toThrowError(
      expect.objectContaining({ code: 'input/not-finite' }),
    )
    queryThreads.close()
  })
})
