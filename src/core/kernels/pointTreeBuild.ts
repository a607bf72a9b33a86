import { type BoxTreeShape, boxTreeShape, nodeBytes } from './boxTreeShape.ts'
import type { KernelInstance } from './kernelInstance.ts'
import { treeBytes } from './treeMemory.ts'
import { type BuildStage, halvingStages, leavesPerRun, onceStage, rangesStage } from './treeStages.ts'

const leafPoints = 16
const placeBytes = 16
const rowBytes = 12
/** Numbers of points below this need three bytes. */
const mostOfThreeBytes = 1 << 24

/** Slots of a tree over `count` points: those of the last leaf may be empty. */
export const pointTreeSlots = (count: number): number => Math.max(1, Math.ceil(count / leafPoints)) * leafPoints

const idBytesFor = (count: number): number => (pointTreeSlots(count) <= mostOfThreeBytes ? 3 : 4)

/** Bytes of the boxes and of the points with their numbers. */
export const pointTreeBytes = (count: number): { readonly nodes: number; readonly points: number } => ({
  nodes: boxTreeShape(count, leafPoints).nodeCount * nodeBytes,
  points: pointTreeSlots(count) * (rowBytes + idBytesFor(count)),
})

/** A tree under construction. */
export interface PointTreePlan {
  readonly tree: number
  /** The places, where the boxes will lie and the first of the points. */
  readonly places: number
  /** The rows, in the last three quarters of their places. */
  readonly rows: number
  readonly lent: null
  readonly shape: BoxTreeShape
}

/** Allocates a tree, all of it one block at `tree`, and copies the points (`[n*3]`) into it. */
export const planPointTree = (instance: KernelInstance, points: Float32Array): PointTreePlan => {
  const count = points.length / 3
  const slots = pointTreeSlots(count)
  const shape = boxTreeShape(count, leafPoints)
  const bytes = pointTreeBytes(count)
  const idBytes = idBytesFor(count)
  // A place is longer by a byte than a point with a short number: a block must not reach the places before its own.
  const lead = Math.max(bytes.nodes, slots * (placeBytes - rowBytes - idBytes))
  const [tree, places] = instance.allocateTogether(treeBytes, Math.max(lead + bytes.points, slots * placeBytes))
  const header = [places, shape.innerCount, shape.childBase, shape.leafCount, slots, 0, places + lead, idBytes, 0]
  instance.int32(tree, header.length).set(header)
  const rows = places + count * (placeBytes - rowBytes)
  instance.float32(rows, points.length).set(points)
  return { tree, places, rows, lent: null, shape }
}

/** How a planned tree is built. False of the first stage: a point is not finite. */
export const pointTreeStages = (
  { kernels }: KernelInstance,
  { tree, places, rows, shape }: PointTreePlan,
  itemsPerPart: number,
): BuildStage[] => {
  const { itemCount: count, leafCount } = shape
  const leaves = { count: leafCount, size: leavesPerRun(shape, leafPoints, itemsPerPart) }
  return [
    {
      ...rangesStage({ count, size: itemsPerPart }, (from, to) => kernels.placePoints(places, rows, from, to) === 1),
      inOrder: true,
    },
    onceStage(() => kernels.placeNothing(places, count, leafCount * leafPoints)),
    ...halvingStages(kernels, shape, { places, leafItems: leafPoints, leavesPerRun: leaves.size }),
    {
      ...rangesStage(leaves, (from, to) => {
        kernels.packPoints(tree, places, leafCount - to, leafCount - from)
        return true
      }),
      inOrder: true,
    },
    onceStage(() => kernels.clearLastBoxes(tree)),
    rangesStage(leaves, (from, to) => {
      kernels.boxPoints(tree, from, to)
      return true
    }),
    onceStage(() => kernels.uniteBoxes(tree)),
  ]
}
