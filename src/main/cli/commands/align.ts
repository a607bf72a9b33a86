import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import {
  type Freedom,
  freedoms,
  type IcpMetric,
  icpMetrics,
  type RobustKernel,
  robustKernels,
} from '#core/model/alignment.ts'
import { exitCodes } from '#core/model/errors.ts'
import type { WrittenMeshFormat } from '#core/model/meshFormats.ts'
import { mmPer } from '#core/model/units.ts'
import type { CommandSet } from '../commandSet.ts'
import { meshFormatOption } from '../meshFormatOption.ts'
import { millimetres, percentage, shortNumber } from '../numbers.ts'
import { parseFraction, parseListOf, parseOverlap, parseWeights, parseWhole } from '../optionParsers.ts'
import { isGoodEnough } from '../requireVerdict.ts'
import { factTable } from '../tables.ts'

interface AlignOptions {
  readonly source: string
  readonly target: string
  readonly sourceLandmarks?: string
  readonly targetLandmarks?: string
  readonly landmarkWeights?: Readonly<Record<string, number>>
  readonly sourceTrust?: string
  readonly targetTrust?: string
  readonly scale: 'free' | 'fixed'
  readonly scaleFreedom?: number
  readonly metric: IcpMetric
  readonly kernel?: RobustKernel
  readonly overlap: 'auto' | number
  readonly lock?: readonly Freedom[]
  readonly start: string
  readonly restarts?: number
  readonly seed?: number
  readonly cameras?: string
  readonly photoLandmarks?: string
  readonly require?: 'green' | 'amber'
  readonly out: string
  readonly meshFormat: WrittenMeshFormat
}

type Result = Output<'files.align'>

const startWords = ['auto', 'landmarks', 'global'] as const

const reprojectionFacts = ({ reprojection }: Result): (readonly [string, string])[] => {
  if (!reprojection) return []
  const { source, target } = reprojection
  const text = ({ rmsPx, count, views }: typeof source): string =>
    `${shortNumber(rmsPx)} px RMS over ${count} points in ${views.length} photos`
  return [
    ['Photos, source landmarks', text(source)],
    ['Photos, target landmarks', text(target)],
  ]
}

/** A verdict that nobody overlooks, with all that speaks for it. */
const certificateText = ({ certificate }: Result): string => {
  if (!certificate) return ''
  const { verdict, reasons } = certificate
  const head = { green: 'GREEN', amber: 'AMBER: look at the result', red: 'RED: DO NOT USE THIS ALIGNMENT UNSEEN' }[
    verdict
  ]
  return [`Certificate: ${head}`, ...reasons.map(({ message }) => `  ${message}`)].join('\n')
}

/** In mm where the unit is known, else as the target's file counts. */
const lengthText = (length: number, unit: Result['residual']['unit']): string =>
  unit ? millimetres(length * mmPer(unit)) : `${shortNumber(length)} (unit of the target, unknown)`

/** Rows for the landmarks that lie farthest from where the others say they should. */
const mostNamed = 3
const influenceFacts = ({ landmarkInfluences }: Result): (readonly [string, string])[] =>
  [...landmarkInfluences]
    .sort((a, b) => b.leftOutMm - a.leftOutMm)
    .slice(0, mostNamed)
    .map(({ name, residualMm, leftOutMm, shiftMm }) => [
      `Without ${name}`,
      `it is off by ${millimetres(leftOutMm)} (${millimetres(residualMm)} with it), the rest moves ${millimetres(shiftMm)}`,
    ])

const alignText = (result: Result): string => {
  const { scale, landmarkRms, residual, icp, uncertainty, files } = result
  const facts = factTable([
    ['Scale, target per source', shortNumber(scale)],
    ['Landmarks, RMS', landmarkRms === null ? 'none used' : lengthText(landmarkRms, residual.unit)],
    ...influenceFacts(result),
    ['Residual, median', lengthText(residual.median, residual.unit)],
    ['Residual, mean', lengthText(residual.mean, residual.unit)],
    ['Residual, 90 % below', lengthText(residual.p90, residual.unit)],
    ['Overlap', percentage(icp.overlap)],
    ['Iterations', `${icp.iterations} (${icp.stop})`],
    ...(uncertainty
      ? [['Least certain', `${uncertainty.weakest.description}: ${millimetres(uncertainty.weakest.sigmaMm)}`] as const]
      : []),
    ...reprojectionFacts(result),
    ['Written', files.join('\n')],
  ])
  return [certificateText(result), facts].filter((part) => part !== '').join('\n\n')
}

const resolveOptional = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

const inputOf = (options: AlignOptions) => {
  const start = startWords.find((word) => word === options.start)
  return {
    source: resolve(options.source),
    target: resolve(options.target),
    sourceLandmarks: resolveOptional(options.sourceLandmarks),
    targetLandmarks: resolveOptional(options.targetLandmarks),
    sourceTrust: resolveOptional(options.sourceTrust),
    targetTrust: resolveOptional(options.targetTrust),
    cameras: resolveOptional(options.cameras),
    photoLandmarks: resolveOptional(options.photoLandmarks),
    startFile: start === undefined ? resolve(options.start) : null,
    out: resolve(options.out),
    meshFormat: options.meshFormat,
    options: {
      scale: options.scale,
      metric: options.metric,
      overlap: options.overlap,
      kernel: options.kernel,
      scaleFreedom: options.scaleFreedom,
      landmarkWeights: options.landmarkWeights,
      locked: options.lock && [...options.lock],
      restarts: options.restarts,
      seed: options.seed,
      start,
    },
  }
}

export const align: CommandSet = (program, run) => {
  program
    .command('align')
    .summary('carry one scan onto another')
    .description(
      'Finds the similarity that carries the source onto the target: first from landmarks of the same names, or from the surfaces alone, then by iterative closest points; and says whether the answer can be trusted. Writes transform.txt (4×4, row-major, target from source), transform.json, aligned.ply, report.json, and cameras.npz where cameras are given.',
    )
    .requiredOption('--source <mesh>', 'the scan to move')
    .requiredOption('--target <mesh>', 'the scan that stays')
    .option('--source-landmarks <file>', 'landmarks of the source (json, pp, npy, csv)')
    .option('--target-landmarks <file>', 'landmarks of the target')
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(meshFormatOption('ply'))
    .option('--start <start>', `where the search begins: ${startWords.join(', ')}, or a file with a 4×4 matrix`, 'auto')
    .addOption(
      new Option('--scale <scale>', 'whether the scale is searched for').choices(['free', 'fixed']).default('free'),
    )
    .option('--scale-freedom <share>', 'how far the scale may leave that of the start (0.1: 10 %)', parseFraction)
    .addOption(new Option('--metric <metric>', 'what is minimised').choices(icpMetrics).default('point-to-plane'))
    .addOption(new Option('--kernel <kernel>', 'how large residuals lose their weight').choices(robustKernels))
    .option('--overlap <fraction>', 'part of the source that the target has too, or "auto"', parseOverlap, 'auto')
    .option('--lock <list>', `leave these as the start has them: ${freedoms.join(',')}`, parseListOf(freedoms))
    .option('--restarts <n>', 'restarts that test whether the answer is the only one near', parseWhole(0, 100))
    .option('--seed <n>', 'of everything random', parseWhole(0, 2 ** 31 - 1))
    .option(
      '--landmark-weights <list>',
      'how much landmarks count, 1 if not named: nose_tip=2,left_eye=0.5',
      parseWeights,
    )
    .option(
      '--weights-a, --source-trust <file>',
      'a number from 0 to 1 a vertex (npy, or a scalar of ply): how much it counts',
    )
    .option('--weights-b, --target-trust <file>', 'the same for the target')
    .option('--cameras <npz>', 'cameras of the source, carried along')
    .option('--photo-landmarks <dir>', "landmarks of the photos (json, pts), to tell how far they lie from the scans'")
    .addOption(
      new Option('--require <verdict>', 'exit code 4 where the certificate is worse').choices(['green', 'amber']),
    )
    .action(
      run(async (session, options: AlignOptions) => {
        const result = await session.run('files.align', inputOf(options))
        return {
          json: result,
          text: () => alignText(result),
          warnings: result.warnings,
          exitCode: isGoodEnough(result.certificate, options.require) ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
