import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import type { CommandSet } from '../commandSet.ts'
import { millimetres, shortNumber } from '../numbers.ts'
import type { Runner } from '../runner.ts'
import { factTable } from '../tables.ts'

interface H3dsOptions {
  readonly gt: string
  readonly prediction: string
  readonly predictionLandmarks?: string
  readonly region: string
  readonly out?: string
}

interface FaceOptions {
  readonly scan: string
  readonly scanLandmarks: string
  readonly prediction: string
  readonly predictionLandmarks: string
  readonly metrical?: boolean
  readonly unit?: 'm' | 'cm' | 'mm'
  readonly out?: string
}

const resolveOptional = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

const h3dsFacts = (result: Output<'files.evaluateH3ds'>): string =>
  factTable([
    ['Ground truth to prediction, mean', millimetres(result.groundTruthToPrediction)],
    ['Prediction to ground truth, mean', millimetres(result.predictionToGroundTruth)],
    ['Scale from landmarks', shortNumber(result.coarseScale)],
    ['Scale of the closest-point iteration', shortNumber(result.icpScale)],
    ['Iterations', String(result.icpIterations)],
    ['Region', `${result.region}, ${result.groundTruthVertices} vertices`],
    ...(result.files.length > 0 ? [['Written', result.files.join('\n')] as const] : []),
  ])

const faceFacts = (result: Output<'files.evaluateFace'>): string =>
  factTable([
    ['Scan to prediction, median', millimetres(result.final.median)],
    ['Scan to prediction, mean', millimetres(result.final.mean)],
    ['Scan to prediction, std', millimetres(result.final.std)],
    ['By landmarks alone, median', millimetres(result.landmarksOnly.median)],
    ['By landmarks alone, mean', millimetres(result.landmarksOnly.mean)],
    ['Scale of the landmarks', shortNumber(result.procrustesScale)],
    ['Scan vertices', `${result.scanVertices} within ${result.cropRadius.toFixed(1)} mm`],
    ['Iterations', String(result.iterations)],
    ...(result.files.length > 0 ? [['Written', result.files.join('\n')] as const] : []),
  ])

const addFace = (group: Command, run: Runner, benchmark: 'now' | 'stirling', summary: string): void => {
  const command = group
    .command(benchmark)
    .summary(summary)
    .description(
      'Distances from the scan about the face to the predicted surface, step by step as the published code computes them. Landmarks: the seven by name (pp, json, csv), or a list of seven in their order (npy, txt).',
    )
    .requiredOption('--scan <mesh>', 'the scan, mm')
    .requiredOption('--scan-landmarks <file>', 'its seven landmarks')
    .requiredOption('--prediction <mesh>', 'the predicted mesh')
    .requiredOption('--prediction-landmarks <file>', 'its seven landmarks')
    .option('--out <dir>', 'folder for computed_distances.npy and report.json')
  if (benchmark === 'now') {
    command
      .option('--metrical', 'the size of the prediction counts', false)
      .addOption(new Option('--unit <unit>', 'unit of a metrical prediction').choices(['m', 'cm', 'mm']).default('mm'))
  }
  command.action(
    run(async (session, options: FaceOptions) => {
      const result = await session.run('files.evaluateFace', {
        benchmark,
        scan: resolve(options.scan),
        scanLandmarks: resolve(options.scanLandmarks),
        prediction: resolve(options.prediction),
        predictionLandmarks: resolve(options.predictionLandmarks),
        metricalUnit: options.metrical ? (options.unit ?? 'mm') : null,
        out: resolveOptional(options.out),
      })
      return { json: result, text: () => faceFacts(result), warnings: result.warnings }
    }),
  )
}

export const evaluate: CommandSet = (program, run) => {
  const group = program
    .command('evaluate')
    .summary("a benchmark's numbers for a prediction")
    .description('Evaluates a predicted mesh as the public benchmarks do, step by step.')
  group
    .command('h3ds')
    .summary('against a scene of H3DS')
    .description(
      'Mean distance to the nearest vertex after Procrustes over the landmarks and a closest-vertex iteration, as the H3DS package computes it. Without landmarks the prediction is taken as placed.',
    )
    .requiredOption('--gt <dir>', 'folder of the scene: full_head.obj, landmarks.txt, regions/')
    .requiredOption('--prediction <mesh>', 'the predicted mesh, mm')
    .option('--prediction-landmarks <file>', 'its landmarks, named as those of the scene')
    .option('--region <name>', 'face, face_sphere, nose, or none for the whole head', 'face')
    .option('--out <dir>', 'folder for the distances (npy) and report.json')
    .action(
      run(async (session, options: H3dsOptions) => {
        const result = await session.run('files.evaluateH3ds', {
          groundTruth: resolve(options.gt),
          prediction: resolve(options.prediction),
          predictionLandmarks: resolveOptional(options.predictionLandmarks),
          region: options.region,
          out: resolveOptional(options.out),
        })
        return { json: result, text: () => h3dsFacts(result), warnings: result.warnings }
      }),
    )
  addFace(group, run, 'now', 'against a scan of the NoW challenge')
  addFace(group, run, 'stirling', 'against a scan of the Stirling (FG2018) challenge')
}
