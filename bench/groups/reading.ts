import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arraysMbOf, readFile, readingTasks, writeReadingFiles } from '../readingFiles.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    writeReadingFiles(folder)
    const paths = readingTasks.map(({ file }) => join(folder, file))
    await bench.peer('assimp', paths.slice(0, 3))
    for (const reader of ['fastObj', 'tinyobjloader'] as const) await bench.peer(reader, paths.slice(0, 2))
    const lines: BenchLine[] = []
    for (const [i, { title, task }] of readingTasks.entries()) {
      lines.push(
        await bench.measure({
          task: `1M ${title}, from disk`,
          goal: task,
          peerTask: task,
          arraysMb: arraysMbOf(readFile(paths[i])),
          ours: () => readFile(paths[i]),
        }),
      )
    }
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const reading: BenchGroup = { name: 'reading', run }
