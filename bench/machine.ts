import { availableParallelism, cpus, loadavg } from 'node:os'
import { median } from './measure.ts'
import { Peer } from './peers.ts'
import { type ProbeName, type Probes, probeNames } from './stored.ts'

export interface Machine {
  readonly model: string
  readonly cores: number
  /** Programs that wanted to run, mean of the last minute, before the benchmark began. */
  readonly load: number
  /** Null where there is no compiler. */
  readonly probes: Probes | null
}

const probeRuns = 5

const probe = async (): Promise<Probes | null> => {
  const driver = await Peer.open('machine', [])
  if (!driver) return null
  const found: [ProbeName, number][] = []
  for (const name of probeNames) {
    const figures: number[] = []
    for (let run = 0; run < probeRuns; run++) figures.push((await driver.runOnce(name, 1)).result?.[0] ?? Number.NaN)
    found.push([name, median(figures)])
  }
  driver.close()
  return Object.fromEntries(found) as Record<ProbeName, number>
}

export const thisMachine = async (): Promise<Machine> => ({
  model: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: availableParallelism(),
  load: loadavg()[0],
  probes: await probe(),
})

/** One sentence. */
export const machineSentence = ({ model, cores, load, probes }: Machine): string =>
  `${model}, ${cores} cores, load ${load.toFixed(1)}${
    probes
      ? `; one thread reads ${probes.readGbPerSecond.toFixed(1)} GB/s, triad ${probes.triadGbPerSecond.toFixed(1)} GB/s, ` +
        `memory latency ${probes.latencyNs.toFixed(0)} ns, ${probes.multiplyAddGflops.toFixed(0)} GFLOPS of 128-bit multiply-adds`
      : ''
  }.`

/** Said where other programs take the processor; null where the machine is quiet. */
export const loadWarning = ({ cores, load }: Machine): string | null =>
  load < 0.5
    ? null
    : `Other programs are running (load ${load.toFixed(1)} on ${cores} cores): processor times still compare, ` +
      'times by the clock and with all threads do not.'
