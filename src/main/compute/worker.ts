import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { basename, dirname } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { jobs } from '#core/jobs/index.ts'
import type { Job, JobContext } from '#core/jobs/types.ts'
import type { FileSource } from '#core/model/byteSource.ts'
import { badInput, type CameoError, cancelled, toErrorRecord } from '#core/model/errors.ts'
import type { Progress } from '#core/model/run.ts'
import { openFileSource } from '../files/fileSource.ts'
import { safePath } from '../files/safePath.ts'
import { collectGarbage, collectYoungArrays } from './collectGarbage.ts'
import { flagSignal } from './flagSignal.ts'
import { HelperThreads } from './helperThreads.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { WorkerModels } from './workerModels.ts'
import { WorkerTrees } from './workerTrees.ts'

/** Entry of a worker thread: runs one job of the registry at a time. References to files are absolute paths. */
const port = parentPort
if (!port) throw new Error('This file runs as a worker thread only.')
// For the jobs, which are loaded as they are asked for; a thread does not inherit it.
enableCompileCache()

/** Reports closer together than this are left out; the last one of a job is never. */
const reportIntervalMs = 50

type RunMessage = Extract<ToWorker, { type: 'run' }>

const send = (message: FromWorker, transfers: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfers])

const explain = (error: unknown, path: string): CameoError => {
  const { code } = error as NodeJS.ErrnoException
  const why = code === 'ENOENT' ? 'there is no such file' : `the system answered ${code}`
  return badInput('unreadable', `${basename(path)} could not be read: ${why}. It was expected at ${path}.`, { path })
}

const readSource = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path)
  } catch (error) {
    throw explain(error, path)
  }
}

const explained = <T>(path: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw explain(error, path)
  }
}

const openSource = (path: string): FileSource => {
  const file = explained(path, () => openFileSource(path))
  return { ...file, readInto: (target, at) => explained(path, () => file.readInto(target, at)) }
}

const readSourceNow = (path: string): Uint8Array => explained(path, () => readFileSync(path))

const throttled = (): ((progress: Progress) => void) => {
  let lastMs = Number.NEGATIVE_INFINITY
  return (progress) => {
    const nowMs = performance.now()
    if (nowMs - lastMs < reportIntervalMs && progress.fraction < 1) return
    lastMs = nowMs
    send({ type: 'progress', progress })
  }
}

let abort: (() => void) | null = null
const trees = new WorkerTrees(send)
const models = new WorkerModels(send)

const run = async ({ jobId, input, cancelFlag, threads, ...kept }: RunMessage): Promise<void> => {
  const flag = flagSignal(new Int32Array(cancelFlag))
  abort = flag.abort
  const helpers = new HelperThreads({ threads })
  const tell = throttled()
  trees.know(kept.trees, kept.treeBytes)
  models.know(kept.models)
  const context: JobContext = {
    signal: flag.signal,
    report: (progress) => {
      collectYoungArrays('inWork')
      tell(progress)
    },
    queryThreads: helpers,
    trees,
    models,
    openFile: openSource,
    readFile: readSource,
    readBeside: async (path, relativePath) => readSource(await safePath(dirname(path), relativePath)),
    readFileNow: readSourceNow,
    decodePicture: async (...picture) => (await import('../files/decodePicture.ts')).decodePicture(...picture),
    openModel: async (bytes) => (await import('./openModel.ts')).openModel(bytes),
  }
  try {
    const job = (await jobs[jobId]()) as Job<unknown, unknown>
    const output = await job.run(input, context)
    if (flag.signal.aborted) throw cancelled()
    send({ type: 'done', output }, job.transfers(output))
  } catch (error) {
    send({ type: 'failed', error: toErrorRecord(flag.signal.aborted ? cancelled() : error) })
  } finally {
    abort = null
    helpers.close()
    setImmediate(collectYoungArrays, 'afterWork')
  }
}

const forget = ({ keys, isTimeToFree }: Extract<ToWorker, { type: 'forget' }>): void => {
  trees.forget(keys)
  if (isTimeToFree) collectGarbage()
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'run') void run(message)
  // Where it does not load, the run says so.
  else if (message.type === 'load') void jobs[message.jobId]().catch(() => {})
  else if (message.type === 'forget') forget(message)
  else abort?.()
})
