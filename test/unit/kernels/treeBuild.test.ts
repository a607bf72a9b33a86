import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { TreeBuildOptions } from '#core/kernels/buildTree.ts'
import { KernelInstance } from '#core/kernels/kernelInstance.ts'
import { PointTree } from '#core/kernels/pointTree.ts'
import { pointTreeBytes } from '#core/kernels/pointTreeBuild.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { triangleTreeBytes } from '#core/kernels/triangleTreeBuild.ts'
import { seededRandom } from '#core/model/random.ts'
import type { RunContext } from '#core/model/run.ts'
import { headMesh } from '../../../bench/headMesh.ts'

const head = headMesh(40_000)
const [large, small] = [head.positions.length / 3, 1203]

/** Points in no order: neighbours in the array are strangers in space. */
const scattered = (count: number): Float32Array => {
  const random = seededRandom(81)
  return Float32Array.from({ length: count * 3 }, () => random.normal())
}

type Build = (o: TreeBuildOptions) => PointTree | TriangleTree

const bytesOfBoth = (tree: PointTree | TriangleTree): number =>
  Object.values(tree instanceof PointTree ? pointTreeBytes(tree.count) : triangleTreeBytes(tree.count)).reduce(
    (sum, bytes) => sum + bytes,
    0,
  )

const cases: [string, Build][] = [
  ['points of a head', (o) => PointTree.build(head.positions, o)],
  ['scattered points', (o) => PointTree.build(scattered(large), o)],
  ['few points', (o) => PointTree.build(scattered(small), o)],
  ['one point', (o) => PointTree.build(scattered(1), o)],
  ['equal points', (o) => PointTree.build(new Float32Array(small * 3), o)],
  ['triangles of a head', (o) => TriangleTree.build(head, o)],
  ['few triangles', (o) => TriangleTree.build({ ...head, triangles: head.triangles.subarray(0, small * 3) }, o)],
  ['one triangle', (o) => TriangleTree.build({ ...head, triangles: head.triangles.subarray(0, 3) }, o)],
]

/** SHA-256 of a tree as it lies in shared memory, header and all. */
const digestOf = (tree: PointTree | TriangleTree): string => {
  const shared = tree.share()
  const bytes = new Uint8Array(shared.memory.buffer, shared.tree, bytesOfBoth(tree))
  return createHash('sha256').update(bytes).digest('hex')
}

/** Cancelled at the given look; counts the looks. */
const contextUntil = (cancelAt: number): { readonly context: RunContext; looks(): number } => {
  const { signal } = new AbortController()
  let looks = 0
  Object.defineProperty(signal, 'aborted', { get: () => looks++ >= cancelAt })
  return { context: { signal }, looks: () => looks }
}

describe.each(cases)('a tree of %s', (_, build) => {
  test('is the same bytes in parts of any size', () => {
    const whole = digestOf(build({ shared: true, itemsPerPart: Number.MAX_SAFE_INTEGER }))
    for (const itemsPerPart of [1, 7, 64, 1000, 4096, 1 << 16].slice(build({}).count > 10_000 ? 2 : 0)) {
      expect(digestOf(build({ shared: true, itemsPerPart }))).toBe(whole)
    }
  })

  test('is given up at the look that saw the cancel, and its memory given back', () => {
    const kept = build({})
    const held = (): number => KernelInstance.ofThread().memory.buffer.byteLength
    const all = contextUntil(Infinity)
    build({ context: all.context, itemsPerPart: 4096 }).release()
    const before = held()
    for (let tenth = 0; tenth < 10; tenth++) {
      const cancelAt = Math.floor((tenth / 10) * all.looks())
      const { context, looks } = contextUntil(cancelAt)
      expect(() => build({ context, itemsPerPart: 4096 })).toThrowError(
        expect.objectContaining({ code: 'job/cancelled' }),
      )
      expect(looks()).toBe(cancelAt + 1)
    }
    build({}).release()
    expect(held()).toBe(before)
    kept.release()
  })
})

test.each(cases.filter(([name]) => name.includes('head')))('a tree of %s can be left in every stage', (_, build) => {
  const itemsPerPart = 1024
  const { context, looks } = contextUntil(Infinity)
  const tree = build({ context, itemsPerPart })
  // Places, splits, halves, leaves and boxes.
  expect(looks()).toBeGreaterThan((5 * tree.count) / itemsPerPart)
  tree.release()
})
