import { Worker } from 'node:worker_threads'
import type { JobId, JobInput, JobOutput } from '#core/jobs/index.ts'
import { CameoError, cancelled, fromErrorRecord } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import { calmCollector } from './calmCollector.ts'
import { collectGarbage } from './collectGarbage.ts'
import { setCancelled, setPaused } from './flagSignal.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { ModelKeeper } from './modelKeeper.ts'
import { TreeKeeper } from './treeKeeper.ts'

export interface WorkerPoolOptions {
  readonly size: number
  /**
   * Bytes of the search trees that are kept for later jobs, see `TreeKeeper`. None where it is not given: a batch meets
   * every scan once, and letting trees go costs more than building one twice.
   */
  readonly treeBytes?: number
  /** For tests: another entry than the pool's own. */
  readonly entry?: URL
}

interface Task {
  readonly jobId: JobId
  readonly input: unknown
  readonly context: RunContext
  resolve(output: unknown): void
  reject(error: unknown): void
}

/** A worker that has not ended this long after a cancel is terminated, so that nobody waits for longer than 50 ms. */
const cancelGraceMs = 30

/** The entry beside this file: the source itself under plain Node, its bundle in the built program. */
const workerEntry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('./worker.ts', import.meta.url)
    : new URL('./computeWorker.js', import.meta.url)

/** One thread and the one task it has. It is started with its first task and replaced after it broke. */
class Seat {
  task: Task | null = null
  private worker: Worker | null = null
  private readonly entry: URL
  private readonly trees: TreeKeeper
  private readonly models: ModelKeeper
  private readonly onFree: () => void

  constructor(
    entry: URL,
    { trees, models }: { readonly trees: TreeKeeper; readonly models: ModelKeeper },
    onFree: () => void,
  ) {
    this.entry = entry
    this.trees = trees
    this.models = models
    this.onFree = onFree
  }

  /** `threads`: this one and those that are free to help it. */
  run(task: Task, threads: number): void {
    this.task = task
    const cancelFlag = new SharedArrayBuffer(4)
    const flag = new Int32Array(cancelFlag)
    const { signal, pause } = task.context
    let grace: NodeJS.Timeout | undefined
    const onPause = (): void => setPaused(flag, pause?.isPaused ?? false)
    const stopHearing = pause?.subscribe(onPause)
    onPause()
    const onAbort = (): void => {
      setCancelled(flag)
      this.send({ type: 'cancel' })
      grace = setTimeout(() => this.settle(() => task.reject(cancelled()), { isBroken: true }), cancelGraceMs)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    this.onSettled = () => {
      clearTimeout(grace)
      stopHearing?.()
      signal?.removeEventListener('abort', onAbort)
    }
    this.worker ??= this.start()
    this.worker.ref()
    const { jobId, input } = task
    this.send({
      type: 'run',
      jobId,
      input,
      cancelFlag,
      threads,
      trees: this.trees.list(),
      treeBytes: this.trees.mostBytes,
      models: this.models.list(),
    })
  }

  /** Starts the thread and loads the job, before there is a task. */
  prepare(jobId: JobId): void {
    this.worker ??= this.start()
    this.send({ type: 'load', jobId })
    this.worker.unref()
  }

  forget(keys: readonly string[], isTimeToFree: boolean): void {
    this.send({ type: 'forget', keys, isTimeToFree })
  }

  async close(): Promise<void> {
    const { worker, task } = this
    this.worker = null
    this.task = null
    this.onSettled()
    task?.reject(cancelled())
    await worker?.terminate()
  }

  private onSettled: () => void = () => {}

  private send(message: ToWorker): void {
    this.worker?.postMessage(message)
  }

  private start(): Worker {
    const worker = new Worker(this.entry, { execArgv: [], name: 'cameo-compute' })
    worker.on('message', (message: FromWorker) => {
      if (worker === this.worker) this.receive(message)
    })
    const fail = (reason: string): void => {
      if (worker !== this.worker) return
      const error = new CameoError(
        'internal/worker-crashed',
        `The background work broke down (${reason}). Nothing was changed; try again, with fewer jobs at a time if memory is short.`,
      )
      this.settle((task) => task.reject(error), { isBroken: true })
    }
    worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
    worker.on('messageerror', (error) => fail(error.message))
    worker.on('exit', (code) => fail(`exit code ${code}`))
    return worker
  }

  private receive(message: FromWorker): void {
    if (message.type === 'progress') this.task?.context.report?.(message.progress)
    else if (message.type === 'tree') this.receiveTree(message)
    else if (message.type === 'model') this.models.keep(message.kept)
    else if (message.type === 'done') this.settle((task) => task.resolve(message.output))
    else this.settle((task) => task.reject(fromErrorRecord(message.error)))
  }

  /** Finished trees only are told of; one whose job has ended since is as good as any. */
  private receiveTree({ key, tree }: Extract<FromWorker, { type: 'tree' }>): void {
    if (tree) this.trees.keep(key, tree)
    else this.trees.find(key)
  }

  private settle(answer: (task: Task) => void, { isBroken = false } = {}): void {
    const { task, worker } = this
    if (isBroken) {
      this.worker = null
      void worker?.terminate()
    }
    this.task = null
    this.worker?.unref()
    this.onSettled()
    if (task) answer(task)
    this.onFree()
  }
}

/**
 * Worker threads for the jobs of core/jobs. A task waits until a thread is free; a cancelled one ends within 50 ms, by
 * force where it does not listen in time; a thread that dies fails its own task and is replaced. A job answers its caller
 * and writes nothing, so that one that is ended leaves nothing behind.
 */
export class WorkerPool {
  /** Of the jobs' scans, for other jobs and for the window. */
  readonly trees: TreeKeeper
  private readonly models = new ModelKeeper()
  private readonly seats: readonly Seat[]
  private waiting: Task[] = []
  private isClosed = false

  constructor({ size, treeBytes = 0, entry = workerEntry() }: WorkerPoolOptions) {
    calmCollector()
    const onForget = (keys: readonly string[], isTimeToFree: boolean): void => {
      for (const seat of this.seats) seat.forget(keys, isTimeToFree)
      if (isTimeToFree) collectGarbage()
    }
    this.trees = new TreeKeeper({ mostBytes: treeBytes, onForget })
    const kept = { trees: this.trees, models: this.models }
    this.seats = Array.from({ length: Math.max(1, size) }, () => new Seat(entry, kept, () => this.next()))
  }

  get size(): number {
    return this.seats.length
  }

  /** Gets a thread ready for this job, for work that is about to come. */
  prepare(jobId: JobId): void {
    this.seats.find(({ task }) => task === null)?.prepare(jobId)
  }

  /** Throws what the job throws, `job/cancelled` after an abort, `internal/worker-crashed` where the thread died. */
  run<Id extends JobId>(jobId: Id, input: JobInput<Id>, context: RunContext = {}): Promise<JobOutput<Id>> {
    const { signal } = context
    if (this.isClosed || signal?.aborted) return Promise.reject(cancelled())
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const task: Task = { jobId, input, context, resolve, reject }
    const leaveQueue = (): void => {
      if (!this.waiting.includes(task)) return
      this.waiting = this.waiting.filter((other) => other !== task)
      reject(cancelled())
    }
    signal?.addEventListener('abort', leaveQueue, { once: true })
    this.waiting.push(task)
    this.next()
    return promise.finally(() => signal?.removeEventListener('abort', leaveQueue)) as Promise<JobOutput<Id>>
  }

  async close(): Promise<void> {
    this.isClosed = true
    for (const task of this.waiting.splice(0)) task.reject(cancelled())
    await Promise.all(this.seats.map((seat) => seat.close()))
    this.trees.clear()
    this.models.clear()
  }

  private freeSeats(except: Seat): number {
    const free = this.seats.filter((seat) => seat !== except && seat.task === null).length
    return Math.max(0, free - this.waiting.length)
  }

  private next(): void {
    for (const seat of this.seats) {
      if (seat.task) continue
      const task = this.waiting.shift()
      if (!task) return
      seat.run(task, 1 + this.freeSeats(seat))
    }
  }
}
