import { type Goal, goals } from './goals.ts'
import { median } from './measure.ts'
import { type ProbeName, type Probes, referenceProbes, type StoredTask } from './stored.ts'
import type { BenchLine, Beside } from './types.ts'

/** The fastest peer of a task on this machine. */
export interface Reference {
  readonly peer: string
  readonly ms: number
  readonly allThreadsMs?: number
  /** Where the time is from: `beside`, or `stored` and how it was scaled to this machine. */
  readonly basis: string
}

interface Scale {
  readonly factor: number
  readonly by: string
}

const probeWords: Readonly<Record<ProbeName, string>> = {
  readGbPerSecond: 'read bandwidth',
  triadGbPerSecond: 'triad bandwidth',
  latencyNs: 'memory latency',
  multiplyAddGflops: 'multiply-adds',
}

/** How much longer a task takes here than on the reference machine, by what bounds it. */
export const probeScale = (boundBy: ProbeName, here: Probes): number =>
  boundBy === 'latencyNs' ? here[boundBy] / referenceProbes[boundBy] : referenceProbes[boundBy] / here[boundBy]

/**
 * This machine against the reference machine for one task: the median over the peers that ran beside and have a stored
 * time, else the probe of what bounds the task, else nothing.
 */
const scaleOf = (stored: StoredTask, beside: readonly Beside[], probes: Probes | null): Scale => {
  const both = beside.filter(({ peer }) => stored.peers[peer] !== undefined)
  if (both.length > 0) {
    const factors = both.map(({ peer, ms }) => ms / stored.peers[peer].ms)
    return { factor: median(factors), by: both.map(({ peer }) => peer).join(', ') }
  }
  return probes ? { factor: probeScale(stored.boundBy, probes), by: probeWords[stored.boundBy] } : { factor: 1, by: '' }
}

const storedOf = (line: BenchLine): StoredTask | undefined => {
  const goal: Goal | undefined = line.goal && goals[line.goal]
  return line.stored ?? (goal?.kind === 'ratio' ? goal.stored : undefined)
}

/**
 * The fastest peer on this machine: every peer that ran beside, by its own time, and the fastest of those that did not,
 * by its stored time scaled to this machine.
 */
export const referenceOf = (line: BenchLine, probes: Probes | null): Reference | null => {
  const beside = line.beside ?? []
  const candidates: Reference[] = beside.map(({ peer, ms, allThreadsMs }) => ({
    ...{ peer, ms, basis: 'beside' },
    ...(allThreadsMs === undefined ? {} : { allThreadsMs }),
  }))
  const stored = storedOf(line)
  if (stored) {
    const { factor, by } = scaleOf(stored, beside, probes)
    const basis = by === '' ? 'stored, not scaled' : `stored × ${factor.toFixed(2)} by ${by}`
    for (const [peer, time] of Object.entries(stored.peers)) {
      if (beside.some((one) => one.peer === peer)) continue
      const allThreads = time.allThreadsMs === undefined ? {} : { allThreadsMs: time.allThreadsMs * factor }
      candidates.push({ peer, ms: time.ms * factor, basis, ...allThreads })
    }
  }
  return candidates.reduce<Reference | null>((best, one) => (best && best.ms <= one.ms ? best : one), null)
}

export const verdicts = ['moonshot', 'must', 'missed', 'not measured'] as const
export type BenchVerdict = (typeof verdicts)[number]

/** What a line's goal is about: the ratio to the fastest peer, or the line's own value. */
export const achieved = (line: BenchLine, probes: Probes | null): number | null => {
  const goal: Goal | undefined = line.goal && goals[line.goal]
  if (goal?.kind === 'value') return line.value ?? null
  const reference = referenceOf(line, probes)
  return reference && line.ms / reference.ms
}

/** Null for a line without a goal. */
export const verdictOf = (line: BenchLine, probes: Probes | null): BenchVerdict | null => {
  if (!line.goal) return null
  const goal: Goal = goals[line.goal]
  const number = achieved(line, probes)
  if (number === null) return 'not measured'
  if (line.isReached === false) return 'missed'
  const sign = goal.kind === 'value' && goal.better === 'more' ? -1 : 1
  if (goal.moonshot !== undefined && sign * number <= sign * goal.moonshot) return 'moonshot'
  return sign * number <= sign * goal.must ? 'must' : 'missed'
}

/** A goal that several lines answer is worth what the worst of them is; without any it was not measured. */
export const worstVerdict = (some: readonly BenchVerdict[]): BenchVerdict =>
  some.length === 0 ? 'not measured' : verdicts[Math.max(...some.map((one) => verdicts.indexOf(one)))]
