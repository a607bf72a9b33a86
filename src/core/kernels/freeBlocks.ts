interface Block {
  at: number
  size: number
}

/** Memory given back: where it lies, in ascending order, neighbours joined. */
export class FreeBlocks {
  readonly #blocks: Block[] = []

  /** Address of `size` bytes from the first block with room, or -1. */
  take(size: number): number {
    const index = this.#blocks.findIndex((block) => block.size >= size)
    if (index < 0) return -1
    const block = this.#blocks[index]
    const { at } = block
    block.at += size
    block.size -= size
    if (block.size === 0) this.#blocks.splice(index, 1)
    return at
  }

  add(at: number, size: number): void {
    const found = this.#blocks.findIndex((block) => block.at > at)
    const index = found < 0 ? this.#blocks.length : found
    const before = this.#blocks[index - 1]
    const behind = this.#blocks[index]
    const joinsBehind = behind !== undefined && at + size === behind.at
    if (before !== undefined && before.at + before.size === at) {
      before.size += size
      if (joinsBehind) {
        before.size += behind.size
        this.#blocks.splice(index, 1)
      }
    } else if (joinsBehind) {
      behind.at = at
      behind.size += size
    } else this.#blocks.splice(index, 0, { at, size })
  }

  /** Start of the last block where it ends at `end`, which it then gives up; else `end`. */
  takeLast(end: number): number {
    const last = this.#blocks.at(-1)
    if (last === undefined || last.at + last.size !== end) return end
    this.#blocks.pop()
    return last.at
  }
}
