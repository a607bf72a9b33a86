/** What `use` makes of the tree, whose memory is given back at once, whatever happens. */
export const releasing = <Tree extends { release(): void }, Result>(
  tree: Tree,
  use: (tree: Tree) => Result,
): Result => {
  try {
    return use(tree)
  } finally {
    tree.release()
  }
}
