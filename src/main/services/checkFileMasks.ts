import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { CheckMasksOutput } from '#core/jobs/checkMasks.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { maskFilesIn, readMaskFile } from './maskFolder.ts'
import { namedFile } from './namedFile.ts'
import { readCut } from './readCut.ts'
import { statedSigmaMm } from './statedSigma.ts'

/** A row of the check with what the hull says of the view. */
export const checkRow = ({ views, hull }: CheckMasksOutput, i: number) => {
  const { index: _, ...row } = views[i]
  const { outsideShare, outsideTolerantShare, carvedBy } = hull.views[i]
  return { ...row, outsideHull: outsideShare, outsideTolerantHull: outsideTolerantShare, carvedBy }
}

export const checkFileMasks = async (
  pool: WorkerPool,
  input: ServiceInput<'files.checkMasks'>,
  context: RunContext,
): Promise<Output<'files.checkMasks'>> => {
  const { cameras, warnings: cameraWarnings } = await pool.run('readCameraFile', namedFile(input.cameras), context)
  const warnings: Warning[] = [...cameraWarnings]
  const views = []
  for (const file of await maskFilesIn(input.masks)) {
    checkCancelled(context)
    const index = numberInName(file)
    const camera = index === null ? undefined : cameras.get(index)
    if (index === null || !camera) {
      warnings.push({
        code: 'mask-without-camera',
        message: `${file} has no camera of its number and was not checked.`,
      })
      continue
    }
    const { mask, widthPx, heightPx } = await readMaskFile(input.masks, file)
    const { worldMat, distortion } = camera
    views.push({ file, index, worldMat, distortion, mask, widthPx, heightPx })
  }
  if (views.length === 0) {
    throw badInput(
      'no-views',
      'No mask has a camera of its number (mask_0007.png belongs to world_mat_7): there is nothing to check.',
    )
  }
  const sigmaMm = await statedSigmaMm(input)
  const mesh = namedFile(input.mesh)
  const cut = await readCut(input.cut)
  const asked = { mesh, cut, views, sigmaMm, tolerance: input.tolerance, isTraced: false }
  const result = await pool.run('checkMasks', asked, context)
  return {
    views: views.map(({ file, index }, i) => ({ view: index, file, ...checkRow(result, i) })),
    shiftMm: result.shiftMm,
    carvers: result.hull.carvers,
    warnings: [...warnings, ...result.warnings],
  }
}

export const compareFileMasks = async (
  pool: WorkerPool,
  { a, b, tolerancePx }: ServiceInput<'files.compareMasks'>,
  context: RunContext,
): Promise<Output<'files.compareMasks'>> => {
  const [inA, inB] = await Promise.all([maskFilesIn(a), maskFilesIn(b)])
  const shared = inA.filter((name) => inB.includes(name))
  const alone = [...inA, ...inB].filter((name) => !shared.includes(name))
  if (shared.length === 0) throw badInput('no-pairs', 'The two folders have no picture of the same name.')
  const warnings: Warning[] =
    alone.length === 0
      ? []
      : [{ code: 'mask-alone', message: `Only one folder has these, and they were not compared: ${alone.join(', ')}.` }]
  const masks = []
  for (const [i, file] of shared.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / shared.length, message: file })
    const [first, second] = await Promise.all([readMaskFile(a, file), readMaskFile(b, file)])
    const { widthPx, heightPx } = first
    if (second.widthPx !== widthPx || second.heightPx !== heightPx) {
      throw badInput(
        'image-size',
        `${file} is ${widthPx} × ${heightPx} pixels in one folder and ${second.widthPx} × ${second.heightPx} in the other.`,
      )
    }
    const pair = { a: first.mask, b: second.mask, widthPx, heightPx, tolerancePx }
    masks.push({ file, ...(await pool.run('compareMaskPair', pair, { signal: context.signal })) })
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    masks,
    meanIou: mean(masks.map(({ iou }) => iou)),
    meanBoundaryF: mean(masks.map(({ boundaryF }) => boundaryF)),
    warnings,
  }
}
