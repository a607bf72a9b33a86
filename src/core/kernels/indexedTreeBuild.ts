import type { TriangleSoup } from '../model/queries.ts'
import { type BoxTreeShape, boxTreeShape, nodeBytes } from './boxTreeShape.ts'
import type { KernelInstance } from './kernelInstance.ts'
import { treeBytes } from './treeMemory.ts'
import { type BuildStage, halvingStages, leavesPerRun, onceStage, rangesStage } from './treeStages.ts'

const leafTriangles = 4
const placeBytes = 16
/** Triangles whose indices are copied at once. */
const indexedAtOnce = 1 << 16

/** A tree under construction whose leaves will name the corners of their triangles. */
export interface IndexedTreePlan {
  readonly tree: number
  /** It needs no block beside its own. */
  readonly lent: null
  readonly places: number
  readonly positions: number
  readonly soup: TriangleSoup
  readonly shape: BoxTreeShape
}

/** Allocates a tree, all of it one block at `tree`, and copies the positions. */
export const planIndexedTree = (instance: KernelInstance, soup: TriangleSoup): IndexedTreePlan => {
  const shape = boxTreeShape(soup.triangles.length / 3, leafTriangles)
  const [tree, nodes, places, positions] = instance.allocateTogether(
    ...[treeBytes, shape.nodeCount * nodeBytes, shape.itemCount * placeBytes, soup.positions.length * 4],
  )
  const { innerCount, childBase, leafCount, itemCount } = shape
  const header = [nodes, innerCount, childBase, leafCount, itemCount, 0, places, positions, 0]
  instance.int32(tree, header.length).set(header)
  instance.float32(positions, soup.positions.length).set(soup.positions)
  return { tree, lent: null, places, positions, soup, shape }
}

/**
 * How a planned tree is built: the order of `triangleTreeStages`, but indices cross in pieces, since they do not stay.
 * False of the first stage: a triangle names no vertex, or one that is not finite.
 */
export const indexedTreeStages = (
  instance: KernelInstance,
  { tree, places, positions, soup, shape }: IndexedTreePlan,
  itemsPerPart: number,
): BuildStage[] => {
  const { kernels } = instance
  const { triangles } = soup
  const vertexCount = soup.positions.length / 3
  const pieces = { count: shape.itemCount, size: indexedAtOnce }
  const leaves = { count: shape.leafCount, size: leavesPerRun(shape, leafTriangles, itemsPerPart) }
  const placed = (from: number, to: number): boolean => {
    const [indices] = instance.scratch(indexedAtOnce * 12)
    instance.uint32(indices, (to - from) * 3).set(triangles.subarray(from * 3, to * 3))
    const first = places + from * placeBytes
    if (kernels.placeTriangles(first, positions, vertexCount, indices, 0, to - from) === 0) return false
    const rows = instance.uint32(first, (to - from) * 4)
    for (let i = 3; i < rows.length; i += 4) rows[i] += from
    return true
  }
  const named = (from: number, to: number): boolean => {
    const rows = instance.uint32(places + from * placeBytes, (to - from) * 4)
    for (let i = 0; i < rows.length; i += 4) {
      const corner = rows[i + 3] * 3
      rows[i] = triangles[corner]
      rows[i + 1] = triangles[corner + 1]
      rows[i + 2] = triangles[corner + 2]
    }
    return true
  }
  return [
    rangesStage(pieces, placed),
    ...halvingStages(kernels, shape, { places, leafItems: leafTriangles, leavesPerRun: leaves.size }),
    rangesStage(pieces, named),
    onceStage(() => kernels.clearLastBoxes(tree)),
    rangesStage(leaves, (from, to) => {
      kernels.boxIndexedTriangles(tree, from, to)
      return true
    }),
    onceStage(() => kernels.uniteBoxes(tree)),
  ]
}
