import type { TriangleSoup } from '../model/queries.ts'
import { type BoxTreeShape, boxTreeShape, nodeBytes } from './boxTreeShape.ts'
import type { KernelInstance } from './kernelInstance.ts'
import { treeBytes } from './treeMemory.ts'
import { type BuildStage, halvingStages, leavesPerRun, onceStage, rangesStage } from './treeStages.ts'

const leafTriangles = 4
const leafBytes = 9 * 4 * leafTriangles
const placeBytes = 16

/** Bytes of the boxes, of the triangles and of their numbers. */
export const triangleTreeBytes = (
  count: number,
): { readonly nodes: number; readonly leaves: number; readonly ids: number } => {
  const { leafCount, nodeCount } = boxTreeShape(count, leafTriangles)
  return { nodes: nodeCount * nodeBytes, leaves: leafCount * leafBytes, ids: leafCount * leafTriangles * 4 }
}

/** A tree under construction. */
export interface TriangleTreePlan {
  readonly tree: number
  /** The places, at the end of the memory of the leaves. */
  readonly places: number
  /** Where the leaves will begin. */
  readonly indices: number
  readonly positions: number
  /** A block of its own for the positions, to be given back; null where they lie in the memory of the boxes. */
  readonly lent: number | null
  readonly vertexCount: number
  readonly shape: BoxTreeShape
}

/** Allocates a tree, all of it one block at `tree`, and copies the mesh into what will hold its leaves and boxes. */
export const planTriangleTree = (
  instance: KernelInstance,
  { positions, triangles }: TriangleSoup,
): TriangleTreePlan => {
  const shape = boxTreeShape(triangles.length / 3, leafTriangles)
  const bytes = triangleTreeBytes(shape.itemCount)
  const [tree, nodes, leaves, ids] = instance.allocateTogether(treeBytes, bytes.nodes, bytes.leaves, bytes.ids)
  const { innerCount, childBase, leafCount, itemCount } = shape
  const header = [nodes, innerCount, childBase, leafCount, itemCount, 0, leaves, ids, 0]
  instance.int32(tree, header.length).set(header)
  const lent = positions.byteLength > bytes.nodes ? instance.allocate(positions.byteLength) : null
  const rows = lent ?? nodes
  instance.float32(rows, positions.length).set(positions)
  instance.uint32(leaves, triangles.length).set(triangles)
  const places = leaves + bytes.leaves - itemCount * placeBytes
  return { tree, places, indices: leaves, positions: rows, lent, vertexCount: positions.length / 3, shape }
}

/** How a planned tree is built. False of the first stage: a triangle names no vertex, or one that is not finite. */
export const triangleTreeStages = (
  { kernels }: KernelInstance,
  { tree, places, indices, positions, vertexCount, shape }: TriangleTreePlan,
  itemsPerPart: number,
): BuildStage[] => {
  const items = { count: shape.itemCount, size: itemsPerPart }
  const leaves = { count: shape.leafCount, size: leavesPerRun(shape, leafTriangles, itemsPerPart) }
  return [
    rangesStage(items, (from, to) => kernels.placeTriangles(places, positions, vertexCount, indices, from, to) === 1),
    ...halvingStages(kernels, shape, { places, leafItems: leafTriangles, leavesPerRun: leaves.size }),
    rangesStage(items, (from, to) => {
      kernels.nameCorners(places, indices, from, to)
      return true
    }),
    onceStage(() => kernels.spreadPlaces(tree, leaves.size)),
    rangesStage(leaves, (from, to) => {
      kernels.fillLeaves(tree, positions, from, to)
      return true
    }),
    onceStage(() => kernels.clearLastBoxes(tree)),
    rangesStage(leaves, (from, to) => {
      kernels.boxTriangles(tree, from, to)
      return true
    }),
    onceStage(() => kernels.uniteBoxes(tree)),
  ]
}
