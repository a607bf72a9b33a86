import { CameoError, cancelled, fromErrorRecord } from '#core/model/errors.ts'
import type { WorkKind, WorkReply, WorkRequest, WorkTable } from './messages.ts'

export interface WorkListener<Part> {
  readonly onPart: (part: Part) => void
  readonly onProgress?: (message: string) => void
  readonly signal?: AbortSignal
  /** Moved to the worker with the input. */
  readonly transfers?: readonly Transferable[]
}

interface Running {
  readonly onPart: (part: unknown) => void
  readonly onProgress?: (message: string) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A worker that may have left so much behind is replaced when it is idle: a walk through many scans stays in bounds. */
const mostLeftBytes = 16 * 1024 * 1024

/** One worker with its unfinished work. A worker that breaks fails all of it and is replaced at the next call. */
class WorkerSeat {
  readonly running = new Map<number, Running>()
  /** Tokens the worker has not ended yet, the cancelled ones among them: it only learns of a cancel at a pause. */
  readonly unfinished = new Set<number>()
  private worker: Worker | null = null

  send(request: WorkRequest, transfers: readonly Transferable[]): void {
    this.worker ??= this.start()
    if (request.type === 'run') this.unfinished.add(request.token)
    this.worker.postMessage(request, [...transfers])
  }

  close(): void {
    this.worker?.terminate()
    this.fail(cancelled())
  }

  private fail(error: CameoError): void {
    this.worker = null
    this.unfinished.clear()
    for (const job of this.running.values()) job.reject(error)
    this.running.clear()
  }

  private start(): Worker {
    const worker = new Worker(new URL('./computeWorker.ts', import.meta.url), { type: 'module', name: 'compute' })
    worker.onmessage = ({ data }: MessageEvent<WorkReply>) => this.receive(data)
    worker.onerror = (event) => {
      const reason = event.message || 'its script could not be loaded'
      const failure = new CameoError('internal/worker', `A background worker stopped: ${reason}. Try again.`)
      worker.terminate()
      this.fail(failure)
    }
    return worker
  }

  private receive(reply: WorkReply): void {
    if (reply.type === 'done' || reply.type === 'failed') this.unfinished.delete(reply.token)
    this.settle(reply)
    if (reply.type === 'done' && reply.leftBytes > mostLeftBytes && this.unfinished.size === 0) {
      this.worker?.terminate()
      this.worker = this.start()
    }
  }

  private settle(reply: WorkReply): void {
    const job = this.running.get(reply.token)
    if (!job) return
    if (reply.type === 'part') job.onPart(reply.part)
    else if (reply.type === 'progress') job.onProgress?.(reply.message)
    else {
      this.running.delete(reply.token)
      if (reply.type === 'done') job.resolve()
      else job.reject(fromErrorRecord(reply.error))
    }
  }
}

/**
 * The window's side of the web workers. Work goes to the seat with the least to do; a call resolves after its last
 * part, rejects with the worker's own sentence, and with `job/cancelled` as soon as its signal fires.
 */
export class ComputeClient {
  private readonly seats: readonly WorkerSeat[]
  private lastToken = 0

  constructor(o: { readonly workers: number }) {
    this.seats = Array.from({ length: Math.max(1, o.workers) }, () => new WorkerSeat())
  }

  run<Kind extends WorkKind>(
    kind: Kind,
    input: WorkTable[Kind]['input'],
    listener: WorkListener<WorkTable[Kind]['part']>,
  ): Promise<void> {
    const { signal, transfers = [], onProgress } = listener
    if (signal?.aborted) return Promise.reject(cancelled())
    this.lastToken += 1
    const token = this.lastToken
    const seat = this.seats.reduce((best, next) => (next.unfinished.size < best.unfinished.size ? next : best))
    return new Promise((resolve, reject) => {
      const onPart = (part: unknown): void => listener.onPart(part as WorkTable[Kind]['part'])
      const onAbort = (): void => {
        if (!seat.running.delete(token)) return
        seat.send({ type: 'cancel', token }, [])
        reject(cancelled())
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      const settle = (): void => signal?.removeEventListener('abort', onAbort)
      seat.running.set(token, {
        onPart,
        onProgress,
        resolve: () => {
          settle()
          resolve()
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      })
      seat.send({ type: 'run', token, kind, input }, transfers)
    })
  }

  /** Ends every worker; unfinished work is rejected as cancelled. */
  close(): void {
    for (const seat of this.seats) seat.close()
  }
}

let shared: ComputeClient | null = null

/** The workers of this window, started when first needed: two, because a scan and a mask often open together. */
export const computeClient = (): ComputeClient => {
  shared ??= new ComputeClient({ workers: Math.min(2, navigator.hardwareConcurrency || 1) })
  return shared
}

let forMasks: ComputeClient | null = null

/** A worker for the tools of the photo view alone: it keeps the photo they last looked at, and no scan is before them. */
export const maskComputeClient = (): ComputeClient => {
  forMasks ??= new ComputeClient({ workers: 1 })
  return forMasks
}
