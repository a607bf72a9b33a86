/** Below these nothing is said: a guess from a moment's work misleads. */
const leastFraction = 0.03
const leastSeconds = 1

/** Guesses how long a job will still take from the share it has done so far. */
export class TimeLeft {
  private readonly startMs = performance.now()
  private smoothed: number | null = null

  /** Seconds left at `fraction` (0..1) of the work, null while it is too early to say. */
  at(fraction: number): number | null {
    const seconds = (performance.now() - this.startMs) / 1000
    if (fraction < leastFraction || seconds < leastSeconds) return null
    const guess = (seconds * (1 - fraction)) / fraction
    this.smoothed = this.smoothed === null ? guess : 0.7 * this.smoothed + 0.3 * guess
    return Math.max(0, this.smoothed)
  }
}
