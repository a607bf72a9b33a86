import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { writeCamerasNpz } from '#core/formats/cameras.ts'
import { writeAffineTransformJson, writeMatrixText } from '#core/formats/transforms.ts'
import { carryCamera } from '#core/geometry/camera.ts'
import type { RunContext } from '#core/model/run.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { inputHashes, reportJson, writeResults } from './resultFiles.ts'

/** Aligns two scans from their files and writes all that follows from it. */
export const alignFiles = async (
  { pool, version }: FileHouse,
  input: ServiceInput<'files.align'>,
  context: RunContext,
): Promise<Output<'files.align'>> => {
  const [source, target] = await Promise.all([
    pool.run('readLandmarkFile', namedFile(input.sourceLandmarks), context),
    pool.run('readLandmarkFile', namedFile(input.targetLandmarks), context),
  ])
  const cameras = input.cameras === null ? null : await pool.run('readCameraFile', namedFile(input.cameras), context)
  const result = await pool.run(
    'alignMeshes',
    {
      source: { mesh: namedFile(input.source), landmarks: source.set, unit: source.set.unit },
      target: { mesh: namedFile(input.target), landmarks: target.set, unit: target.set.unit },
      options: input.options,
      alignedName: 'aligned.ply',
    },
    context,
  )
  const { targetFromSource, scale, landmarkRms, residual, iterations, stop, overlap, unit } = result
  const report = {
    targetFromSource: [...targetFromSource],
    scale,
    landmarkRms,
    residual: { median: residual.median, mean: residual.mean, p90: residual.p90, unit },
    icp: { iterations, stop, overlap },
    warnings: [
      ...source.warnings,
      ...target.warnings,
      ...(cameras?.warnings ?? []),
      ...result.readWarnings,
      ...result.warnings,
    ],
  }
  const carried =
    cameras && [...cameras.cameras].map(([i, camera]) => [i, carryCamera(camera, targetFromSource)] as const)
  const inputs = await inputHashes([
    input.source,
    input.target,
    input.sourceLandmarks,
    input.targetLandmarks,
    input.cameras,
  ])
  const { options } = input
  const files = await writeResults(input.out, [
    ['transform.txt', writeMatrixText(targetFromSource)],
    ['transform.json', writeAffineTransformJson(targetFromSource)],
    ['aligned.ply', result.alignedBytes ?? new Uint8Array()],
    ...(carried ? ([['cameras.npz', writeCamerasNpz(new Map(carried))]] as const) : []),
    ['report.json', reportJson({ tool: 'cameo', version, inputs, options, steps: result.steps, ...report })],
  ])
  return { ...report, files }
}
