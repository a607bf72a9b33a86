import { Worker } from 'node:worker_threads'
import { KernelInstance } from '#core/kernels/kernelInstance.ts'
import { chunkAnswerer, rowCountOf, rowsPerChunk, type SharedBatch, shareBatch } from '#core/kernels/queryBatch.ts'
import type { BatchKind, BatchTable, QueryThreads } from '#core/model/queryBatch.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { SharedTreeBuild } from '#core/model/treeBuild.ts'

/** A tree on its way to a helper, with the memory for its stack. */
export interface BuildRequest {
  readonly build: SharedTreeBuild
  readonly stack: number
}

/** A batch on its way to a helper. */
export interface HelpRequest {
  readonly batch: SharedBatch
  /** The next chunk that nobody has taken. */
  readonly next: Int32Array
  /** `[chunks]` 1 where a chunk is answered. */
  readonly isAnswered: Uint8Array
}

export interface HelperThreadsOptions {
  /** With the calling one. */
  readonly threads: number
  /** Fewer queries than this are not worth the start of a thread. */
  readonly leastRows?: number
  /** Nor is a tree of fewer items, where no helper runs; where one does, less is worth its help. */
  readonly leastItems?: { readonly starting: number; readonly running: number }
}

/** Below this the tree in shared memory and the start of a thread cost about what the second thread saves. */
const usualLeastRows = 2_000_000
/** A helper starts in the time in which a tree of a million items is built. */
const usualLeastItems = { starting: 1_500_000, running: 200_000 }
/** A helper that leaves a chunk unanswered for so long is taken for dead, and the chunk is answered here. */
const patienceMs = 2000
const pollMs = 1

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('./helperWorker.ts', import.meta.url)
    : new URL('./helperWorker.js', import.meta.url)

/** Takes chunks until none is left; true after each that was answered here. */
export function* takeChunks({ batch, next, isAnswered }: HelpRequest): Generator<void> {
  const answer = chunkAnswerer(batch)
  for (;;) {
    const chunk = Atomics.add(next, 0, 1)
    if (chunk >= isAnswered.length) return
    answer(chunk)
    Atomics.store(isAnswered, chunk, 1)
    yield
  }
}

/**
 * Threads that help one that never yields: it hands a batch over in shared memory, takes chunks itself, and waits for
 * the last. A chunk has the same bytes whoever answers it, so one that a broken helper left behind is answered again.
 */
export class HelperThreads implements QueryThreads {
  readonly #count: number
  readonly #leastRows: number
  readonly #leastItems: { readonly starting: number; readonly running: number }
  #workers: Worker[] = []

  constructor({ threads, leastRows = usualLeastRows, leastItems = usualLeastItems }: HelperThreadsOptions) {
    this.#count = Math.max(0, threads - 1)
    this.#leastRows = leastRows
    this.#leastItems = leastItems
  }

  answer<Kind extends BatchKind>(
    kind: Kind,
    input: BatchTable[Kind]['input'],
    context: RunContext,
  ): BatchTable[Kind]['output'] | null {
    const count = rowCountOf(kind, input)
    if (this.#count === 0 || count < this.#leastRows) return null
    checkCancelled(context)
    // They start while the tree is built.
    this.#start()
    const batch = shareBatch(kind, input, context)
    const request: HelpRequest = {
      batch,
      next: new Int32Array(new SharedArrayBuffer(4)),
      isAnswered: new Uint8Array(new SharedArrayBuffer(Math.ceil(count / rowsPerChunk))),
    }
    for (const worker of this.#workers) worker.postMessage(request)
    try {
      this.#finish(request, context)
    } finally {
      Atomics.store(request.next, 0, request.isAnswered.length)
    }
    return batch.out
  }

  helpersFor(itemCount: number): number {
    const { starting, running } = this.#leastItems
    return itemCount < (this.#workers.length > 0 ? running : starting) ? 0 : this.#count
  }

  helpBuild(build: SharedTreeBuild, stacks: readonly number[]): void {
    this.#start()
    for (const [i, stack] of stacks.entries()) {
      const request: BuildRequest = { build, stack }
      this.#workers[i].postMessage(request)
    }
  }

  /** Ends the helpers; the next batch would start others. The memory in which they helped goes with its last tree. */
  close(): void {
    KernelInstance.forgetSharedOfThread()
    for (const worker of this.#workers.splice(0)) void worker.terminate()
  }

  #start(): void {
    while (this.#workers.length < this.#count) {
      const worker = new Worker(entry(), { execArgv: [], name: 'cameo-helper' })
      // What it leaves undone is done by the caller, who waits for chunks and not for helpers.
      worker.on('error', () => {})
      worker.unref()
      this.#workers.push(worker)
    }
  }

  #finish(request: HelpRequest, context: RunContext): void {
    const { isAnswered } = request
    const tell = (): void => {
      checkCancelled(context)
      const answered = isAnswered.reduce((sum, one) => sum + one, 0)
      context.report?.({ fraction: answered / isAnswered.length, message: 'Measuring distances' })
    }
    for (const _ of takeChunks(request)) tell()
    const sleeper = new Int32Array(new SharedArrayBuffer(4))
    for (let waitedMs = 0; waitedMs < patienceMs && isAnswered.includes(0); waitedMs += pollMs) {
      Atomics.wait(sleeper, 0, 0, pollMs)
      checkCancelled(context)
    }
    const answer = chunkAnswerer(request.batch)
    for (const [chunk, isDone] of isAnswered.entries()) {
      if (isDone) continue
      checkCancelled(context)
      answer(chunk)
      isAnswered[chunk] = 1
    }
    tell()
  }
}
