import type { KernelInstance } from './kernelInstance.ts'

/** Bytes of the header of a tree. */
export const treeBytes = 36
/** Where in it the address of the slots stands: 0 until a guess was asked for. */
export const slotsField = 32

/** A tree another thread can attach to: the memory crosses by reference. */
export interface SharedTree {
  readonly memory: WebAssembly.Memory
  readonly tree: number
  readonly count: number
}

/** What a built tree holds: a block of its own, and once a guess is asked for, the slots of its items. */
export class TreeMemory {
  readonly instance: KernelInstance
  /** Address of the tree's header, with which its block begins. */
  readonly tree: number
  readonly #isOwned: boolean
  readonly #blocks: number[] = []

  /** `isOwned`: nobody else holds the tree, which is given back with this. */
  constructor(instance: KernelInstance, tree: number, { isOwned }: { readonly isOwned: boolean }) {
    this.instance = instance
    this.tree = tree
    this.#isOwned = isOwned
    this.#own(tree)
  }

  /** Gives the memory back before the garbage collector would; that of a shared tree goes with its last thread. */
  release(): void {
    this.instance.releaseOwned(this, ...this.#blocks.splice(0))
  }

  /** Throws RangeError when the tree is not for others. */
  shared(): WebAssembly.Memory {
    if (this.#isOwned) throw new RangeError('Only a tree that was built with shared: true can be shared.')
    return this.instance.memory
  }

  /** Sees to it that guesses can be looked up: `fill` writes the slot of each of the items at the address it is given. */
  needSlots(itemCount: number, fill: (slots: number) => void): void {
    const { instance, tree } = this
    if (Atomics.load(instance.int32(tree + slotsField, 1), 0) !== 0) return
    const slots = instance.allocate(itemCount * 4)
    fill(slots)
    Atomics.store(instance.int32(tree + slotsField, 1), 0, slots)
    this.#own(slots)
  }

  #own(at: number): void {
    if (!this.#isOwned) return
    this.#blocks.push(at)
    this.instance.releaseWith(this, at)
  }
}
