/** A search tree in memory that threads share; only the kernels look into it. */
export interface SharedTreeHandle {
  /** A `WebAssembly.Memory`, shared. */
  readonly memory: object
  /** Its address there. */
  readonly tree: number
  /** Of its points or triangles. */
  readonly count: number
}

/** Kinds of trees: over the points of a cloud, over the triangles of a surface. */
export type TreeKind = 'points' | 'triangles'

/**
 * Search trees that outlive the run they were built in, for the jobs that follow and for the window. Kept by their
 * content: the same arrays have the same tree, whatever file, unit or job they come from.
 */
export interface TreeStore {
  /** Null where the tree would not be worth keeping, or would not fit. */
  keyOf(kind: TreeKind, arrays: readonly (Float32Array | Uint32Array)[]): string | null
  /** The tree under that key, which each thread attaches to once; null where there is none. */
  find<Tree>(key: string, attach: (shared: SharedTreeHandle) => Tree): Tree | null
  /** Called when the tree is finished: one that was broken off is never kept. */
  keep<Tree>(key: string, tree: Tree, shared: SharedTreeHandle): void
}
