import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { batchReport } from '../batchReport.ts'
import type { CommandSet } from '../commandSet.ts'
import { parseListOf, parseWhole } from '../optionParsers.ts'
import { findSubjectIds } from '../subjectIds.ts'

const steps = ['align', 'masks', 'register'] as const

interface RunOptions {
  readonly project: string
  readonly steps: readonly (typeof steps)[number][]
  readonly subjects?: readonly string[]
  readonly jobs: number
}

export const run: CommandSet = (program, runner) => {
  program
    .command('run')
    .summary('align, propose masks and register all subjects')
    .description(
      'Works on every subject that has what a step needs. Finished work is not done again; a failed subject is named and does not stop the rest.',
    )
    .requiredOption('--project <dir>', 'the project')
    .option('--steps <list>', `some of ${steps.join(',')}`, parseListOf(steps), steps)
    .option('--subjects <name...>', 'only these subjects')
    .option('--jobs <n>', 'how many at a time', parseWhole(1, 64), Math.min(64, availableParallelism()))
    .action(
      runner(async (session, options: RunOptions) => {
        await session.openProject(resolve(options.project), { workers: options.jobs })
        const subjectIds = await findSubjectIds(session, options.subjects)
        return batchReport(
          await session.run('batch.run', { steps: [...options.steps], subjectIds, workers: options.jobs }),
        )
      }),
    )
}
