import type { TriangleSoup } from '../model/queries.ts'
import { type BoxTreeShape, boxTreeShape, nodeBytes } from './boxTreeShape.ts'
import type { KernelInstance } from './kernelInstance.ts'
import { treeBytes } from './treeMemory.ts'
import { type BuildStage, halvingStages, leavesPerRun, onceStage, rangesStage } from './treeStages.ts'

const leafTriangles = 4
const placeBytes = 16
/** Triangles whose indices are copied at once. */
const indexedAtOnce = 1 << 16
/** Bits of a vertex where the corners of a triangle take two words, see wasm/kernels/triangleTree.h. */
const cornerBits = 21

/** A tree under construction whose leaves will name the corners of their triangles. */
export interface IndexedTreePlan {
  readonly tree: number
  /** It needs no block beside its own. */
  readonly lent: null
  /** Where the places are, and then the corners. */
  readonly places: number
  readonly cornerWords: number
  readonly positions: number
  readonly soup: TriangleSoup
  readonly shape: BoxTreeShape
}

/**
 * Allocates a tree, all of it one block at `tree`, and copies the positions. The places lie where the corners and behind
 * them the boxes will: these are made when the places are no longer needed.
 */
export const planIndexedTree = (instance: KernelInstance, soup: TriangleSoup): IndexedTreePlan => {
  const shape = boxTreeShape(soup.triangles.length / 3, leafTriangles)
  const { innerCount, childBase, leafCount, itemCount } = shape
  const cornerWords = soup.positions.length / 3 <= 2 ** cornerBits ? 2 : 3
  const cornerBytes = Math.ceil((itemCount * cornerWords) / 4) * 16
  const [tree, places, positions] = instance.allocateTogether(
    treeBytes,
    Math.max(itemCount * placeBytes, cornerBytes + shape.nodeCount * nodeBytes),
    soup.positions.length * 4,
  )
  const nodes = places + cornerBytes
  const header = [nodes, innerCount, childBase, leafCount, itemCount, 0, places, positions, cornerWords]
  instance.int32(tree, header.length).set(header)
  instance.float32(positions, soup.positions.length).set(soup.positions)
  return { tree, lent: null, places, cornerWords, positions, soup, shape }
}

/** Writes the corners of a range of places over the places, from the first to the last: none overtakes the next. */
const nameCorners = (
  words: Uint32Array,
  { cornerWords, soup: { triangles } }: IndexedTreePlan,
  { from, to }: { readonly from: number; readonly to: number },
): void => {
  for (let slot = from; slot < to; slot++) {
    const corner = words[slot * 4 + 3] * 3
    const a = triangles[corner]
    const b = triangles[corner + 1]
    const c = triangles[corner + 2]
    const at = slot * cornerWords
    if (cornerWords === 3) {
      words[at] = a
      words[at + 1] = b
      words[at + 2] = c
    } else {
      words[at] = a | (b << cornerBits)
      words[at + 1] = (b >>> (32 - cornerBits)) | (c << (2 * cornerBits - 32))
    }
  }
}

/**
 * How a planned tree is built: the order of `triangleTreeStages`, but indices cross in pieces, since they do not stay.
 * False of the first stage: a triangle names no vertex, or one that is not finite.
 */
export const indexedTreeStages = (
  instance: KernelInstance,
  plan: IndexedTreePlan,
  itemsPerPart: number,
): BuildStage[] => {
  const { kernels } = instance
  const { tree, places, positions, soup, shape } = plan
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
    nameCorners(instance.uint32(places, to * 4), plan, { from, to })
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
