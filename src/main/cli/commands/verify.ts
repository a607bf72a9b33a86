import { resolve } from 'node:path'
import { exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'
import { findingsText } from '../findingsText.ts'

export const verify: CommandSet = (program, run) => {
  program
    .command('verify')
    .summary('compare an export with its manifest')
    .description(
      'Compares every file of an export with its manifest and checks the rules of its layout. Finds each changed, missing or additional file.',
    )
    .argument('<dir>', 'the export')
    .action(
      run(async (session, dir: string) => {
        const result = await session.run('exports.verify', { path: resolve(dir) })
        const state = result.ok ? 'in order' : 'not as it was written'
        return {
          json: result,
          text: () =>
            findingsText(result.findings, `${result.files} files (${result.layout ?? 'no layout'}): ${state}.`),
          exitCode: result.ok ? exitCodes.done : exitCodes.badInput,
        }
      }),
    )
}
