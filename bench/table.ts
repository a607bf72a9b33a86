import { type Goal, type GoalName, goals } from './goals.ts'
import type { Probes } from './stored.ts'
import type { BenchLine } from './types.ts'
import { achieved, type BenchVerdict, referenceOf, verdictOf, worstVerdict } from './verdict.ts'

/** A table's head and rows, for a terminal or for Markdown. */
export interface TableText {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const digits = (value: number | undefined): string => {
  if (value === undefined) return ''
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)
}

const ratioText = (a: number | undefined, b: number | undefined): string =>
  a === undefined || b === undefined ? '' : (a / b).toFixed(2)

const memoryText = ({ memory, beside }: BenchLine): string => {
  if (!memory) return ''
  const peers = (beside ?? []).flatMap(({ peer, peakMb }) =>
    peakMb === undefined ? [] : [`${peer} ${peakMb.toFixed(0)}`],
  )
  const arrays = `${memory.peakMb.toFixed(0)} (arrays ${memory.arraysMb.toFixed(0)})`
  return [arrays, ...peers].join('; ')
}

const goalText = (goal: Goal): string => {
  const bound = goal.kind === 'value' && goal.better === 'more' ? '≥' : '≤'
  const unit = goal.kind === 'value' ? ` ${goal.unit}` : ' ×'
  return [goal.must, goal.moonshot]
    .filter((number) => number !== undefined)
    .map((number) => `${bound} ${number}${unit}`)
    .join(' / ')
}

const lineRow = (line: BenchLine, probes: Probes | null): string[] => {
  const reference = referenceOf(line, probes)
  const goal: Goal | undefined = line.goal && goals[line.goal]
  const value =
    line.value === undefined ? '' : `${digits(line.value)} ${goal?.kind === 'value' ? goal.unit : ''}`.trim()
  return [
    line.task,
    value || `${digits(line.ms)}${line.minMs === undefined ? '' : ` (${digits(line.minMs)})`}`,
    digits(line.clockMs),
    digits(line.allThreadsMs),
    (line.beside ?? []).map(({ peer, ms }) => `${peer} ${digits(ms)}`).join(', '),
    reference ? `${reference.peer} ${digits(reference.ms)}, ${reference.basis}` : '',
    ratioText(value ? undefined : line.ms, reference?.ms),
    ratioText(line.allThreadsMs, reference?.allThreadsMs),
    line.limit ? `${(line.ms / line.limit.ms).toFixed(1)} × ${line.limit.what}` : '',
    memoryText(line),
    goal ? goalText(goal) : '',
    verdictOf(line, probes) ?? '',
    line.note ?? '',
  ]
}

/** Every line of a group; columns that no line fills are left out. */
export const linesTable = (lines: readonly BenchLine[], o: { probes: Probes | null; threads: number }): TableText => {
  const head = [
    'task',
    'ms (min)',
    'clock',
    `${o.threads} threads`,
    'beside, ms',
    'fastest peer here, ms',
    'ratio',
    `ratio, ${o.threads} threads`,
    'limit',
    'peak MB',
    'must / moonshot',
    'verdict',
    'note',
  ]
  const rows = lines.map((line) => lineRow(line, o.probes))
  const filled = head.map((_, column) => rows.some((row) => row[column] !== ''))
  const kept = (row: readonly string[]): string[] => row.filter((_, column) => filled[column])
  return { head: kept(head), rows: rows.map(kept) }
}

/** One row for each line of the contract; `measured`: only those that some line answers. */
export const contractTable = (
  lines: readonly BenchLine[],
  { probes, rows }: { probes: Probes | null; rows: 'all' | 'measured' },
): TableText => ({
  head: ['task', 'fastest peer here', 'must / moonshot', 'reached', 'verdict'],
  rows: (Object.keys(goals) as GoalName[]).flatMap((name) => {
    const answering = lines.filter(({ goal }) => goal === name)
    if (rows === 'measured' && answering.length === 0) return []
    const verdicts = answering.map((line) => verdictOf(line, probes)).filter((one) => one !== null)
    const peers = answering.map((line) => referenceOf(line, probes)?.peer ?? '').filter((peer) => peer !== '')
    const row = [
      goals[name].task,
      [...new Set(peers)].join(', '),
      goalText(goals[name]),
      answering.map((line) => digits(achieved(line, probes) ?? undefined)).join(', '),
      worstVerdict(verdicts) satisfies BenchVerdict,
    ]
    return [row]
  }),
})

export const markdownTable = ({ head, rows }: TableText): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
