import type { GroupReport } from './groupProcess.ts'
import { type Machine, machineSentence } from './machine.ts'
import { contractTable, linesTable, markdownTable } from './table.ts'

const begin = '<!-- bench: begin -->'
const end = '<!-- bench: end -->'

/** The document with everything between the two marks replaced by the tables. Throws where the marks are missing. */
export const writtenReport = (
  document: string,
  { machine, reports }: { machine: Machine; reports: readonly GroupReport[] },
): string => {
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The document has no lines “${begin}” and “${end}” to write between.`)
  const lines = reports.flatMap((report) => report.lines)
  const parts = [
    machineSentence(machine),
    markdownTable(contractTable(lines, { probes: machine.probes, rows: 'all' })),
    ...reports.flatMap((report) => [
      `### ${report.name}`,
      markdownTable(linesTable(report.lines, { probes: machine.probes, threads: machine.cores })),
    ]),
  ]
  return `${document.slice(0, from + begin.length)}\n${parts.join('\n\n')}\n${document.slice(to)}`
}
