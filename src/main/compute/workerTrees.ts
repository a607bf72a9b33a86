import { createHash } from 'node:crypto'
import { treeKeyOf } from '#core/kernels/treeImage.ts'
import type { SharedTreeHandle, TreeKind, TreeStore } from '#core/model/treeStore.ts'
import type { FromWorker, KeptTree } from './messages.ts'

/** Smaller trees are built faster than they are found. */
const leastBytes = 1 << 18
/** A tree takes about so many bytes for each of its arrays. */
const treeBytesPerByte = 6

type Tell = (message: Extract<FromWorker, { type: 'tree' }>) => void

const treeKey = (kind: TreeKind, arrays: readonly (Float32Array | Uint32Array)[]): string => {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return treeKeyOf(kind, hash.digest('hex'))
}

/** A worker's end of the host's `TreeKeeper`: what is kept is known from the start of a job, what is built is told at once. */
export class WorkerTrees implements TreeStore {
  readonly #tell: Tell
  #mostBytes = 0
  #kept: ReadonlyMap<string, SharedTreeHandle> = new Map()
  /** Trees this thread has attached to, or has built. */
  readonly #attached = new Map<string, unknown>()

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** To be called before a job. */
  know(trees: readonly KeptTree[], mostBytes: number): void {
    this.#mostBytes = mostBytes
    this.#kept = new Map(trees)
    this.forget([...this.#attached.keys()].filter((key) => !this.#kept.has(key)))
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.#attached.delete(key)
  }

  keyOf(kind: TreeKind, arrays: readonly (Float32Array | Uint32Array)[]): string | null {
    const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return bytes < leastBytes || bytes * treeBytesPerByte > this.#mostBytes ? null : treeKey(kind, arrays)
  }

  find<Tree>(key: string, attach: (shared: SharedTreeHandle) => Tree): Tree | null {
    const attached = this.#attached.get(key)
    const shared = this.#kept.get(key)
    if (attached === undefined && shared === undefined) return null
    this.#tell({ type: 'tree', key, tree: null })
    if (attached !== undefined || shared === undefined) return attached as Tree
    const tree = attach(shared)
    this.#attached.set(key, tree)
    return tree
  }

  keep<Tree>(key: string, tree: Tree, shared: SharedTreeHandle): void {
    this.#attached.set(key, tree)
    this.#tell({ type: 'tree', key, tree: shared })
  }
}
