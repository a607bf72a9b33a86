import { fork } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import Table from 'cli-table3'
import { flame } from './groups/flame.ts'
import { kdTree } from './groups/kdTree.ts'
import { reading } from './groups/reading.ts'
import { triangles } from './groups/triangles.ts'
import { peakMemoryMb } from './measure.ts'
import type { BenchGroup, BenchLine } from './types.ts'

const groups: readonly BenchGroup[] = [kdTree, triangles, reading, flame]

interface GroupReport {
  readonly lines: BenchLine[]
  readonly peakMb: number
}

/** Each group in a process of its own: its peak memory is its own. */
const runGroup = (name: string): Promise<GroupReport> =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ['--group', name])
    child.on('message', (report) => resolve(report as GroupReport))
    child.on('exit', (code) => reject(new Error(`The benchmark “${name}” ended with exit code ${code}.`)))
  })

/**
 * Ratio to the fastest peer: its stored time, scaled to this machine by a peer that ran beside where there is one. By
 * the smaller of the two, so that a peer slowed down by other work does not flatter us.
 */
const ratioOf = ({ ms, stored, beside }: BenchLine): number => {
  const scale = beside ? Math.min(1, beside.ms / beside.storedMs) : 1
  return ms / (stored.ms * scale)
}

const verdict = (line: BenchLine): string => {
  if (line.must === undefined || line.moonshot === undefined) return ''
  const ratio = ratioOf(line)
  if (ratio <= line.moonshot) return 'moonshot'
  return ratio <= line.must ? 'must' : 'missed'
}

const rowOf = (line: BenchLine): string[] => [
  line.task,
  line.ms.toFixed(1),
  line.allThreadsMs?.toFixed(1) ?? '',
  line.beside ? `${line.beside.peer} ${line.beside.ms.toFixed(0)}` : '',
  line.beside ? (line.ms / line.beside.ms).toFixed(2) : '',
  `${line.stored.peer} ${line.stored.ms}`,
  ratioOf(line).toFixed(2),
  line.must?.toFixed(2) ?? '',
  line.moonshot?.toFixed(2) ?? '',
  verdict(line),
]

const runAll = async (wanted: readonly string[]): Promise<void> => {
  const chosen = groups.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  if (chosen.length === 0) {
    throw new Error(`There is no such benchmark. There are: ${groups.map(({ name }) => name).join(', ')}.`)
  }
  const threads = availableParallelism()
  for (const { name } of chosen) {
    const { lines, peakMb } = await runGroup(name)
    const table = new Table({
      head: [
        'task',
        'ms, 1 thread',
        `ms, ${threads}`,
        'beside, ms',
        'ratio',
        'stored, ms',
        'ratio',
        'must',
        'moon',
        '',
      ],
      style: { head: [], border: [] },
    })
    table.push(...lines.map(rowOf))
    console.log(
      `${name}: medians of 5, load ${loadavg()[0].toFixed(1)} on ${threads} cores, peak ${peakMb.toFixed(0)} MB`,
    )
    console.log(table.toString())
  }
  console.log(
    'One thread: processor time, which other programs do not add to. All threads: the clock, which they do. “beside” ran ' +
      'on this machine, “stored” on another; the second ratio is to the stored time, scaled by the peer beside where it ' +
      'was faster here.',
  )
}

const [first, second] = process.argv.slice(2)
if (first === '--group') {
  const group = groups.find(({ name }) => name === second)
  const lines = (await group?.run()) ?? []
  process.send?.({ lines, peakMb: peakMemoryMb() } satisfies GroupReport, () => process.exit(0))
} else await runAll(process.argv.slice(2))
