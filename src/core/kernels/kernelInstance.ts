import { CameoError } from '../model/errors.ts'
import { FreeBlocks } from './freeBlocks.ts'
import { kernelBinary, sharedFlagOffset } from './kernelBinary.ts'
import type { KernelExports } from './kernelExports.ts'

const pageBytes = 65536
const initialPages = 3
const maximumPages = 65535
/** What an instance needs to call its functions. */
export const stackBytes = 65536
const sharedFlag = 3
/** Kernels read whole rows of 16 bytes: the last row of an array may be read past its end. */
const slackBytes = 16

const compiled: { own?: WebAssembly.Module; shared?: WebAssembly.Module } = {}

const moduleFor = (kind: 'own' | 'shared'): WebAssembly.Module => {
  const known = compiled[kind]
  if (known) return known
  const bytes = Uint8Array.from(atob(kernelBinary), (letter) => letter.charCodeAt(0))
  if (kind === 'shared') bytes[sharedFlagOffset] = sharedFlag
  const module = new WebAssembly.Module(bytes)
  compiled[kind] = module
  return module
}

/** The instance of this thread, made when first asked for. */
let instanceOfThread: KernelInstance | null = null
let sharedOfThread: KernelInstance | null = null

/** Gives memory back when the object it was allocated for is no longer reachable. */
const owners = new FinalizationRegistry<{ instance: KernelInstance; at: number }>(({ instance, at }) =>
  instance.release(at),
)

/**
 * The kernels over one memory, which grows and never shrinks: what is released is used again, because fresh pages cost
 * more time than filling them. `allocate` is for what stays, `scratch` for what one call needs.
 *
 * A shared memory may have an instance in every thread: each has a stack, a scratch and blocks of its own, because
 * growing the memory hands every caller other pages.
 */
export class KernelInstance {
  readonly kernels: KernelExports
  readonly memory: WebAssembly.Memory
  readonly isShared: boolean
  readonly #free = new FreeBlocks()
  readonly #sizes = new Map<number, number>()
  #top: number
  #end: number
  #scratch: { at: number; byteLength: number } | null = null

  private constructor(memory: WebAssembly.Memory, o: { isShared: boolean; isFirst: boolean; stack?: number }) {
    this.memory = memory
    this.isShared = o.isShared
    const instance = new WebAssembly.Instance(moduleFor(o.isShared ? 'shared' : 'own'), { env: { memory } })
    const offered: unknown = instance.exports
    this.kernels = offered as KernelExports
    this.#top = o.isFirst ? (this.kernels.__heap_base.value + 15) & ~15 : memory.buffer.byteLength
    this.#end = memory.buffer.byteLength
    if (!o.isFirst) this.kernels.__stack_pointer.value = (o.stack ?? this.allocate(stackBytes)) + stackBytes
  }

  static ofThread(): KernelInstance {
    instanceOfThread ??= new KernelInstance(new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages }), {
      isShared: false,
      isFirst: true,
    })
    return instanceOfThread
  }

  /** A memory of its own that other threads may attach to. */
  static createShared(): KernelInstance {
    const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages, shared: true })
    return new KernelInstance(memory, { isShared: true, isFirst: true })
  }

  /** The one in which others may help this thread. */
  static sharedOfThread(): KernelInstance {
    sharedOfThread ??= KernelInstance.createShared()
    return sharedOfThread
  }

  /** Leaves the memory to whoever still holds it: the next that is asked for is another. */
  static forgetSharedOfThread(): void {
    sharedOfThread = null
  }

  /** Another thread's shared memory. `stack`: `stackBytes` of it, allocated here when absent. */
  static attach(memory: WebAssembly.Memory, stack?: number): KernelInstance {
    return new KernelInstance(memory, { isShared: true, isFirst: false, ...(stack === undefined ? {} : { stack }) })
  }

  /**
   * Address of new memory, a multiple of 16. Its contents are undefined.
   *
   * @throws job/out-of-memory
   */
  allocate(byteLength: number): number {
    const size = paddedBytes(byteLength)
    let at = this.#free.take(size)
    if (at < 0) {
      this.#top = this.#free.takeLast(this.#top)
      if (this.#top + size > this.#end) this.#grow(size)
      at = this.#top
      this.#top += size
    }
    this.#sizes.set(at, size)
    return at
  }

  /** Addresses of arrays of the given byte lengths in one block: the first is what `release` takes. */
  allocateTogether(...byteLengths: number[]): number[] {
    return placed(this.allocate(totalOf(byteLengths)), byteLengths)
  }

  /** Gives back what `allocate` or `allocateTogether` returned. */
  release(at: number): void {
    const size = this.#sizes.get(at)
    if (size === undefined) throw new RangeError(`Nothing is allocated at ${at}.`)
    this.#sizes.delete(at)
    this.#free.add(at, size)
  }

  /** Releases the block when nothing refers to `owner` any more. `owner` may release it earlier by `releaseOwned`. */
  releaseWith(owner: object, at: number): void {
    owners.register(owner, { instance: this, at }, owner)
  }

  /** All the blocks that go with `owner`. */
  releaseOwned(owner: object, ...blocks: number[]): void {
    owners.unregister(owner)
    for (const at of blocks) this.release(at)
  }

  /** Addresses of arrays of the given byte lengths, valid until the next call; all earlier scratch is gone. */
  scratch(...byteLengths: number[]): number[] {
    const byteLength = totalOf(byteLengths)
    if (this.#scratch === null || this.#scratch.byteLength < byteLength) {
      if (this.#scratch) this.release(this.#scratch.at)
      this.#scratch = { at: this.allocate(byteLength), byteLength }
    }
    return placed(this.#scratch.at, byteLengths)
  }

  /** Gives the scratch memory back, for others to allocate: after work that needed unusually much. */
  releaseScratch(): void {
    if (this.#scratch) this.release(this.#scratch.at)
    this.#scratch = null
  }

  /** Views are valid until the memory grows: take them after allocating, use them at once. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length)
  }

  float32(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length)
  }

  float64(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length)
  }

  int32(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length)
  }

  uint32(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length)
  }

  #grow(byteLength: number): void {
    // The remainder of the last page is kept where the new pages follow it, and lost where another thread was faster.
    const missing = Math.ceil((this.#top + byteLength - this.#end) / pageBytes)
    const start = this.#growBy(missing)
    if (start !== this.#end) {
      this.#top = start
      this.#end = start + missing * pageBytes
      if (this.#top + byteLength > this.#end) this.#grow(byteLength)
      return
    }
    this.#end = start + missing * pageBytes
  }

  #growBy(pages: number): number {
    try {
      return this.memory.grow(pages) * pageBytes
    } catch {
      throw new CameoError(
        'job/out-of-memory',
        `There is no memory left for this work (${Math.round((pages * pageBytes) / 2 ** 20)} MB more were needed). ` +
          'Close other programs, or use smaller meshes.',
      )
    }
  }
}

const paddedBytes = (byteLength: number): number => Math.ceil((byteLength + slackBytes) / 16) * 16

const totalOf = (byteLengths: readonly number[]): number => {
  let sum = 0
  for (const byteLength of byteLengths) sum += paddedBytes(byteLength)
  return sum
}

const placed = (start: number, byteLengths: readonly number[]): number[] => {
  const addresses: number[] = []
  let at = start
  for (const byteLength of byteLengths) {
    addresses.push(at)
    at += paddedBytes(byteLength)
  }
  return addresses
}
