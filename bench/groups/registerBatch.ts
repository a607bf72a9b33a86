import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BatchReport } from '../batchProcess.ts'
import { isSampleThere } from '../scanSample.ts'
import type { Bench, BenchGroup, BenchLine, Contender } from '../types.ts'

/** Registrations that warm each worker up: modules, machine code, memory, the model. */
const warmUp = 6
/** Subjects of the dataset that the goal speaks of. */
const subjects = 2315

const start = (workers: number, scans: number): ChildProcess =>
  fork(join(import.meta.dirname, '../batchProcess.ts'), [String(workers), String(scans)])

/** Runs the batch in each process at once; the first call warms up. `last` are the reports of the last call. */
const contenderOf = (
  name: string,
  processes: readonly ChildProcess[],
  { scans, workers }: { readonly scans: number; readonly workers: number },
) => {
  const reports: { last: readonly BatchReport[] } = { last: [] }
  let isWarm = false
  const contender: Contender = {
    name,
    runOnce: async () => {
      const count = isWarm ? scans : Math.min(scans, warmUp * workers)
      isWarm = true
      const answers = processes.map(async (process) => {
        const answer = once(process, 'message')
        process.send(count)
        return (await answer)[0] as BatchReport
      })
      reports.last = await Promise.all(answers)
      return {
        cpuMs: reports.last.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
        clockMs: Math.max(...reports.last.map(({ clockMs }) => clockMs)),
      }
    },
  }
  return { contender, reports }
}

const heldNote = ({ heldMb }: BatchReport): string =>
  `after each quarter it held ${heldMb.map((mb) => (mb === undefined ? '?' : mb.toFixed(0))).join(', ')} MB`

const scalingLine = async (bench: Bench, processes: readonly ChildProcess[]) => {
  const { scans } = bench
  const [one, another, two] = processes
  const single = contenderOf('1 worker', [one], { scans, workers: 1 })
  const double = contenderOf('2 workers', [two], { scans, workers: 2 })
  const both = contenderOf('two processes of 1 worker', [one, another], { scans, workers: 1 })
  const { beside = [], ...own } = await bench.measure({
    task: `${scans} registrations of 80k scans on 2 workers`,
    goal: 'workers',
    by: 'clock',
    contenders: [double, single, both].map(({ contender }) => contender),
    ours: () => {},
  })
  const [ms, alone, apart] = beside.map((one) => one.ms)
  const limit = (2 * alone) / apart
  const line: BenchLine = {
    ...{ ...own, ms },
    value: alone / ms,
    limit: { what: 'two processes of 1 worker each', ms: apart / 2 },
    note: `1 worker: ${alone.toFixed(0)} ms by the clock; two processes with nothing in common: ${limit.toFixed(2)} ×`,
  }
  return { line, single: single.reports.last[0], double: double.reports.last[0] }
}

/** A batch as the program runs it, files to files' bytes, landmarks left out in turn included, on one worker and on two. */
const run = async (bench: Bench): Promise<BenchLine[]> => {
  if (!isSampleThere) return []
  const processes = [1, 1, 2].map((workers) => start(workers, bench.scans))
  try {
    const { line, single, double } = await scalingLine(bench, processes)
    const seconds = line.ms / bench.scans / 1000
    const lines: BenchLine[] = [
      line,
      {
        task: `a dataset of ${subjects} subjects on 2 workers, from the line above`,
        goal: 'dataset',
        by: 'clock',
        ms: line.ms,
        value: (seconds * subjects) / 60,
        note: `${Math.round(3600 / seconds)} subjects an hour`,
      },
    ]
    if (single.peakMb === undefined || double.peakMb === undefined) return lines
    return [
      ...lines,
      {
        task: 'most memory of the whole process, 1 worker',
        goal: 'workerMemory',
        by: 'clock',
        ms: single.clockMs,
        value: single.peakMb,
        note: `2 workers: ${double.peakMb.toFixed(0)} MB; ${heldNote(double)}`,
      },
    ]
  } finally {
    for (const process of processes) process.disconnect()
  }
}

export const registerBatch: BenchGroup = { name: 'registerBatch', run }
