import { resolve } from 'node:path'
import { exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'

interface ImportOptions {
  readonly project: string
}

export const importCapture: CommandSet = (program, run) => {
  program
    .command('import')
    .summary('bring captures into a project')
    .description(
      'Brings a capture folder, a folder of them, or an H3DS scene into a project. The files stay where they are and are never changed.',
    )
    .argument('<src>', 'the folder')
    .requiredOption('--project <dir>', 'the project')
    .action(
      run(async (session, source: string, options: ImportOptions) => {
        await session.openProject(resolve(options.project))
        const result = await session.run('captures.import', { path: resolve(source) })
        return {
          json: result,
          text: () =>
            [
              `${result.subjectIds.length} imported`,
              ...result.skipped.map(({ path, reason }) => `left out: ${path}: ${reason}`),
            ].join('\n'),
          warnings: result.warnings,
          exitCode: result.skipped.length === 0 ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
