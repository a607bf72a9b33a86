import { readdir } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { writeNpy } from '#core/formats/npy.ts'
import type { RunContext } from '#core/model/run.ts'
import type { FileHouse } from './house.ts'
import { checkResultFolder, writeResults } from './resultFiles.ts'

const named = (path: string) => ({ ref: resolve(path), fileName: basename(path) })

/** What an evaluation reads of a scene: neither photos nor masks nor cameras. */
const isSceneText = (path: string): boolean => /^(full_head\.obj|landmarks\.txt|regions\/[^/]+\.txt)$/.test(path)

const sceneFiles = async (folder: string): Promise<{ path: string; ref: string }[]> => {
  const root = resolve(folder)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((ref) => ({ ref, path: relative(root, ref).split(sep).join('/') }))
    .filter(({ path }) => isSceneText(path))
}

const distancesFile = (data: Float64Array): Uint8Array => writeNpy({ shape: [data.length], data })

const jsonFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const evaluateH3ds = async (
  { pool, version }: FileHouse,
  input: ServiceInput<'files.evaluateH3ds'>,
  context: RunContext,
): Promise<Output<'files.evaluateH3ds'>> => {
  const { predictionLandmarks, region, out } = input
  if (out !== null) await checkResultFolder(out)
  const result = await pool.run(
    'evaluateH3dsScene',
    {
      files: await sceneFiles(input.groundTruth),
      prediction: named(input.prediction),
      predictionLandmarks: predictionLandmarks === null ? null : named(predictionLandmarks),
      region,
    },
    context,
  )
  const report = {
    region,
    coarseScale: result.coarseScale,
    icpScale: result.icpScale,
    icpIterations: result.icpIterations,
    groundTruthVertices: result.groundTruthVertices.length,
    groundTruthToPrediction: result.meanToPredictionMm,
    predictionToGroundTruth: result.meanToGroundTruthMm,
    groundTruthFromPrediction: [...result.groundTruthFromPrediction],
    warnings: [...result.warnings],
  }
  const files =
    out === null
      ? []
      : await writeResults(out, [
          ['distances_gt_to_pred.npy', distancesFile(result.toPredictionMm)],
          ['distances_pred_to_gt.npy', distancesFile(result.toGroundTruthMm)],
          ['report.json', jsonFile({ tool: 'cameo', version, ...report })],
        ])
  return { ...report, files }
}

const evaluateFace = async (
  { pool, version }: FileHouse,
  input: ServiceInput<'files.evaluateFace'>,
  context: RunContext,
): Promise<Output<'files.evaluateFace'>> => {
  const { benchmark, metricalUnit, out } = input
  if (out !== null) await checkResultFolder(out)
  const result = await pool.run(
    'evaluateFaceScan',
    {
      benchmark,
      scan: named(input.scan),
      scanLandmarks: named(input.scanLandmarks),
      prediction: named(input.prediction),
      predictionLandmarks: named(input.predictionLandmarks),
      metricalUnit,
    },
    context,
  )
  const report = {
    benchmark,
    procrustesScale: result.procrustesScale,
    cropRadius: result.cropRadiusMm,
    scanVertices: result.scanVertices,
    landmarksOnly: { ...result.landmarksOnly },
    final: { ...result.final },
    iterations: result.iterations,
    scanFromPrediction: [...result.scanFromPrediction],
    warnings: [...result.warnings],
  }
  const files =
    out === null
      ? []
      : await writeResults(out, [
          ['computed_distances.npy', distancesFile(result.distancesMm)],
          ['report.json', jsonFile({ tool: 'cameo', version, ...report })],
        ])
  return { ...report, files }
}

/** Benchmarks' numbers for plain files, without a project. */
export const evaluationServices = (house: FileHouse): Pick<Services, 'files.evaluateH3ds' | 'files.evaluateFace'> => ({
  'files.evaluateH3ds': (input, context) => evaluateH3ds(house, input, context),
  'files.evaluateFace': (input, context) => evaluateFace(house, input, context),
})
