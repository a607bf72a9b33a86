import type { GoalName } from './goals.ts'
import type { PeerName } from './peerBuilds.ts'
import type { StoredTask } from './stored.ts'

/** One run of a task. */
export interface Sample {
  /** Processor time of the whole process, all its threads: other programs on the machine do not add to it. */
  readonly cpuMs: number
  readonly clockMs: number
  /** Most memory held during the run beyond what was held before it; absent where the system does not tell. */
  readonly peakMb?: number
  /** What the run answered, as numbers, for a comparison of errors. */
  readonly result?: readonly number[]
}

/** Several runs of a task; the first one, which warms up, is counted for memory alone. */
export interface Timing {
  /** Processor time. */
  readonly medianMs: number
  readonly minMs: number
  readonly medianClockMs: number
  readonly peakMb?: number
  readonly result?: readonly number[]
}

/** One that runs the task: ours, or a peer. */
export interface Contender {
  readonly name: string
  runOnce(): Promise<Sample>
}

/** A peer that ran the same task on this machine, turn by turn with ours. */
export interface Beside {
  readonly peer: string
  /** Median, by what the line counts. */
  readonly ms: number
  readonly minMs?: number
  readonly clockMs?: number
  /** Median processor time, where the line is by the clock. */
  readonly processorMs?: number
  readonly peakMb?: number
  readonly result?: readonly number[]
  /** By the clock, with all threads. */
  readonly allThreadsMs?: number
}

/** One line of the table. */
export interface BenchLine {
  readonly task: string
  /** The line of the contract that this answers; absent for a part of a task, which has no goal of its own. */
  readonly goal?: GoalName
  /** Median with one thread: processor time, or the clock where a line is `by` the clock. */
  readonly ms: number
  readonly by?: 'processor' | 'clock'
  readonly minMs?: number
  readonly clockMs?: number
  /** Median of the clock with all threads. */
  readonly allThreadsMs?: number
  readonly beside?: readonly Beside[]
  /** The measurements of peers on another machine that this compares with; absent: those of the goal. */
  readonly stored?: StoredTask
  /** What the machine could do at best, with a word on what that is. */
  readonly limit?: { readonly what: string; readonly ms: number }
  /** Most memory beyond what was held before, and the size of the arrays that the task answers with. */
  readonly memory?: { readonly peakMb: number; readonly arraysMb: number }
  /** The number the goal is about where it is no time: a share, a speed-up, minutes. */
  readonly value?: number
  /** False: the accuracy that the goal asks for was not reached, so its time does not count. */
  readonly isReached?: boolean
  /** What else the line says: errors, iterations. */
  readonly note?: string
}

/** What a group asks to be measured. */
export interface BenchRequest {
  readonly task: string
  readonly goal?: GoalName
  readonly stored?: StoredTask
  /** One run of ours on one thread. */
  readonly ours: () => unknown
  /** Runs of ours that one measurement holds, for tasks too short for the clock; the line says the time of one. Default 1. */
  readonly repeats?: number
  /** One run of ours with all threads of the machine. */
  readonly allThreads?: () => Promise<unknown>
  /** The name of the task in the peers' drivers: every peer opened with `peer` that knows it runs beside. */
  readonly peerTask?: string
  /** What counts: processor time (default), or the clock, for whole commands. */
  readonly by?: 'processor' | 'clock'
  /** Others that run beside: whole commands. */
  readonly contenders?: readonly Contender[]
  /** Size of the arrays that the task answers with, MB; measures memory as well. */
  readonly arraysMb?: number
  readonly limit?: BenchLine['limit']
}

/** What a group measures with. */
export interface Bench {
  /** Of a batch. */
  readonly scans: number
  /**
   * Starts a peer's driver on the given inputs (each a file of its own; a string is passed on as it is). Where the peer
   * is not installed a sentence says so and nothing else happens.
   */
  peer(
    name: PeerName,
    inputs: readonly (Float32Array | Uint32Array | Float64Array | Uint8Array | string)[],
  ): Promise<void>
  /** Ends the peers that run, for a group with several inputs. */
  closePeers(): void
  /** Ours and the peers in turn: ours, A, B, ours, A, B … */
  measure(request: BenchRequest): Promise<BenchLine>
}

/** Lines that share their inputs: a file of its own, run in a process of its own. */
export interface BenchGroup {
  readonly name: string
  run(bench: Bench): Promise<BenchLine[]>
}
