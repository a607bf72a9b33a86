import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { exitCodes } from '#core/model/errors.ts'
import { orderedMeshFormats } from '#core/model/meshFormats.ts'
import type { CommandSet } from '../commandSet.ts'
import { meshFormatOption } from '../meshFormatOption.ts'
import { millimetres, secondsText, shortNumber } from '../numbers.ts'
import { isGoodEnough, type Requirement, requirements } from '../requireVerdict.ts'
import { factTable, listTable } from '../tables.ts'

interface RegisterSequenceOptions {
  readonly landmarks: string
  readonly model: string
  readonly embedding?: string
  readonly regions?: string
  readonly contours?: string
  readonly unit: 'auto' | 'm' | 'cm' | 'mm'
  readonly sharedIdentity?: boolean
  readonly out: string
  readonly meshFormat: (typeof orderedMeshFormats)[number]
  readonly require?: Requirement
}

type Result = Output<'files.registerSequence'>
type Frame = Result['frames'][number]

const resolveOptional = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

const reasonOf = ({ error, certificate }: Frame): string => {
  if (error !== null) return error
  const reason = certificate?.reasons[0]
  return reason && reason.verdict !== 'green' ? reason.message : ''
}

const text = (result: Result): string =>
  [
    listTable({
      columns: [
        { title: 'frame', value: ({ name }: Frame) => name },
        { title: 'certificate', value: ({ certificate }) => certificate?.verdict ?? 'failed' },
        {
          title: 'scan to mesh',
          value: ({ scanToMeshMm }) => (scanToMeshMm ? millimetres(scanToMeshMm.median) : ''),
          align: 'right',
        },
        { title: 'why', value: reasonOf },
      ],
      rows: result.frames,
      empty: '',
    }),
    factTable([
      ['Identity', result.sharedIdentity ? 'one for all frames' : 'one a frame'],
      ['Its scatter, frame by frame', `${shortNumber(result.identitySpread)} standard deviations`],
      ['Unit of the scans', result.unit],
      ['Time', secondsText(result.seconds)],
      ['Written', result.files.slice(-2).join('\n')],
    ]),
  ].join('\n\n')

export const registerSequence: CommandSet = (program, run) => {
  program
    .command('register-sequence')
    .summary('fit the head model to the scans of a moving head')
    .description(
      'Fits a FLAME model to scans of one person, one after another: the first from its landmarks, every further one from the frame before. Writes a mesh a frame (model topology, metres, in the frame of its scan), parameters.npz with a row a frame, and report.json. Exit code 4 where a frame could not be registered.',
    )
    .argument('<scans...>', 'the scans in their order, or a folder of them')
    .requiredOption('--landmarks <path>', 'landmarks of the first scan, or a folder with files named as their scans')
    .requiredOption('--model <file>', 'the FLAME model (.pkl or .npz)')
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(meshFormatOption('obj', orderedMeshFormats))
    .option('--shared-identity', 'fit one identity to all frames together; each keeps its own expression')
    .option('--embedding <file>', 'where landmarks lie on the model; needed for 51, 68 and 105 points')
    .option('--regions <file>', 'vertex regions of the model (FLAME_masks)')
    .option(
      '--contours <path>',
      'lines along lips and lids of the first scan, or a folder with files (.json, .obj) named as their scans; those of 51, 68 and 105 landmarks of a frame count without',
    )
    .addOption(new Option('--unit <unit>', 'unit of the scans').choices(['auto', 'm', 'cm', 'mm']).default('auto'))
    .addOption(new Option('--require <verdict>', 'exit code 4 where a verdict is worse').choices(requirements))
    .action(
      run(async (session, scans: readonly string[], options: RegisterSequenceOptions) => {
        const result = await session.run('files.registerSequence', {
          scans: scans.map((scan) => resolve(scan)),
          landmarks: resolve(options.landmarks),
          model: resolve(options.model),
          embedding: resolveOptional(options.embedding),
          regions: resolveOptional(options.regions),
          contours: resolveOptional(options.contours),
          unit: options.unit,
          sharedIdentity: options.sharedIdentity ?? false,
          out: resolve(options.out),
          meshFormat: options.meshFormat,
        })
        const isGood = result.frames.every(
          ({ certificate }) => certificate !== null && isGoodEnough(certificate, options.require),
        )
        return {
          json: result,
          text: () => text(result),
          warnings: [...result.warnings, ...result.frames.flatMap(({ warnings }) => warnings)],
          exitCode: isGood ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
