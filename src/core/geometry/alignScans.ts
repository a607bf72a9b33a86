import type { DistanceSummary } from '../model/distances.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { checkCancelled, partOf, type RunContext, type StopReason } from '../model/run.ts'
import { identity4, type Mat4, multiply4, scaleOf, transformPoint, transformPoints } from '../model/transform.ts'
import type { LengthUnit } from '../model/units.ts'
import {
  type AlignmentFrame,
  alignmentFrame,
  meshInFrame,
  type ScanPair,
  targetFromSourceOf,
} from './alignment/alignmentFrame.ts'
import { finalResiduals } from './alignment/finalResiduals.ts'
import { type IcpInput, type IcpResult, icpLevels, runIcp } from './alignment/icp.ts'
import { type FitQuality, fitQuality, refuseMirrored } from './alignment/mirroredScan.ts'
import { outcomeWarnings } from './alignment/outcomeWarnings.ts'
import { movedSource, usableVertices } from './alignment/sourceSamples.ts'
import { targetSurface } from './alignment/targetSurface.ts'
import { summarizeDistances } from './distances.ts'

export interface AlignOptions {
  /** `fixed`: the scale is the ratio of the units. */
  readonly scale: 'free' | 'fixed'
  readonly metric: 'point-to-plane' | 'point-to-point'
  /** Part of the source that has a counterpart; `auto`: found from the residuals. */
  readonly overlap: 'auto' | number
}

export interface AlignInput extends ScanPair {
  readonly options: AlignOptions
}

export interface AlignStep {
  readonly kind: 'landmarks' | 'icp'
  /** The whole transform as known after this step (not the step's own share). */
  readonly targetFromSource: Mat4
  /** Lengths in the target's unit. */
  readonly numbers: Readonly<Record<string, number>>
  readonly note: string
}

export interface AlignResult {
  readonly targetFromSource: Mat4
  readonly scale: number
  readonly steps: readonly AlignStep[]
  /** Of the fit by landmarks alone, target unit. */
  readonly landmarkRms: number
  /** Target unit, over the source vertices that have a counterpart. */
  readonly residual: DistanceSummary
  /** `[n]` unsigned distance of each source vertex to the target, target unit; -1 where there is no counterpart. */
  readonly sourceResiduals: Float32Array
  readonly iterations: number
  readonly stop: StopReason
  /** Part (0..1) of the source's surface that has a counterpart. */
  readonly overlap: number
  /** The target's, guessed where it was not stated; null where it could not be. */
  readonly unit: LengthUnit | null
  readonly warnings: readonly Warning[]
}

/**
 * The similarity that lays the source scan on the target scan of the same head: from the landmarks both have (Umeyama,
 * 1991), then by robust iterative closest points on the target's surface. Units, exchanged or wild landmarks, floating
 * pieces and missing parts are dealt with and named in `warnings`.
 *
 * Throws input/too-few-landmarks, input/collinear-points, input/mirrored, input/not-finite, input/empty-scan,
 * input/index-out-of-range, input/unit-unknown; job/cancelled between iterations.
 */
export const alignScans = (input: AlignInput, context: RunContext = {}): AlignResult => {
  checkScan(input.source, 'source')
  checkScan(input.target, 'target')
  context.report?.({ fraction: 0, message: 'Fitting the landmarks' })
  const frame = alignmentFrame(input, input.options.scale)
  checkCancelled(context)
  const { problem, usable, warnings } = icpProblem(input, frame)
  const icp = runIcp(problem, partOf(context, { from: 0.1, to: 0.75 }))
  const before = fitQuality(problem, problem.source, identity4)
  const after = fitQuality(problem, problem.source, icp.motion)
  refuseMirrored({ pair: input, frame, input: problem, found: after }, mute(context))
  const isIcpKept = icp.stop !== 'too-few-pairs' && !isClearlyWorse(after, before)
  const motion = isIcpKept ? icp.motion : identity4
  const final = finalResiduals(
    {
      source: input.source,
      moved: movedSource(input.source, multiply4(motion, frame.frameFromSource)),
      target: problem.target,
      sigmaMm: icp.numbers.sigma,
    },
    partOf(context, { from: 0.85, to: 1 }),
  )
  const outcome = outcomeWarnings({
    usable,
    icp,
    before,
    after,
    isIcpKept,
    overlap: final.overlap,
    medianMm: summarizeDistances(final.distancesMm, { ignoreNegative: true }).median,
    scaleBetweenUnits: frame.start.fit.scale * scaleOf(motion),
    landmarks: landmarkDistances(problem, frame, motion),
  })
  return resultOf({ frame, icp, motion, final, warnings: [...frame.warnings, ...warnings, ...outcome] })
}

const checkScan = (mesh: Mesh, which: 'source' | 'target'): void => {
  const vertexCount = mesh.positions.length / 3
  if (vertexCount === 0) throw badInput('empty-scan', `The ${which} scan has no vertices.`)
  const notFinite = mesh.positions.findIndex((value) => !Number.isFinite(value))
  if (notFinite >= 0) {
    const vertex = Math.floor(notFinite / 3)
    throw badInput(
      'not-finite',
      `Vertex ${vertex} of the ${which} scan is not a finite position. Repair the file first.`,
    )
  }
  const wild = mesh.triangles.findIndex((vertex) => vertex >= vertexCount)
  if (wild < 0) return
  throw badInput(
    'index-out-of-range',
    `Triangle ${Math.floor(wild / 3)} of the ${which} scan names vertex ${mesh.triangles[wild]}, but there are ${vertexCount}.`,
  )
}

/** ICP lowers the residual it minimises, so that only a wrong turn raises it by more than chance. */
const isClearlyWorse = (after: FitQuality, before: FitQuality): boolean =>
  after.medianMm > 1.1 * before.medianMm && after.overlap < before.overlap

/** Cancels, but does not tell: for work whose progress would look like going back. */
const mute = (context: RunContext): RunContext => ({ signal: context.signal })

const icpProblem = (input: AlignInput, frame: AlignmentFrame) => {
  const target = targetSurface(meshInFrame(input.target, frame.frameFromTarget))
  const usable = usableVertices(input.source)
  const { start } = frame
  const hasPlanes = target.hasNormals || input.options.metric === 'point-to-point'
  const message = 'The target is a point cloud without normals, so points were matched to points instead of planes.'
  const problem: IcpInput = {
    source: movedSource(input.source, frame.frameFromSource),
    usable: usable.indices,
    target,
    landmarks: {
      source: transformPoints(multiply4(frame.frameFromMm, start.fit.targetFromSource), start.source),
      target: transformPoints(frame.frameFromMm, start.target),
      weights: start.weights,
    },
    rules: { metric: hasPlanes ? input.options.metric : 'point-to-point', overlap: input.options.overlap },
    scale: input.options.scale,
    levels: icpLevels,
  }
  return { problem, usable, warnings: hasPlanes ? [] : [{ code: 'align/no-normals', message }] }
}

const landmarkDistances = ({ landmarks }: IcpInput, frame: AlignmentFrame, motion: Mat4) =>
  frame.start.names.map((name, i) => {
    const [x, y, z] = landmarks.source.subarray(i * 3, i * 3 + 3)
    const moved = transformPoint(motion, [x, y, z])
    const distanceMm = Math.hypot(...moved.map((value, axis) => value - landmarks.target[i * 3 + axis]))
    return { name, distanceMm, isUsed: landmarks.weights[i] > 0 }
  })

const resultOf = (o: {
  readonly frame: AlignmentFrame
  readonly icp: IcpResult
  readonly motion: Mat4
  readonly final: { readonly distancesMm: Float32Array; readonly overlap: number }
  readonly warnings: readonly Warning[]
}): AlignResult => {
  const { frame, icp, final } = o
  const unitPerMm = 1 / frame.targetUnit.mmPerUnit
  const fromLandmarks = targetFromSourceOf(frame, identity4)
  const targetFromSource = targetFromSourceOf(frame, o.motion)
  const sourceResiduals = final.distancesMm.map((value) => (value < 0 ? -1 : value * unitPerMm))
  const landmarkRms = frame.start.fit.rms * unitPerMm
  const { pairs, rms, median, overlap } = icp.numbers
  return {
    targetFromSource,
    scale: scaleOf(targetFromSource),
    steps: [
      {
        kind: 'landmarks',
        targetFromSource: fromLandmarks,
        numbers: { landmarks: frame.start.names.length, rms: landmarkRms, scale: scaleOf(fromLandmarks) },
        note: `Similarity from ${frame.start.names.length} landmarks (${frame.start.names.join(', ')}).`,
      },
      {
        kind: 'icp',
        targetFromSource,
        numbers: {
          iterations: icp.iterations,
          pairs,
          pairShare: overlap,
          rms: rms * unitPerMm,
          median: median * unitPerMm,
          scale: scaleOf(targetFromSource),
        },
        note: `Robust closest-point iteration, ended: ${icp.stop}.`,
      },
    ],
    landmarkRms,
    residual: summarizeDistances(sourceResiduals, { ignoreNegative: true }),
    sourceResiduals,
    iterations: icp.iterations,
    stop: icp.stop,
    overlap: final.overlap,
    unit: frame.targetUnit.unit,
    warnings: o.warnings,
  }
}
