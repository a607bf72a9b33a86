import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { TreeBuildOptions } from '#core/kernels/buildTree.ts'
import { KernelInstance, stackBytes } from '#core/kernels/kernelInstance.ts'
import { PointTree } from '#core/kernels/pointTree.ts'
import { pointTreeBytes } from '#core/kernels/pointTreeBuild.ts'
import { controlFor } from '#core/kernels/sharedBuild.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { planTriangleTree, triangleTreeBytes, triangleTreeStages } from '#core/kernels/triangleTreeBuild.ts'
import type { QueryThreads } from '#core/model/queryBatch.ts'
import type { RunContext } from '#core/model/run.ts'
import { type BuildRequest, HelperThreads } from '#main/compute/helperThreads.ts'
import { headMesh } from '../../../bench/headMesh.ts'

const mesh = headMesh(30_000)
const pointCount = mesh.positions.length / 3
const triangleCount = mesh.triangles.length / 3
const itemsPerPart = 512
const always = { starting: 1, running: 1 }

const sum = (bytes: object): number => Object.values(bytes).reduce((total: number, one: number) => total + one, 0)

const digest = (memory: WebAssembly.Memory, tree: number, byteLength: number): string =>
  createHash('sha256')
    .update(new Uint8Array(memory.buffer, tree, byteLength))
    .digest('hex')

const kinds = {
  points: {
    build: (o: TreeBuildOptions) => PointTree.build(mesh.positions, o),
    bytes: sum(pointTreeBytes(pointCount)),
  },
  triangles: {
    build: (o: TreeBuildOptions) => TriangleTree.build(mesh, o),
    bytes: sum(triangleTreeBytes(triangleCount)),
  },
}

const digestOf = (kind: keyof typeof kinds, o: TreeBuildOptions): string => {
  const { memory, tree } = kinds[kind].build({ itemsPerPart, ...o, shared: true }).share()
  return digest(memory, tree, kinds[kind].bytes)
}

const helpers = new HelperThreads({ threads: 3, leastItems: always })
afterAll(() => helpers.close())

describe.each(['points', 'triangles'] as const)('a tree of %s built by several threads', (kind) => {
  test('is the same bytes on 1, 2 and 3 of them', () => {
    const alone = digestOf(kind, {})
    for (const threads of [1, 2, 3]) {
      const queryThreads = new HelperThreads({ threads, leastItems: always })
      expect(queryThreads.helpersFor(1)).toBe(threads - 1)
      // Those after the first meet helpers that run.
      for (let time = 0; time < 5; time++) expect(digestOf(kind, { context: { queryThreads } })).toBe(alone)
      queryThreads.close()
    }
  })

  test('answers as one built alone, and gives its memory back', () => {
    const context = { queryThreads: helpers }
    const held = (): number => KernelInstance.sharedOfThread().memory.buffer.byteLength
    kinds[kind].build({ context, itemsPerPart }).release()
    const before = held()
    for (let time = 0; time < 10; time++) {
      const tree = kinds[kind].build({ context, itemsPerPart })
      expect(() => tree.share()).toThrow(RangeError)
      tree.release()
    }
    expect(held()).toBe(before)
  })

  test('is given up at a cancel, whatever helpers are at, and its memory given back', () => {
    const held = (): number => KernelInstance.sharedOfThread().memory.buffer.byteLength
    kinds[kind].build({ context: { queryThreads: helpers }, itemsPerPart }).release()
    const before = held()
    // This thread looks once a stage at least, however much the helpers do; there are twelve stages or more.
    for (let time = 0; time < 24; time++) {
      const cancelAt = time % 12
      const { signal } = new AbortController()
      let looks = 0
      Object.defineProperty(signal, 'aborted', { get: () => looks++ >= cancelAt })
      const context: RunContext = { signal, queryThreads: helpers }
      expect(() => kinds[kind].build({ context, itemsPerPart })).toThrowError(
        expect.objectContaining({ code: 'job/cancelled' }),
      )
    }
    expect(digestOf(kind, { context: { queryThreads: helpers } })).toBe(digestOf(kind, {}))
    kinds[kind].build({ context: { queryThreads: helpers }, itemsPerPart }).release()
    expect(held()).toBe(before)
  })

  test('is left to one thread where it is small or none is free', () => {
    expect(new HelperThreads({ threads: 1 }).helpersFor(1e9)).toBe(0)
    const three = new HelperThreads({ threads: 3, leastItems: { starting: 2000, running: 1000 } })
    expect([999, 1500, 2000].map((count) => three.helpersFor(count))).toEqual([0, 0, 2])
    kinds[kind].build({ context: { queryThreads: three } }).release()
    expect([999, 1500, 2000].map((count) => three.helpersFor(count))).toEqual([0, 2, 2])
    three.close()
    expect(three.helpersFor(1500)).toBe(0)
  })

  test('is built alone where a helper takes a part and never gives it back', () => {
    const queryThreads: QueryThreads = {
      answer: () => null,
      helpersFor: () => 1,
      // One at work, who has taken the first part of the second stage.
      helpBuild: ({ control }) => {
        Atomics.add(control, 1, 1)
        Atomics.add(control, 4, 1)
      },
    }
    expect(digestOf(kind, { context: { queryThreads } })).toBe(digestOf(kind, {}))
  })
})

test('a helper builds a whole tree, when it is left alone with it', async () => {
  const instance = KernelInstance.createShared()
  const plan = planTriangleTree(instance, mesh)
  const stages = triangleTreeStages(instance, plan, itemsPerPart)
  const control = controlFor(stages)
  const { memory } = instance
  const request: BuildRequest = {
    build: { kind: 'triangles', memory, plan, itemsPerPart, control },
    stack: instance.allocate(stackBytes),
  }
  const helper = new Worker(new URL('../../../src/main/compute/helperWorker.ts', import.meta.url), { execArgv: [] })
  helper.postMessage(request)
  await vi.waitFor(() => expect(control.at(-1)).toBe(1), 10_000)
  await helper.terminate()
  expect(digest(memory, plan.tree, kinds.triangles.bytes)).toBe(digestOf('triangles', {}))
})

test('what cannot be searched is named, whoever finds it', () => {
  const positions = Float32Array.from(mesh.positions)
  positions[positions.length - 1] = Number.NaN
  const triangles = Uint32Array.from(mesh.triangles)
  triangles[triangleCount * 3 - 1] = pointCount
  const context = { queryThreads: helpers }
  for (let time = 0; time < 5; time++) {
    expect(() => PointTree.build(positions, { context, itemsPerPart })).toThrow(`Point ${pointCount - 1} `)
    expect(() => TriangleTree.build({ positions, triangles: mesh.triangles }, { context, itemsPerPart })).toThrow(
      /has a corner that is not a finite position/,
    )
    expect(() => TriangleTree.build({ ...mesh, triangles }, { context, itemsPerPart })).toThrow(
      `Triangle ${triangleCount - 1} names vertex ${pointCount}`,
    )
  }
})
