import { availableParallelism } from 'node:os'
import { inTurns, ownContender } from './measure.ts'
import { Peer } from './peers.ts'
import type { Bench, BenchLine, BenchRequest, Beside, Contender, Timing } from './types.ts'

/** What a line says of one contender. */
const counted = (timing: Timing, by: BenchLine['by']): Omit<Beside, 'peer'> => ({
  ms: by === 'clock' ? timing.medianClockMs : timing.medianMs,
  ...(by === 'clock' ? { processorMs: timing.medianMs } : { minMs: timing.minMs }),
  clockMs: timing.medianClockMs,
  ...(timing.peakMb === undefined ? {} : { peakMb: timing.peakMb }),
  ...(timing.result === undefined ? {} : { result: timing.result }),
})

/** Measures with `runs` repetitions, batches of so many scans, and keeps the peers that its group opened until `closePeers`. */
export const benchOf = ({ runs, scans }: { readonly runs: number; readonly scans: number }): Bench => {
  const peers: Peer[] = []

  const knowing = ({ peerTask }: BenchRequest, threads: number): Contender[] =>
    peerTask === undefined
      ? []
      : peers.filter(({ tasks }) => tasks.has(peerTask)).map((peer) => peer.contender(peerTask, threads))

  const alone = async (o: BenchRequest): Promise<{ ours: Omit<BenchLine, 'task'>; beside: Beside[] }> => {
    const rivals = [...knowing(o, 1), ...(o.contenders ?? [])]
    const [own, ...theirs] = await inTurns([ownContender(o.ours, o.repeats), ...rivals], runs)
    const { peakMb, result: _, ...ours } = counted(own, o.by)
    const memory = o.arraysMb === undefined || peakMb === undefined ? {} : { memory: { peakMb, arraysMb: o.arraysMb } }
    return {
      ours: { ...ours, ...memory },
      beside: theirs.map((timing, i) => ({ peer: rivals[i].name, ...counted(timing, o.by) })),
    }
  }

  const together = async (o: BenchRequest): Promise<ReadonlyMap<string, number>> => {
    if (!o.allThreads) return new Map()
    const all = [ownContender(o.allThreads), ...knowing(o, availableParallelism())]
    const timings = await inTurns(all, runs)
    return new Map(timings.map((timing, i) => [all[i].name, timing.medianClockMs]))
  }

  return {
    scans,
    async peer(name, inputs) {
      const peer = await Peer.open(name, inputs)
      if (peer) peers.push(peer)
    },
    async measure(o) {
      const { ours, beside } = await alone(o)
      const allThreads = await together(o)
      const withAllThreads = <T extends object>(line: T, name: string): T & { allThreadsMs?: number } => {
        const allThreadsMs = allThreads.get(name)
        return allThreadsMs === undefined ? line : { ...line, allThreadsMs }
      }
      const { task, goal, stored, limit, by } = o
      return {
        ...{ task, goal, stored, limit, by },
        ...withAllThreads(ours, 'Cameo'),
        beside: beside.map((one) => withAllThreads(one, one.peer)),
      }
    },
    closePeers() {
      for (const peer of peers.splice(0)) peer.close()
    },
  }
}
