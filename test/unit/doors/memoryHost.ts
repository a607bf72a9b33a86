import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { type Client, createClient } from '#core/contract/client.ts'
import type { HostEvent, JobState } from '#core/contract/contract.ts'
import { createDispatch, type Services, type StartJob } from '#core/contract/dispatch.ts'
import { badInput, CameoError, cancelled, toErrorRecord } from '#core/model/errors.ts'
import type { BytesAnswer, Door, Host } from '../../../src/main/services/host.ts'

interface MemoryJob {
  state: JobState
  readonly controller: AbortController
  readonly ended: Promise<unknown>
}

/** A small host that keeps everything in memory. Dispatch, parsing and errors are the real ones. */
export interface MemoryHost extends Host {
  readonly bytes: Map<string, BytesAnswer>
  readonly uploads: Map<string, { readonly sizeBytes: number; readonly sha256: string }>
  emit(event: HostEvent): void
  readonly closed: boolean
}

const uploadId = 'upload-1'

const createJobs = (emit: (event: HostEvent) => void) => {
  const jobs = new Map<string, MemoryJob>()
  const change = (job: MemoryJob, part: Partial<JobState>): void => {
    job.state = { ...job.state, ...part }
    emit({ type: 'job.changed', job: job.state })
  }
  const startJob: StartJob = (method, _input, work) => {
    const id = `job-${String(jobs.size + 1).padStart(6, '0')}`
    const controller = new AbortController()
    const state: JobState = {
      id,
      method,
      title: method,
      subjectId: null,
      status: 'running',
      paused: false,
      fraction: 0,
      message: '',
      numbers: {},
      startedAt: '2026-01-01T00:00:00.000Z',
      secondsLeft: null,
      error: null,
    }
    // A while later, as in a worker: the caller has its id by then.
    const ended = setTimeout(5).then(() =>
      work({
        signal: controller.signal,
        report: ({ fraction, message }) => change(job, { fraction, message }),
      }),
    )
    const job: MemoryJob = { state, controller, ended }
    jobs.set(id, job)
    ended.then(
      () => change(job, { status: 'done', fraction: 1 }),
      (error: unknown) =>
        change(job, { status: controller.signal.aborted ? 'cancelled' : 'failed', error: toErrorRecord(error) }),
    )
    return { jobId: id }
  }
  return { jobs, startJob }
}

const untilAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(cancelled())
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })

const readAll = async (stream: Readable): Promise<{ sizeBytes: number; sha256: string }> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength
    hash.update(chunk)
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

type Jobs = ReturnType<typeof createJobs>['jobs']

/** As many services as the doors' tests need. */
const createServices = (door: Door, jobs: Jobs): Partial<Services> => {
  const jobOf = (jobId: string): MemoryJob => {
    const job = jobs.get(jobId)
    if (!job) throw badInput('unknown-job', `There is no job ${jobId}.`)
    return job
  }
  let openPath: string | null = null
  return {
    'host.info': async () => ({
      version: '0.0.0',
      door,
      platform: 'test',
      homePath: '/home/somebody',
      userName: 'somebody',
      recentProjects: [],
    }),
    'uploads.begin': async () => ({ uploadId, uploadUrl: `upload/${uploadId}/`, path: '/uploads/1' }),
    'projects.open': async ({ path }) => {
      if (path.includes('missing')) throw new CameoError('project/not-found', `There is no project in ${path}.`)
      openPath = path
      return {
        path,
        name: 'Memory',
        licenceNote: '',
        licenceAcknowledged: true,
        createdAt: '2026-01-01T00:00:00.000Z',
        schemaVersion: 1,
        counts: { subjects: 0, scans: 0, images: 0, masks: 0, alignments: 0, registrations: 0, exports: 0 },
      }
    },
    'projects.close': async () => {
      openPath = null
      return {}
    },
    'folders.list': async () => {
      throw new Error(`an unforeseen failure in ${openPath ?? 'nothing'}`)
    },
    /** Reports once and then waits for its cancellation. */
    'exports.verify': async (_input, { report, signal }) => {
      report?.({ fraction: 0.5, message: 'Waiting' })
      return await untilAborted(signal)
    },
    /** Ends at once. */
    'meshes.convert': async ({ output }, { report }) => {
      report?.({ fraction: 1, message: 'Written' })
      return { output, vertices: 3, faces: 1, warnings: [] }
    },
    'jobs.list': async () => ({ jobs: [...jobs.values()].map(({ state }) => state) }),
    'jobs.cancel': async ({ jobId }) => {
      jobOf(jobId).controller.abort()
      return {}
    },
    'jobs.result': async ({ jobId }) => ({ result: await jobOf(jobId).ended }),
  }
}

export const createMemoryHost = (door: Door = 'http'): MemoryHost => {
  const listeners = new Set<(event: HostEvent) => void>()
  const emit = (event: HostEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const { jobs, startJob } = createJobs(emit)
  const dispatch = createDispatch({ services: createServices(door, jobs) as Services, startJob })
  const subscribe: Host['subscribe'] = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const client: Client = createClient({ call: dispatch, subscribe })
  const bytes = new Map<string, BytesAnswer>()
  const uploads: MemoryHost['uploads'] = new Map()
  let closed = false
  return {
    dispatch,
    client,
    subscribe,
    bytes,
    uploads,
    emit,
    get closed() {
      return closed
    },
    resolveBytes: async (route) => bytes.get(route) ?? null,
    putUpload: async (id, relativePath, stream) => {
      if (id !== uploadId) throw badInput('unknown-upload', `There is no upload ${id}.`)
      if (relativePath.split('/').includes('..')) throw badInput('unsafe-path', `${relativePath} leaves the upload.`)
      uploads.set(relativePath, await readAll(stream))
    },
    close: async () => {
      closed = true
    },
  }
}
