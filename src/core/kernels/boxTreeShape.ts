/** Bytes of a node: boxes of four children, six numbers each. */
export const nodeBytes = 96

/** Counts of a tree with four children a node and full leaves, see wasm/kernels/boxTree.h. */
export interface BoxTreeShape {
  readonly itemCount: number
  /** The last of them may be filled in part. */
  readonly leafCount: number
  /** Leaves the tree would have room for: a power of two. */
  readonly leafRoom: number
  /** Nodes the tree would have with so many leaves: leaves are numbered from here on. */
  readonly innerCount: number
  /** Nodes up to the last that has a leaf. */
  readonly nodeCount: number
  /** Children of node k are 4k + childBase + lane. −1 where the root has two children only. */
  readonly childBase: 1 | -1
}

/** The smallest tree for so many items, `leafItems` a leaf. */
export const boxTreeShape = (itemCount: number, leafItems: number): BoxTreeShape => {
  const leafCount = Math.max(1, Math.ceil(itemCount / leafItems))
  let levels = 0
  while (2 ** levels < leafCount) levels++
  const leafRoom = 2 ** levels
  const childBase = levels % 2 === 0 ? 1 : -1
  const innerCount = childBase === 1 ? (leafRoom - 1) / 3 : 1 + (2 * (leafRoom / 2 - 1)) / 3
  const nodeCount = leafRoom === 1 ? 0 : Math.floor((innerCount + leafCount - 1 - childBase) / 4) + 1
  return { itemCount, leafCount, leafRoom, innerCount, nodeCount, childBase }
}
