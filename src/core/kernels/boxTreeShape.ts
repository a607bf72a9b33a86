/** Bytes of a node: boxes of four children, six numbers each. */
export const nodeBytes = 96

/** Counts of a complete tree with four children a node, see wasm/kernels/boxTree.h. */
export interface BoxTreeShape {
  readonly itemCount: number
  /** A power of two. */
  readonly leafCount: number
  readonly innerCount: number
  /** Children of node k are 4k + childBase + lane. −1 where the root has two children only. */
  readonly childBase: 1 | -1
}

/** The smallest complete tree whose leaves hold at most `leafCapacity` items. */
export const boxTreeShape = (itemCount: number, leafCapacity: number): BoxTreeShape => {
  let levels = 0
  while (Math.ceil(itemCount / 2 ** levels) > leafCapacity) levels++
  const leafCount = 2 ** levels
  if (levels % 2 === 0) return { itemCount, leafCount, innerCount: (leafCount - 1) / 3, childBase: 1 }
  return { itemCount, leafCount, innerCount: 1 + (2 * (leafCount / 2 - 1)) / 3, childBase: -1 }
}
