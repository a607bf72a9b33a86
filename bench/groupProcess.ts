import { benchOf } from './benchOf.ts'
import { groups } from './groups/index.ts'
import type { BenchLine } from './types.ts'

export interface GroupReport {
  readonly name: string
  readonly lines: readonly BenchLine[]
  /** Most memory that the group's process ever held. */
  readonly peakMb: number
}

// Forked by run.ts: one group in a process of its own, so that none measures what another left behind.
const [name, runs, scans] = process.argv.slice(2)
const group = groups.find((one) => one.name === name)
if (group) {
  const bench = benchOf({ runs: Number(runs), scans: Number(scans) })
  const lines = await group.run(bench)
  bench.closePeers()
  process.send?.({ name, lines, peakMb: process.resourceUsage().maxRSS / 1024 } satisfies GroupReport, () =>
    process.exit(0),
  )
}
