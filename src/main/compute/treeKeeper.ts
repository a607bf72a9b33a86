import type { SharedTreeHandle } from '#core/model/treeStore.ts'
import type { KeptTree } from './messages.ts'

export interface TreeKeeperOptions {
  /** All trees together take no more memory than this. */
  readonly mostBytes?: number
  /** Hears which trees were let go, and whether it is time to free their memory. */
  readonly onForget?: (keys: readonly string[], isTimeToFree: boolean) => void
}

/** In a window the next job is often of the same scans. */
export const mostTreeBytes = 512 * 2 ** 20
/** Each memory that threads share takes some gigabytes of addresses, of which a process has not got any number. */
const mostTrees = 32
/** Memory that was let go is freed when there is so much of it: looking for it takes some milliseconds. */
const mostGarbageBytes = 96 * 2 ** 20
/** Threads that search a tree take a little of its memory each, for good: one that has grown by more is let go. */
const mostGrowthBytes = 96 * 2 ** 20

interface Entry {
  readonly tree: SharedTreeHandle
  readonly bytesWhenBuilt: number
}

const bytesOf = ({ memory }: SharedTreeHandle): number => (memory as WebAssembly.Memory).buffer.byteLength

/**
 * The search trees of the scans that were worked on last, in memory that all threads share: bounded in bytes, and the
 * one that was used longest ago goes first.
 */
export class TreeKeeper {
  readonly mostBytes: number
  readonly #onForget: NonNullable<TreeKeeperOptions['onForget']>
  /** Let go since memory was last freed. */
  #garbageBytes = 0
  /** From the one used longest ago to the last. */
  readonly #entries = new Map<string, Entry>()

  constructor({ mostBytes = mostTreeBytes, onForget = () => {} }: TreeKeeperOptions = {}) {
    this.mostBytes = mostBytes
    this.#onForget = onForget
  }

  /** Bytes of all trees. */
  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { tree }) => sum + bytesOf(tree), 0)
  }

  get count(): number {
    return this.#entries.size
  }

  /** All of them, for a thread that may need some. */
  list(): readonly KeptTree[] {
    return [...this.#entries].map(([key, { tree }]) => [key, tree])
  }

  /** The tree of that key, which is thereby the last used; null where it is not kept. */
  find(key: string): SharedTreeHandle | null {
    const entry = this.#entries.get(key)
    if (!entry) return null
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    this.#shrink()
    return this.#entries.get(key)?.tree ?? null
  }

  /** Bytes of the memory of a kept tree when it was finished: what lies behind is the threads' own. */
  bytesWhenBuilt(key: string): number {
    return this.#entries.get(key)?.bytesWhenBuilt ?? 0
  }

  /** Where two threads have built the same tree, the first stays. */
  keep(key: string, tree: SharedTreeHandle): void {
    if (!this.#entries.has(key)) this.#entries.set(key, { tree, bytesWhenBuilt: bytesOf(tree) })
    this.find(key)
  }

  #isGarbageWorthIt(): boolean {
    if (this.#garbageBytes < mostGarbageBytes) return false
    this.#garbageBytes = 0
    return true
  }

  clear(): void {
    this.#forget([...this.#entries.keys()])
  }

  #shrink(): void {
    const grown = [...this.#entries].filter(
      ([, { tree, bytesWhenBuilt }]) => bytesOf(tree) - bytesWhenBuilt > mostGrowthBytes,
    )
    this.#forget(grown.map(([key]) => key))
    const gone: string[] = []
    let { bytes, count } = this
    for (const [key, { tree }] of this.#entries) {
      if (bytes <= this.mostBytes && count <= mostTrees) break
      gone.push(key)
      bytes -= bytesOf(tree)
      count--
    }
    this.#forget(gone)
  }

  #forget(keys: readonly string[]): void {
    if (keys.length === 0) return
    for (const key of keys) {
      this.#garbageBytes += bytesOf((this.#entries.get(key) as Entry).tree)
      this.#entries.delete(key)
    }
    this.#onForget(keys, this.#isGarbageWorthIt())
  }
}
