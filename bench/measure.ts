import { performance } from 'node:perf_hooks'

const runs = 5

/** Processor time of this thread: what other programs on the machine do not distort. */
const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]

/** Median milliseconds of this thread over five runs, after one to warm up. */
export const medianMs = (task: () => void): number => {
  task()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = threadMs()
    task()
    times.push(threadMs() - start)
  }
  return median(times)
}

/** Median milliseconds of the clock over five runs, after one to warm up: for work of several threads. */
export const medianClockMs = async (task: () => Promise<void>): Promise<number> => {
  await task()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await task()
    times.push(performance.now() - start)
  }
  return median(times)
}

/** Most memory this process ever held, MB. */
export const peakMemoryMb = (): number => process.resourceUsage().maxRSS / 1024
