import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeMesh } from '#core/formats/index.ts'
import { triangleTreeOf } from '#core/kernels/keptTrees.ts'
import { packTree, unpackTree } from '#core/kernels/treeImage.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { closestPointsFor } from '#core/model/queries.ts'
import { identity4 } from '#core/model/transform.ts'
import { mostTreeBytes, TreeKeeper } from '#main/compute/treeKeeper.ts'
import { WorkerPool } from '#main/compute/workerPool.ts'
import { WorkerTrees } from '#main/compute/workerTrees.ts'
import { temporaryFolder } from '../catalogue/temporaryFolder.ts'
import { bumpyHead, headMesh } from '../geometry/bumpyHead.ts'

const root = temporaryFolder('trees')
const pools: WorkerPool[] = []
const startPool = (treeBytes = mostTreeBytes): WorkerPool => {
  const pool = new WorkerPool({ size: 1, treeBytes })
  pools.push(pool)
  return pool
}
afterAll(async () => {
  for (const pool of pools) await pool.close()
})

const headOf = (seed: number, rings = 90): Mesh => headMesh(bumpyHead(seed), { rings, turn: identity4 })
const fileOf = (name: string, mesh: Mesh) => {
  const ref = join(root, name)
  writeFileSync(ref, writeMesh(mesh, { format: 'ply' }))
  return { ref, fileName: name }
}

const handleOf = (mesh: Mesh) => TriangleTree.build(mesh, { shared: true }).share()
const bytesOf = (tree: ReturnType<typeof handleOf>): number => tree.memory.buffer.byteLength

const aligned = (pool: WorkerPool, source: ReturnType<typeof fileOf>, target: ReturnType<typeof fileOf>) => {
  const side = (mesh: ReturnType<typeof fileOf>) => ({ mesh, landmarks: null, unit: 'mm' as const })
  return pool.run('alignMeshes', {
    ...{ source: side(source), target: side(target), aligned: null, isDetailed: true },
    options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto', start: identity4, restarts: 0 },
  })
}
const measured = (pool: WorkerPool, a: ReturnType<typeof fileOf>, b: ReturnType<typeof fileOf>) =>
  pool.run('measureDistances', {
    ...{ a, b, measure: 'surface', signed: true, both: true, unit: 'mm', regions: [], landmarks: null },
    ...{ limits: [1], bins: null, outName: 'distances.npy' },
  })

describe('the trees that are kept', () => {
  test('take no more memory than they may, and the one used longest ago goes first', () => {
    const trees = [1, 2, 3, 4].map((seed) => handleOf(headOf(seed, 40)))
    const forgotten: string[] = []
    const keeper = new TreeKeeper({
      mostBytes: bytesOf(trees[0]) + bytesOf(trees[1]) + bytesOf(trees[2]),
      onForget: (keys) => forgotten.push(...keys),
    })
    for (const [i, tree] of trees.slice(0, 3).entries()) keeper.keep(`tree ${i}`, tree)
    expect(keeper.find('tree 0')).toBe(trees[0])
    keeper.keep('tree 3', trees[3])
    expect(forgotten).toEqual(['tree 1'])
    expect(keeper.list().map(([key]) => key)).toEqual(['tree 2', 'tree 0', 'tree 3'])
    expect(keeper.find('tree 1')).toBeNull()
    keeper.keep('tree 0', trees[1])
    expect(keeper.find('tree 0')).toBe(trees[0])
    const small = new TreeKeeper({ mostBytes: 1000 })
    small.keep('tree', trees[0])
    expect([small.count, small.bytes]).toEqual([0, 0])
  })

  test('stay within their bound on a walk over 200 scans, which are each built once', () => {
    const mostBytes = 24 * 2 ** 20
    const keeper = new TreeKeeper({ mostBytes, onForget: (keys) => store.forget(keys) })
    let built = 0
    const store = new WorkerTrees(({ key, tree }) => {
      if (tree) built++
      if (tree) keeper.keep(key, tree)
      else keeper.find(key)
    })
    const head = headOf(5, 64)
    const walked = Array.from({ length: 200 }, (_, scan) => ({
      ...head,
      positions: head.positions.map((value) => value * (1 + scan / 1000)),
    }))
    const closest = closestPointsFor(1)
    for (const mesh of walked) {
      for (let visit = 0; visit < 2; visit++) {
        store.know(keeper.list(), mostBytes)
        triangleTreeOf(mesh, { trees: store }).closestPoints(Float32Array.of(0, 0, 200), closest)
        expect(closest.distances[0]).toBeLessThan(200)
        expect(keeper.bytes).toBeLessThanOrEqual(mostBytes)
      }
    }
    expect(built).toBe(200)
    expect(keeper.count).toBeGreaterThan(3)
  })

  test('are built once by jobs of different kinds, and give the bytes that a tree of their own gives', async () => {
    const [source, target] = [fileOf('source.ply', headOf(7, 64)), fileOf('target.ply', headOf(8, 70))]
    const [keeping, alone] = [startPool(), startPool(0)]
    const expected = {
      alignment: await aligned(alone, source, target),
      distances: await measured(alone, source, target),
    }
    expect(alone.trees.count).toBe(0)
    for (let round = 0; round < 2; round++) {
      expect(await aligned(keeping, source, target)).toEqual(expected.alignment)
      expect(await measured(keeping, source, target)).toEqual(expected.distances)
      // One of each scan: that of the target serves the alignment, its details and the distances to it.
      expect(keeping.trees.count).toBe(2)
    }
  })

  test('cross to another process as bytes, and answer there as here', () => {
    const mesh = headOf(11, 64)
    const tree = TriangleTree.build(mesh, { shared: true })
    const shared = tree.share()
    const byteLength = shared.memory.buffer.byteLength
    const queries = headOf(12, 30).positions
    const [here, there] = [closestPointsFor(queries.length / 3), closestPointsFor(queries.length / 3)]
    tree.closestPoints(queries, here)
    tree.closestPoints(queries, here, { guesses: here.triangles })
    const bytes = packTree(shared, byteLength)
    const unpacked = unpackTree(bytes)
    unpacked.closestPoints(queries, there, { guesses: here.triangles })
    expect(there).toEqual(here)
    for (const broken of [bytes.subarray(0, 8), bytes.subarray(0, bytes.length - 1), new Uint8Array(64)]) {
      expect(() => unpackTree(broken)).toThrowError(expect.objectContaining({ code: 'input/tree-bytes' }))
    }
  })

  test('are not left by a job that is cancelled, or ended, while it builds', async () => {
    const pool = startPool()
    const [source, target] = [fileOf('small.ply', headOf(9, 60)), fileOf('large.ply', headOf(10, 250))]
    for (let afterMs = 0; afterMs < 300; afterMs += 100) {
      const controller = new AbortController()
      const work = pool.run(
        'measureDistances',
        {
          ...{ a: source, b: target, measure: 'surface', signed: false, both: false, unit: 'mm', regions: [] },
          ...{ landmarks: null, limits: [], bins: null, outName: null },
        },
        { signal: controller.signal },
      )
      setTimeout(() => controller.abort(), afterMs)
      await work.catch((error: unknown) => expect(error).toMatchObject({ code: 'job/cancelled' }))
      for (const [key, tree] of pool.trees.list()) {
        expect(key).toMatch(/^triangles-[0-9a-f]{8}-[0-9a-f]{64}$/)
        const closest = closestPointsFor(1)
        TriangleTree.attach(tree as Parameters<typeof TriangleTree.attach>[0]).closestPoints(
          Float32Array.of(0, 0, 200),
          closest,
        )
        expect(closest.distances[0]).toBeLessThan(200)
      }
    }
  })
})
