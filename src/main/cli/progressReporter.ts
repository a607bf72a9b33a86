import type { SingleBar } from 'cli-progress'
import type { JobState } from '#core/contract/contract.ts'

/** Shows how far a job is. */
export interface ProgressReporter {
  show(job: JobState): void
  /** Leaves the terminal clean. */
  end(): void
}

interface ProgressTarget {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const silent: ProgressReporter = { show: () => {}, end: () => {} }

/** "3 min 20 s left", or nothing where nobody can tell yet. */
export const timeLeftText = (secondsLeft: number | null): string => {
  if (secondsLeft === null) return ''
  const seconds = Math.max(1, Math.round(secondsLeft))
  if (seconds < 60) return `${seconds} s left`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s left`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`
}

const lineIntervalMs = 10_000

/** A line now and then, for logs: at the start, every tenth of the way, and every ten seconds. */
const lineReporter = (stream: ProgressTarget): ProgressReporter => {
  let last: { readonly jobId: string; readonly tenth: number; readonly timeMs: number } | null = null
  return {
    show: ({ id, title, fraction, message, secondsLeft }) => {
      const timeMs = performance.now()
      const tenth = Math.floor(fraction * 10 + 1e-9)
      if (last && last.jobId === id && tenth <= last.tenth && timeMs < last.timeMs + lineIntervalMs) return
      last = { jobId: id, tenth, timeMs }
      const left = timeLeftText(secondsLeft)
      stream.write(`${title}: ${Math.round(fraction * 100)} %${message && ` · ${message}`}${left && ` · ${left}`}\n`)
    },
    end: () => {},
  }
}

/** One line that moves, on a terminal. */
const barReporter = async (stream: NodeJS.WritableStream): Promise<ProgressReporter> => {
  const { default: progress } = await import('cli-progress')
  const bar: SingleBar = new progress.SingleBar({
    stream,
    format: '{title} {bar} {percentage} % {message} {left}',
    hideCursor: true,
    clearOnComplete: true,
    // The process handles its signals itself.
    gracefulExit: false,
    barsize: 24,
    fps: 8,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  })
  let isStarted = false
  return {
    show: ({ title, fraction, message, secondsLeft }) => {
      const payload = { title, message, left: timeLeftText(secondsLeft) }
      const percentage = Math.round(fraction * 100)
      if (isStarted) bar.update(percentage, payload)
      else bar.start(100, percentage, payload)
      isStarted = true
    },
    end: () => {
      if (isStarted) bar.stop()
      isStarted = false
    },
  }
}

export const createProgressReporter = async (
  stream: NodeJS.WritableStream & ProgressTarget,
  { quiet }: { readonly quiet: boolean },
): Promise<ProgressReporter> => {
  if (quiet) return silent
  return stream.isTTY ? barReporter(stream) : lineReporter(stream)
}
