import type { TriangleSoup } from '../model/queries.ts'
import type { RunContext } from '../model/run.ts'
import type { SharedTreeHandle, TreeKind } from '../model/treeStore.ts'
import { PointTree, type SharedPointTree } from './pointTree.ts'
import { type SharedTriangleTree, TriangleTree } from './triangleTree.ts'

type TreeContext = Pick<RunContext, 'trees' | 'signal'>

/** What a tree of one's own is to be, where none is kept. */
interface Own {
  /** One that other threads can attach to. */
  readonly shared: boolean
  /** One that takes little memory and finds closest points alone, see `TriangleTree.buildIndexed`. */
  readonly isIndexed?: boolean
}

const alone: Own = { shared: false }

interface Kept<Tree> {
  readonly kind: TreeKind
  readonly arrays: readonly (Float32Array | Float64Array | Uint32Array)[]
  build(o: Own): Tree
  attach(shared: SharedTreeHandle): Tree
}

const treeOf = <Tree extends { share(): SharedTreeHandle }>(
  { trees }: TreeContext,
  { kind, arrays, build, attach }: Kept<Tree>,
  own: Own,
): Tree => {
  const single = arrays.filter((array) => !(array instanceof Float64Array))
  const key = trees && single.length === arrays.length ? trees.keyOf(kind, single) : null
  if (!trees || key === null) return build(own)
  const found = trees.find(key, attach)
  if (found) return found
  const tree = build({ shared: true })
  trees.keep(key, tree, tree.share())
  return tree
}

/**
 * The tree of a surface: the one that the run's store keeps, else a new one, which the store keeps from then on. The
 * same answers either way. To be released as one of the run's own: for a kept tree that does nothing.
 *
 * Throws input/not-finite, input/index-out-of-range, job/cancelled.
 */
export const triangleTreeOf = (soup: TriangleSoup, context: TreeContext, own = alone): TriangleTree =>
  treeOf(
    context,
    {
      kind: 'triangles',
      arrays: [soup.positions, soup.triangles],
      build: ({ shared, isIndexed = false }) =>
        isIndexed ? TriangleTree.buildIndexed(soup, context) : TriangleTree.build(soup, { shared, context }),
      attach: (shared) => TriangleTree.attach(shared as SharedTriangleTree),
    },
    own,
  )

/** The same for the points of a cloud, `[n*3]`. Throws input/not-finite, job/cancelled. */
export const pointTreeOf = (points: Float32Array, context: TreeContext, own = alone): PointTree =>
  treeOf(
    context,
    {
      kind: 'points',
      arrays: [points],
      build: ({ shared }) => PointTree.build(points, { shared, context }),
      attach: (shared) => PointTree.attach(shared as SharedPointTree),
    },
    own,
  )
