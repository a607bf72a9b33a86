import { describe, expect, test } from 'vitest'
import { PointTree } from '#core/kernels/pointTree.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { seededRandom } from '#core/model/random.ts'
import { headMesh } from '../../../bench/headMesh.ts'

const pageBytes = 65536
/** The header, the kernels' stack and data, and the remainder of a page. */
const fixedBytes = 4 * pageBytes

/** All that a memory of its own grew to while a tree was built in it. */
const heldBytes = (tree: PointTree | TriangleTree): number => tree.share().memory.buffer.byteLength

const shared = { shared: true }

describe('a tree is built in the memory it stays in', () => {
  const { positions, triangles } = headMesh(70_000)

  // 2^k leaves full, and one more: no size wastes what the next power of two would need.
  test.each([65_536, 65_537, 50_000, 1000])('of %i points: 15 bytes each, and boxes', (count) => {
    const tree = PointTree.build(positions.subarray(0, count * 3), shared)
    expect(heldBytes(tree)).toBeLessThan(count * (15 + 2.7) + fixedBytes)
  })

  test.each([131_072, 131_073, 100_000])('of %i triangles: less than three times the mesh', (count) => {
    const mesh = { positions, triangles: triangles.subarray(0, count * 3) }
    const tree = TriangleTree.build(mesh, shared)
    expect(heldBytes(tree)).toBeLessThan(3 * (count * 6 + mesh.triangles.byteLength) + fixedBytes)
  })

  test('of triangles that share no vertex, whose positions do not fit where the boxes will lie', () => {
    const random = seededRandom(71)
    const mesh = {
      positions: Float32Array.from({ length: 3000 * 9 }, () => random.normal()),
      triangles: Uint32Array.from({ length: 3000 * 3 }, (_, i) => i),
    }
    const tree = TriangleTree.build(mesh, shared)
    for (const triangle of [0, 1499, 2999]) {
      const corner = mesh.positions.subarray(triangle * 9, triangle * 9 + 3)
      expect(tree.closestPoint(corner[0], corner[1], corner[2])?.distance).toBe(0)
    }
  })
})

test('numbers of points that need four bytes are found again (seed 72)', () => {
  const count = 2 ** 24 + 5
  const random = seededRandom(72)
  const points = new Float32Array(count * 3)
  for (let i = 0; i < points.length; i++) points[i] = random.next()
  const tree = PointTree.build(points)
  for (const i of [0, 1, 2 ** 24 - 1, 2 ** 24, count - 1]) {
    expect(tree.nearest(points.subarray(i * 3, i * 3 + 3)).indices[0]).toBe(i)
  }
  tree.release()
}, 60_000)

test('a guess is looked up alike in trees of any size, and its memory is given back', () => {
  const random = seededRandom(73)
  for (const count of [1, 5, 9, 17, 400]) {
    const points = Float32Array.from({ length: count * 3 }, () => random.normal())
    const tree = PointTree.build(points)
    const guesses = Int32Array.from({ length: count }, () => random.below(count))
    expect([...tree.nearest(points, { guesses }).indices]).toEqual([...new Uint32Array(count).keys()])
    tree.release()
  }
})
