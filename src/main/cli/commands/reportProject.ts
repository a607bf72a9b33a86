import { resolve } from 'node:path'
import type { CommandSet } from '../commandSet.ts'
import { millimetres } from '../numbers.ts'
import { findSubjectIds } from '../subjectIds.ts'
import { listTable } from '../tables.ts'

interface ReportOptions {
  readonly project: string
  readonly out: string
  readonly subjects?: readonly string[]
}

export const reportProject: CommandSet = (program, run) => {
  program
    .command('report')
    .summary('write pages of all registrations, worst first')
    .description(
      'Writes a page with pictures and numbers for the newest registration of each subject, and index.html with all of them, worst first. The pages show the faces of the persons.',
    )
    .requiredOption('--project <dir>', 'the project')
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--subjects <name...>', 'only these subjects')
    .action(
      run(async (session, options: ReportOptions) => {
        await session.openProject(resolve(options.project))
        const subjectIds = await findSubjectIds(session, options.subjects)
        const result = await session.run('registrations.report', { out: resolve(options.out), subjectIds })
        const table = listTable({
          columns: [
            { title: 'Subject', value: ({ subjectName }) => subjectName },
            { title: 'Verdict', value: ({ verdict }) => verdict },
            { title: 'Scan to mesh', value: ({ medianMm }) => millimetres(medianMm), align: 'right' },
          ],
          rows: result.subjects,
          empty: 'No subject has a registration with a report.',
        })
        const skipped = result.skipped.map(({ subjectName, reason }) => `${subjectName}: ${reason}`)
        return { json: result, text: () => [table, ...skipped, `Report: ${result.index}`].join('\n') }
      }),
    )
}
