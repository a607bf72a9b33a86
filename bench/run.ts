import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import type { GroupReport } from './groupProcess.ts'
import { groups } from './groups/index.ts'
import { loadWarning, type Machine, machineSentence, thisMachine } from './machine.ts'
import { contractTable, linesTable, type TableText } from './table.ts'
import { truthTable } from './truth/truthTable.ts'
import { writtenReport } from './writtenReport.ts'

const document = join(import.meta.dirname, '../docs/performance.md')

interface Repeats {
  readonly runs: number
  /** Of a batch. */
  readonly scans: number
}

const runGroup = (name: string, { runs, scans }: Repeats): Promise<GroupReport> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'groupProcess.ts'), [name, String(runs), String(scans)])
    child.on('message', (report) => resolve(report as GroupReport))
    child.on('exit', (code) => reject(new Error(`The benchmark “${name}” ended with exit code ${code}.`)))
  })

const print = ({ head, rows }: TableText): void => {
  const table = new Table({ head: [...head], style: { head: [], border: [] } })
  table.push(...rows.map((row) => [...row]))
  console.log(table.toString())
}

const wantedGroups = (names: readonly string[]): readonly string[] => {
  const known = groups.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark “${unknown[0]}”. There are: ${known.join(', ')}.`)
  }
  return names.length === 0 ? known : known.filter((name) => names.includes(name))
}

/** A group that fails is named and leaves the others be. */
const runAll = async (names: readonly string[], { machine, ...repeats }: Repeats & { machine: Machine }) => {
  const reports: GroupReport[] = []
  for (const name of names) {
    try {
      const report = await runGroup(name, repeats)
      reports.push(report)
      console.log(`\n${name}: medians of ${repeats.runs}, the process held ${report.peakMb.toFixed(0)} MB at most`)
      print(linesTable(report.lines, { probes: machine.probes, threads: machine.cores }))
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      process.exitCode = 1
    }
  }
  return reports
}

const wholeOf = (text: string, usual: number): number => Math.max(1, Math.round(Number(text)) || usual)

const measureAll = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '5' },
      scans: { type: 'string', default: '12' },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
    },
  })
  const names = wantedGroups(positionals)
  const machine = await thisMachine()
  console.log(machineSentence(machine))
  const warning = loadWarning(machine)
  if (warning) console.log(warning)
  const reports = await runAll(names, { runs: wholeOf(values.runs, 5), scans: wholeOf(values.scans, 12), machine })
  const lines = reports.flatMap((report) => report.lines)
  console.log('\nThe contract:')
  print(contractTable(lines, { probes: machine.probes, rows: positionals.length === 0 ? 'all' : 'measured' }))
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, reports }, null, 2)}\n`)
  if (values.markdown) {
    writeFileSync(document, writtenReport(readFileSync(document, 'utf8'), { machine, reports }))
    console.log('Written into docs/performance.md.')
  }
}

// What is measured there is not time but truth, with arguments of its own.
if (process.argv[2] === 'truth') truthTable(process.argv.slice(3))
else await measureAll()
