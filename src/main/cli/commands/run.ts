import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { batchSteps } from '#core/contract/methods/work.ts'
import { type TextureOrigin, textureOrigins } from '#core/model/texture.ts'
import { batchReport } from '../batchReport.ts'
import type { CommandSet } from '../commandSet.ts'
import { parseListOf, parseWhole } from '../optionParsers.ts'
import { findSubjectIds } from '../subjectIds.ts'

/** Without the texture, which is made where it is asked for. */
const usual = batchSteps.filter((step) => step !== 'texture')

interface RunOptions {
  readonly project: string
  readonly steps: readonly (typeof batchSteps)[number][]
  readonly subjects?: readonly string[]
  readonly jobs: number
  readonly textureFrom: TextureOrigin
  readonly textureSize: number
  readonly uv?: string
}

export const run: CommandSet = (program, runner) => {
  program
    .command('run')
    .summary('align, propose masks, register and texture all subjects')
    .description(
      'Works on every subject that has what a step needs. Finished work is not done again; a failed subject is named and does not stop the rest.',
    )
    .requiredOption('--project <dir>', 'the project')
    .option('--steps <list>', `some of ${batchSteps.join(',')}`, parseListOf(batchSteps), usual)
    .option('--subjects <name...>', 'only these subjects')
    .addOption(
      new Option('--texture-from <source>', 'what the step texture takes colours from')
        .choices(textureOrigins)
        .default('scan'),
    )
    .option('--texture-size <px>', 'width and height of the textures', parseWhole(64, 8192), 2048)
    .option(
      '--uv <file>',
      'the UV layout, instead of the one the model or the project has; remembered for a model that has none',
    )
    .option('--jobs <n>', 'how many at a time', parseWhole(1, 64), Math.min(64, availableParallelism()))
    .action(
      runner(async (session, options: RunOptions) => {
        await session.openProject(resolve(options.project), { workers: options.jobs })
        const subjectIds = await findSubjectIds(session, options.subjects)
        const { textureFrom: from, textureSize: sizePx, uv } = options
        return batchReport(
          await session.run('batch.run', {
            ...{ steps: [...options.steps], subjectIds, workers: options.jobs },
            texture: { from, sizePx, uv: uv === undefined ? null : resolve(uv) },
          }),
        )
      }),
    )
}
