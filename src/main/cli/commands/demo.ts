import { resolve } from 'node:path'
import { exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'
import { secondsText } from '../numbers.ts'
import { listTable } from '../tables.ts'

interface DemoOptions {
  readonly out: string
}

export const demo: CommandSet = (program, run) => {
  program
    .command('demo')
    .summary('the whole main job on a generated capture')
    .description(
      'Generates a small capture, imports, aligns, proposes masks, registers, evaluates against the known truth, exports, verifies, and writes a report.',
    )
    .option('--out <dir>', 'folder to write to', 'cameo-demo')
    .action(
      run(async (session, options: DemoOptions) => {
        const result = await session.run('demo.run', { out: resolve(options.out) })
        const table = listTable({
          columns: [
            { title: '', value: ({ passed }) => (passed ? '✓' : '✗') },
            { title: 'Step', value: ({ step }) => step },
            { title: 'Time', value: ({ seconds }) => secondsText(seconds), align: 'right' },
            { title: 'Result', value: ({ result: text }) => text },
          ],
          rows: result.steps,
          empty: 'No step was run.',
        })
        return {
          json: result,
          text: () => `${table}\n\nReport:  ${result.report}\nOpen it: ${result.openCommand}`,
          exitCode: result.ok ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
