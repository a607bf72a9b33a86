import { readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Contender, Sample, Timing } from './types.ts'

/** The middle value; of an even count, the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** Processor time of this process, every thread of it: what the machine's other programs do not distort. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A figure of the system about this process, MB; undefined where it does not tell. */
export const memoryMb = (key: 'VmRSS' | 'VmHWM'): number | undefined => {
  try {
    const found = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))
    return found ? Number(found[1]) / 1024 : undefined
  } catch {
    return undefined
  }
}

const forgetPeak = (): void => {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Not Linux: the peak stays that of the whole process, and memoryMb tells nothing.
  }
}

/** Ours: the task in this process, the mean of `repeats` runs at once. */
export const ownContender = (task: () => unknown, repeats = 1): Contender => ({
  name: 'Cameo',
  runOnce: async () => {
    forgetPeak()
    const before = memoryMb('VmRSS')
    const startClock = performance.now()
    const start = cpuMs()
    for (let repeat = 0; repeat < repeats; repeat++) await task()
    const sample = { cpuMs: (cpuMs() - start) / repeats, clockMs: (performance.now() - startClock) / repeats }
    const peak = memoryMb('VmHWM')
    return before === undefined || peak === undefined ? sample : { ...sample, peakMb: peak - before }
  },
})

/** What counts of several runs, the first of which warmed up. */
export const timingOf = ([first, ...samples]: readonly Sample[]): Timing => ({
  medianMs: median(samples.map((sample) => sample.cpuMs)),
  minMs: Math.min(...samples.map((sample) => sample.cpuMs)),
  medianClockMs: median(samples.map((sample) => sample.clockMs)),
  ...(first.peakMb === undefined ? {} : { peakMb: first.peakMb }),
  ...(first.result === undefined ? {} : { result: first.result }),
})

/**
 * Each contender once to warm up, then `runs` times in turn (A B C A B C …), so that whatever else the machine does
 * meets all of them alike.
 */
export const inTurns = async (contenders: readonly Contender[], runs: number): Promise<Timing[]> => {
  const samples: Sample[][] = contenders.map(() => [])
  for (let run = 0; run <= runs; run++) {
    for (const [i, contender] of contenders.entries()) samples[i].push(await contender.runOnce())
  }
  return samples.map(timingOf)
}
