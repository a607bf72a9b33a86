import { ownContender } from './measure.ts'
import { memoryTasks } from './memoryTasks.ts'
import type { Sample } from './types.ts'

export interface MemoryReport extends Sample {
  readonly arraysMb: number
}

// Forked by groups/memory.ts: one run of one task in a process of its own, which holds nothing that another left behind.
const [title, folder] = process.argv.slice(2)
const task = memoryTasks(folder).find((one) => one.title === title)
if (task) {
  const prepared = task.prepare()
  const sample = await ownContender(prepared.run).runOnce()
  const report: MemoryReport = { ...sample, arraysMb: prepared.arraysMb }
  process.send?.(report, () => process.exit(0))
}
