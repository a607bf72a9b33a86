/** One line of the table. */
export interface BenchLine {
  readonly task: string
  /** Median on one thread. */
  readonly ms: number
  /** Median with all threads, by the clock. */
  readonly allThreadsMs?: number
  /** The fastest peer of the reference measurements, on another machine. */
  readonly stored: { readonly peer: string; readonly ms: number }
  /** A peer that ran beside on this machine, with what it needed where the stored numbers are from. */
  readonly beside?: { readonly peer: string; readonly ms: number; readonly storedMs: number }
  /** Ratios to the fastest peer that were set as goals; absent for a part of a task, which has none of its own. */
  readonly must?: number
  readonly moonshot?: number
}

/** Lines that share their inputs: a file of its own, run in a process of its own. */
export interface BenchGroup {
  readonly name: string
  run(): Promise<BenchLine[]>
}
