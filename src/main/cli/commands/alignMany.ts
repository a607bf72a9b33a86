import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { CameoError, exitCodes } from '#core/model/errors.ts'
import type { WrittenMeshFormat } from '#core/model/meshFormats.ts'
import type { CommandSet } from '../commandSet.ts'
import { meshFormatOption } from '../meshFormatOption.ts'
import { millimetres, percentage, shortNumber } from '../numbers.ts'
import { parseWhole } from '../optionParsers.ts'
import { factTable, listTable } from '../tables.ts'

interface AlignManyOptions {
  readonly landmarks?: readonly string[]
  readonly reference: number
  readonly scale: 'free' | 'fixed'
  readonly out: string
  readonly meshFormat: WrittenMeshFormat
}

type Result = Output<'files.alignMany'>

const text = (result: Result): string =>
  [
    listTable({
      columns: [
        { title: 'scan', value: ({ scan }: Result['scans'][number]) => scan },
        { title: 'scale', value: ({ scale }) => (scale === null ? 'not placed' : shortNumber(scale)), align: 'right' },
      ],
      rows: result.scans,
      empty: '',
    }),
    listTable({
      columns: [
        { title: 'pair', value: ({ source, target }: Result['pairs'][number]) => `${source} → ${target}` },
        { title: 'certificate', value: ({ verdict }) => verdict },
        { title: 'overlap', value: ({ overlap }) => percentage(overlap), align: 'right' },
        {
          title: 'off the joint places',
          value: ({ disagreementMm }) => (disagreementMm === null ? '' : millimetres(disagreementMm)),
          align: 'right',
        },
      ],
      rows: result.pairs,
      empty: 'No pair could be aligned.',
    }),
    factTable([
      ['Disagreement, chained', millimetres(result.chainedRmsMm)],
      ['Disagreement, together', millimetres(result.adjustedRmsMm)],
      ['Written', result.files.join('\n')],
    ]),
  ].join('\n\n')

export const alignMany: CommandSet = (program, run) => {
  program
    .command('align-many')
    .summary('align several scans of one subject together')
    .description(
      'Aligns every pair of the scans, then all places at once, so that loops close. Pairs whose certificate is red have no say. Writes a transform and the moved mesh of each scan, and report.json. Exit code 4 where a scan could not be placed.',
    )
    .argument('<scans...>', 'two or more scans')
    .option(
      '--landmarks <files...>',
      'their landmarks, one file a scan in the same order; without: by the surfaces alone',
    )
    .option('--reference <n>', 'which scan the others come to, counted from 0', parseWhole(0, 10_000), 0)
    .addOption(
      new Option('--scale <scale>', 'whether scales are searched for').choices(['free', 'fixed']).default('free'),
    )
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(meshFormatOption('ply'))
    .action(
      run(async (session, scans: readonly string[], options: AlignManyOptions) => {
        const { landmarks } = options
        if (landmarks && landmarks.length !== scans.length) {
          throw new CameoError(
            'usage/landmark-count',
            `There are ${scans.length} scans but ${landmarks.length} files of landmarks: give one for each, in the same order.`,
          )
        }
        const result = await session.run('files.alignMany', {
          scans: scans.map((mesh, i) => ({ mesh: resolve(mesh), landmarks: landmarks ? resolve(landmarks[i]) : null })),
          reference: options.reference,
          options: { scale: options.scale, start: landmarks ? 'landmarks' : 'global' },
          out: resolve(options.out),
          meshFormat: options.meshFormat,
        })
        const isWhole = result.scans.every(({ referenceFromScan }) => referenceFromScan !== null)
        return {
          json: result,
          text: () => text(result),
          warnings: result.warnings,
          exitCode: isWhole ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
