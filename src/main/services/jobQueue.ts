import type { JobName, JobState } from '#core/contract/contract.ts'
import type { StartJob } from '#core/contract/dispatch.ts'
import { badInput, CameoError, cancelled, toErrorRecord } from '#core/model/errors.ts'
import type { PauseSignal, Progress, RunContext } from '#core/model/run.ts'
import { newId, now } from '../catalogue/tables/newId.ts'
import { jobTitles } from './jobTitles.ts'
import { TimeLeft } from './timeLeft.ts'

export interface JobQueueOptions {
  readonly emit: (job: JobState) => void
  /** How many jobs run at once; the others wait in order. */
  readonly atOnce: number
}

interface JobRecord {
  state: JobState
  readonly usesProject: boolean
  readonly controller: AbortController
  readonly pause: PauseSwitch
  timeLeft: TimeLeft
  /** Settles when the job has ended. */
  readonly ended: Promise<unknown>
  start(): void
  lastEmitMs: number
}

/** The host's end of a pause signal. */
class PauseSwitch implements PauseSignal {
  isPaused = false
  private readonly listeners = new Set<() => void>()

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  set(isPaused: boolean): void {
    this.isPaused = isPaused
    for (const listener of this.listeners) listener()
  }
}

/** Events of one job closer together than this are left out; changes of status never are. */
const emitIntervalMs = 50
/** Ended jobs that are remembered, so that `jobs.result` and a reloaded window find them. */
const rememberedJobs = 200

/** The jobs of this host: queued, running, and those that ended a while ago. */
export class JobQueue {
  private readonly options: JobQueueOptions
  private readonly records = new Map<string, JobRecord>()
  private waiting: JobRecord[] = []
  private runningCount = 0

  constructor(options: JobQueueOptions) {
    this.options = options
  }

  readonly start: StartJob = (method, input, work) => {
    const id = newId()
    const controller = new AbortController()
    const { promise: ended, resolve, reject } = Promise.withResolvers<unknown>()
    ended.catch(() => {})
    const { title, usesProject } = jobTitles[method]
    const record: JobRecord = {
      state: initialState(id, method, title, input),
      usesProject,
      controller,
      pause: new PauseSwitch(),
      timeLeft: new TimeLeft(),
      ended,
      start: () => void this.run(record, work).then(resolve, reject),
      lastEmitMs: Number.NEGATIVE_INFINITY,
    }
    controller.signal.addEventListener('abort', () => this.leaveQueue(record, reject), { once: true })
    this.records.set(id, record)
    this.waiting.push(record)
    this.change(record, {})
    this.next()
    this.forgetOld()
    return { jobId: id }
  }

  /** Newest first. */
  list(): JobState[] {
    return [...this.records.values()].map(({ state }) => state).reverse()
  }

  cancel(jobId: string): void {
    this.find(jobId).controller.abort()
  }

  /** Throws `input/job-ended` where there is nothing left to hold. */
  setPaused(jobId: string, paused: boolean): void {
    const record = this.find(jobId)
    if (!isLive(record)) throw badInput('job-ended', 'This job has ended: it can be neither held nor let go on.')
    record.pause.set(paused)
    this.change(record, { paused, secondsLeft: null })
  }

  /** Waits for the end of a job; throws its error. */
  result(jobId: string): Promise<unknown> {
    return this.find(jobId).ended
  }

  /** Cancels jobs and waits until they have ended: those that work on the open project, or all. */
  async cancelAll({ onlyProject }: { readonly onlyProject: boolean }): Promise<void> {
    const live = [...this.records.values()].filter((record) => isLive(record) && (!onlyProject || record.usesProject))
    for (const { controller } of live) controller.abort()
    await Promise.allSettled(live.map(({ ended }) => ended))
  }

  private find(jobId: string): JobRecord {
    const record = this.records.get(jobId)
    if (record) return record
    throw badInput('unknown-job', 'There is no such job, or it ended long ago.')
  }

  private next(): void {
    while (this.runningCount < this.options.atOnce) {
      const record = this.waiting.shift()
      if (!record) return
      this.runningCount += 1
      record.start()
    }
  }

  private async run(record: JobRecord, work: (context: RunContext) => Promise<unknown>): Promise<unknown> {
    const { signal } = record.controller
    record.timeLeft = new TimeLeft()
    this.change(record, { status: 'running', startedAt: now() })
    try {
      const result = await work({ signal, pause: record.pause, report: (progress) => this.report(record, progress) })
      this.change(record, { status: 'done', paused: false, fraction: 1, secondsLeft: null })
      return result
    } catch (error) {
      const failure = signal.aborted ? cancelled() : error
      const isCancelled = failure instanceof CameoError && failure.code === 'job/cancelled'
      const status = isCancelled ? 'cancelled' : 'failed'
      this.change(record, { status, paused: false, secondsLeft: null, error: toErrorRecord(failure) })
      throw failure
    } finally {
      this.runningCount -= 1
      this.next()
    }
  }

  private leaveQueue(record: JobRecord, reject: (error: unknown) => void): void {
    if (!this.waiting.includes(record)) return
    this.waiting = this.waiting.filter((other) => other !== record)
    this.change(record, { status: 'cancelled', error: toErrorRecord(cancelled()) })
    reject(cancelled())
  }

  private report(record: JobRecord, { fraction, message, numbers }: Progress): void {
    if (record.state.status !== 'running') return
    const forward = Math.min(1, Math.max(record.state.fraction, fraction))
    const secondsLeft = record.timeLeft.at(forward)
    const change = { fraction: forward, message, numbers: { ...numbers }, secondsLeft }
    const nowMs = performance.now()
    if (nowMs - record.lastEmitMs >= emitIntervalMs) this.change(record, change)
    else record.state = { ...record.state, ...change }
  }

  private change(record: JobRecord, change: Partial<JobState>): void {
    record.state = { ...record.state, ...change }
    record.lastEmitMs = performance.now()
    this.options.emit(record.state)
  }

  private forgetOld(): void {
    const ended = [...this.records.values()].filter((record) => !isLive(record))
    for (const { state } of ended.slice(0, Math.max(0, ended.length - rememberedJobs))) this.records.delete(state.id)
  }
}

const isLive = ({ state }: JobRecord): boolean => state.status === 'queued' || state.status === 'running'

const subjectOf = (input: unknown): string | null => {
  const subjectId = (input as { subjectId?: unknown } | null)?.subjectId
  return typeof subjectId === 'string' ? subjectId : null
}

const initialState = (id: string, method: JobName, title: string, input: unknown): JobState => ({
  id,
  method,
  title,
  subjectId: subjectOf(input),
  status: 'queued',
  paused: false,
  fraction: 0,
  message: '',
  numbers: {},
  startedAt: now(),
  secondsLeft: null,
  error: null,
})
