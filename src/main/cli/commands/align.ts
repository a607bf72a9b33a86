import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import type { CommandSet } from '../commandSet.ts'
import { percentage, shortNumber } from '../numbers.ts'
import { parseOverlap } from '../optionParsers.ts'
import { factTable } from '../tables.ts'

interface AlignOptions {
  readonly source: string
  readonly target: string
  readonly sourceLandmarks: string
  readonly targetLandmarks: string
  readonly scale: 'free' | 'fixed'
  readonly metric: 'point-to-plane' | 'point-to-point'
  readonly overlap: 'auto' | number
  readonly cameras?: string
  readonly out: string
}

const alignFacts = ({ scale, landmarkRms, residual, icp, files }: Output<'files.align'>): string => {
  const unit = residual.unit ? ` ${residual.unit}` : ''
  return factTable([
    ['Scale', shortNumber(scale)],
    ['Landmarks, RMS', landmarkRms === null ? 'none' : `${shortNumber(landmarkRms)}${unit}`],
    ['Residual, median', `${shortNumber(residual.median)}${unit}`],
    ['Residual, mean', `${shortNumber(residual.mean)}${unit}`],
    ['Residual, 90 % below', `${shortNumber(residual.p90)}${unit}`],
    ['Overlap', percentage(icp.overlap)],
    ['Iterations', `${icp.iterations} (${icp.stop})`],
    ['Written', files.join('\n')],
  ])
}

export const align: CommandSet = (program, run) => {
  program
    .command('align')
    .summary('carry one scan onto another')
    .description(
      'Finds the similarity that carries the source onto the target: first from landmarks of the same names, then by iterative closest points. Writes transform.txt (4×4, row-major, target from source), transform.json, aligned.ply, report.json, and cameras.npz where cameras are given.',
    )
    .requiredOption('--source <mesh>', 'the scan to move')
    .requiredOption('--target <mesh>', 'the scan that stays')
    .requiredOption('--source-landmarks <file>', 'landmarks of the source (json, pp, npy, csv)')
    .requiredOption('--target-landmarks <file>', 'landmarks of the target')
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(
      new Option('--scale <scale>', 'whether the scale is searched for').choices(['free', 'fixed']).default('free'),
    )
    .addOption(
      new Option('--metric <metric>', 'what is minimised')
        .choices(['point-to-plane', 'point-to-point'])
        .default('point-to-plane'),
    )
    .option('--overlap <fraction>', 'part of the source that the target has too, or "auto"', parseOverlap, 'auto')
    .option('--cameras <npz>', 'cameras of the source, carried along')
    .action(
      run(async (session, options: AlignOptions) => {
        const result = await session.run('files.align', {
          source: resolve(options.source),
          target: resolve(options.target),
          sourceLandmarks: resolve(options.sourceLandmarks),
          targetLandmarks: resolve(options.targetLandmarks),
          cameras: options.cameras === undefined ? null : resolve(options.cameras),
          out: resolve(options.out),
          options: { scale: options.scale, metric: options.metric, overlap: options.overlap },
        })
        return { json: result, text: () => alignFacts(result), warnings: result.warnings }
      }),
    )
}
