import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurns, median } from '../measure.ts'
import type { MemoryReport } from '../memoryProcess.ts'
import { type MemoryTask, memoryTasks } from '../memoryTasks.ts'
import { Peer } from '../peers.ts'
import { writeReadingFiles } from '../readingFiles.ts'
import type { BenchGroup, BenchLine, Beside } from '../types.ts'

/** Processes a task is measured in: the memory of one run hardly varies. */
const runs = 3
const mostArrays = 3

const runAlone = (title: string, folder: string): Promise<MemoryReport> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, '../memoryProcess.ts'), [title, folder])
    child.on('message', (report) => resolve(report as MemoryReport))
    child.on('exit', (code) => reject(new Error(`The memory of “${title}” was not measured: exit code ${code}.`)))
  })

const measurePeers = async ({ peers, peerTask, peerInputs }: MemoryTask): Promise<Beside[]> => {
  const found: Beside[] = []
  for (const name of peers) {
    const peer = await Peer.open(name, peerInputs())
    if (!peer?.tasks.has(peerTask)) continue
    const [{ medianMs, peakMb }] = await inTurns([peer.contender(peerTask, 1)], runs)
    found.push({ peer: peer.name, ms: medianMs, ...(peakMb === undefined ? {} : { peakMb }) })
    peer.close()
  }
  return found
}

/** Against the fastest of the peers that tell their memory, never over three times the arrays; without one, against these. */
const lineOf = async (task: MemoryTask, folder: string): Promise<BenchLine> => {
  const reports: MemoryReport[] = []
  for (let run = 0; run < runs; run++) reports.push(await runAlone(task.title, folder))
  const beside = await measurePeers(task)
  const peakMb = median(reports.map((report) => report.peakMb ?? Number.NaN))
  const { arraysMb } = reports[0]
  const fastest = beside.filter((peer) => peer.peakMb !== undefined).sort((a, b) => a.ms - b.ms)[0]
  const toArrays = peakMb / arraysMb
  const note = `${toArrays.toFixed(2)} × the arrays`
  const line = { task: `memory: ${task.title}`, ms: median(reports.map(({ cpuMs }) => cpuMs)), beside }
  const memory = { memory: { peakMb, arraysMb } }
  return fastest?.peakMb === undefined
    ? { ...line, ...memory, goal: 'memoryAlone', value: toArrays, note }
    : {
        ...{ ...line, ...memory, note: `${note}; fastest: ${fastest.peer}` },
        ...{ goal: 'memory', value: peakMb / fastest.peakMb, isReached: toArrays <= mostArrays },
      }
}

const run = async (): Promise<BenchLine[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    writeReadingFiles(folder)
    const lines: BenchLine[] = []
    for (const task of memoryTasks(folder)) lines.push(await lineOf(task, folder))
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const memory: BenchGroup = { name: 'memory', run }
