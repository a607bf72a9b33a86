import { releasing } from '../kernels/releasing.ts'
import type { AlignCertificate, AlignOptions, AlignResult, AlignScan, AlignStep } from '../model/alignment.ts'
import { badInput } from '../model/errors.ts'
import type { ScanSide } from '../model/landmarkFindings.ts'
import type { Warning } from '../model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '../model/run.ts'
import {
  identity4,
  invertAffine4,
  type Mat4,
  multiply4,
  scaleOf,
  transformPoint,
  transformPoints,
} from '../model/transform.ts'
import { type AlignmentFrame, placementOf, type ScanPair, targetFromSourceOf } from './alignment/alignmentFrame.ts'
import { type AlignmentStart, alignmentStart, placesBySurfaces } from './alignment/alignmentStart.ts'
import { bestPlace } from './alignment/bestPlace.ts'
import { certificateLimits, certify } from './alignment/certificate.ts'
import { type MotionEvidence, motionEvidence } from './alignment/certificateEvidence.ts'
import { type FinalResiduals, finalResiduals } from './alignment/finalResiduals.ts'
import { type IcpInput, type IcpResult, icpLevels, runIcp, usualScaleFreedom } from './alignment/icp.ts'
import {
  type FitQuality,
  fitQuality,
  type MirroredPlaces,
  mirroredByLandmarks,
  refuseMirrored,
} from './alignment/mirroredScan.ts'
import { outcomeWarnings, worstLandmark } from './alignment/outcomeWarnings.ts'
import { outwardScan } from './alignment/outwardScan.ts'
import { scanRoughness } from './alignment/scanRoughness.ts'
import { movedSource, usableVertices } from './alignment/sourceSamples.ts'
import { targetSurface } from './alignment/targetSurface.ts'
import { summarizeDistances } from './distances.ts'

export interface AlignInput extends ScanPair {
  readonly options: AlignOptions
}

/**
 * The similarity that lays the source scan on the target scan of the same head: from the landmarks both have (Umeyama,
 * 1991) or a given start, then by robust iterative closest points on the target's surface. Units, exchanged or wild
 * landmarks, floating pieces and missing parts are dealt with and named in `warnings`.
 *
 * Throws input/too-few-landmarks, input/collinear-points, input/mirrored, input/not-finite, input/empty-scan,
 * input/index-out-of-range, input/unit-unknown, input/trust-length, input/no-similarity; job/cancelled between
 * iterations.
 */
export const alignScans = (input: AlignInput, context: RunContext = {}): AlignResult => {
  checkScan(input.source, 'source')
  checkScan(input.target, 'target')
  context.report?.({ fraction: 0, message: 'Finding the start' })
  checkCancelled(context)
  const source = outwardScan(input.source, 'source')
  const target = outwardScan(input.target, 'target')
  checkCancelled(context)
  const outward: AlignInput = { ...input, source: source.scan, target: target.scan }
  const start = alignmentStart(outward, context)
  checkCancelled(context)
  const prepared = icpProblem(outward, start.frame, context)
  const warnings = [...source.warnings, ...target.warnings, ...prepared.warnings]
  return releasing(prepared.problem.target, () => {
    const tried = triedStart(start, { input: outward, problem: prepared.problem }, mute(context))
    const insideOut = insideOutSide(source.warnings.length > 0, target.warnings.length > 0)
    return alignedFrom({ ...prepared, ...tried, input: outward, start, warnings, insideOut }, context)
  })
}

interface Prepared extends ReturnType<typeof icpProblem> {
  readonly input: AlignInput
  readonly start: AlignmentStart
  readonly frame: AlignmentFrame
  /** Of a search without landmarks: how well the second best place fits against the best. */
  readonly runnerUp: number | null
  /** The only scan that had to be turned outwards. */
  readonly insideOut: ScanSide | null
}

const insideOutSide = (source: boolean, target: boolean): ScanSide | null => {
  if (source === target) return null
  return source ? 'source' : 'target'
}

/** Of several places the one where the surfaces fit best, with the source there. */
const triedStart = (
  { frame, places }: AlignmentStart,
  { input, problem }: { readonly input: AlignInput; readonly problem: IcpInput },
  context: RunContext,
): Pick<Prepared, 'frame' | 'problem' | 'runnerUp'> => {
  if (places.length === 0) return { frame, problem, runnerUp: null }
  const { best, runnerUp } = bestPlace({ input: problem, scan: input.source, places }, context)
  const source = movedSource(input.source.mesh, best, input.source.trust ?? null)
  return { frame: { ...frame, frameFromSource: best }, problem: { ...problem, source }, runnerUp }
}

const alignedFrom = (o: Prepared, context: RunContext): AlignResult => {
  const { input, start, frame, problem, usable, warnings, runnerUp } = o
  const icp = runIcp(problem, partOf(context, { from: 0.1, to: 0.75 }))
  checkCancelled(context)
  const before = fitQuality(problem, problem.source, identity4)
  const after = fitQuality(problem, problem.source, icp.motion)
  const isIcpKept = icp.stop !== 'too-few-pairs' && !isClearlyWorse(after, before)
  const motion = isIcpKept ? icp.motion : identity4
  const { restarts = usualRestarts, seed = 1 } = input.options
  const evidence = motionEvidence({ input: problem, motion, restarts, seed }, mute(context))
  const mirrored = mirroredPlacesOf(o, evidence, mute(context))
  const elsewhere = refuseMirrored(
    { source: input.source, input: problem, found: after, mirrored, insideOut: o.insideOut },
    mute(context),
  )
  const final = finalResiduals(
    {
      source: input.source.mesh,
      moved: movedSource(input.source.mesh, multiply4(motion, frame.frameFromSource)),
      target: problem.target,
      sigmaMm: icp.numbers.sigma,
    },
    partOf(context, { from: 0.85, to: 1 }),
  )
  const landmarks = landmarkDistances(problem, frame, motion)
  const certificate = certify({
    ...evidence,
    overlap: final.overlap,
    weakest: icp.uncertainty?.weakest ?? null,
    isScaleBounded: icp.isScaleBounded,
    isConverged: icp.stop !== 'max-iterations',
    isRefined: isIcpKept,
    worstLandmark: worstLandmark(landmarks),
    runnerUp,
  })
  const outcome = outcomeWarnings({
    usable,
    icp,
    before,
    after,
    isIcpKept,
    scaleFreedom: input.options.scaleFreedom ?? usualScaleFreedom,
    overlap: final.overlap,
    medianMm: summarizeDistances(final.distancesMm, { ignoreNegative: true }).median,
    scaleBetweenUnits: frame.startScale * Math.abs(scaleOf(motion)),
    landmarks,
    elsewhere,
  })
  return resultOf({
    frame,
    kind: start.kind,
    icp,
    motion,
    final,
    certificate,
    warnings: [...frame.warnings, ...warnings, ...outcome],
  })
}

/**
 * Where a mirrored source would lie: by its landmarks; from the surfaces where the start came from there, or where
 * nothing else tells left from right and the surfaces do not clearly agree.
 */
const mirroredPlacesOf = (
  { input, start, frame }: Prepared,
  { agreement }: MotionEvidence,
  context: RunContext,
): MirroredPlaces => {
  if (start.kind === 'global') return { places: start.mirroredPlaces, plainPlaces: [], landmarks: null }
  const byLandmarks = mirroredByLandmarks(frame, input.options.scale)
  if (byLandmarks !== null) return byLandmarks
  if (agreement.agreeing >= certificateLimits.agreeing.amber) return { places: [], plainPlaces: [], landmarks: null }
  const { places, mirroredPlaces } = placesBySurfaces(input, frame, context)
  return { places: mirroredPlaces, plainPlaces: places, landmarks: null }
}

const checkScan = ({ mesh, trust }: AlignScan, which: 'source' | 'target'): void => {
  const vertexCount = mesh.positions.length / 3
  if (vertexCount === 0) throw badInput('empty-scan', `The ${which} scan has no vertices.`)
  if (trust && (trust.length !== vertexCount || !trust.every((value) => value >= 0 && value <= 1))) {
    throw badInput(
      'trust-length',
      `The trust of the ${which} scan needs a number from 0 to 1 for each of its ${vertexCount} vertices.`,
    )
  }
  const notFinite = firstNotFinite(mesh.positions)
  if (notFinite >= 0) {
    const vertex = Math.floor(notFinite / 3)
    throw badInput(
      'not-finite',
      `Vertex ${vertex} of the ${which} scan is not a finite position. Repair the file first.`,
    )
  }
  const wild = firstBeyond(mesh.triangles, vertexCount)
  if (wild < 0) return
  throw badInput(
    'index-out-of-range',
    `Triangle ${Math.floor(wild / 3)} of the ${which} scan names vertex ${mesh.triangles[wild]}, but there are ${vertexCount}.`,
  )
}

/** -1 where all are finite. A difference of a number with itself is 0 only for finite ones. */
const firstNotFinite = (values: Float32Array): number => {
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] !== 0) return i
  return -1
}

const firstBeyond = (indices: Uint32Array, limit: number): number => {
  for (let i = 0; i < indices.length; i++) if (indices[i] >= limit) return i
  return -1
}

const usualRestarts = 8

/** ICP lowers the residual it minimises, so that only a wrong turn raises it by more than chance. */
const isClearlyWorse = (after: FitQuality, before: FitQuality): boolean =>
  after.medianMm > 1.1 * before.medianMm && after.overlap < before.overlap

/** Cancels, but does not tell: for work whose progress would look like going back. */
const mute = (context: RunContext): RunContext => ({ signal: context.signal })

/** Looks at the cancel signal between all that goes over a whole scan; the target's tree comes last. */
const icpProblem = (input: AlignInput, frame: AlignmentFrame, context: RunContext) => {
  const { source, options } = input
  const usable = usableVertices(source.mesh)
  checkCancelled(context)
  const samples = movedSource(source.mesh, frame.frameFromSource, source.trust ?? null)
  checkCancelled(context)
  const noiseShare = noiseShareOf(input, frame)
  checkCancelled(context)
  const { mesh, trust = null } = input.target
  const target = targetSurface({ mesh, placement: placementOf(frame.frameFromTarget), trust }, context)
  const { landmarks } = frame
  const hasPlanes = target.hasNormals || options.metric === 'point-to-point'
  const message = 'The target is a point cloud without normals, so points were matched to points instead of planes.'
  const problem: IcpInput = {
    source: samples,
    usable: usable.indices,
    target,
    landmarks: landmarks && {
      source: transformPoints(multiply4(frame.frameFromMm, landmarks.fit.targetFromSource), landmarks.source),
      target: transformPoints(frame.frameFromMm, landmarks.target),
      weights: landmarks.weights,
    },
    rules: {
      metric: hasPlanes ? options.metric : 'point-to-point',
      overlap: options.overlap,
      kernel: options.kernel ?? 'tukey',
    },
    scale: options.scale,
    ...(options.scaleFreedom === undefined ? {} : { scaleFreedom: options.scaleFreedom }),
    ...(options.locked ? { locked: options.locked } : {}),
    ...noiseShare,
    levels: icpLevels,
  }
  return { problem, usable, warnings: hasPlanes ? [] : [{ code: 'align/no-normals', message }] }
}

/** Nothing where one of the scans does not tell its noise. */
const noiseShareOf = (input: AlignInput, frame: AlignmentFrame): Pick<IcpInput, 'sourceNoiseShare'> => {
  const source = scanRoughness(input.source.mesh)
  const target = scanRoughness(input.target.mesh)
  if (source === null || target === null) return {}
  const sourceVariance = (source * frame.sourceUnit.mmPerUnit) ** 2
  const targetVariance = (target * frame.targetUnit.mmPerUnit) ** 2
  if (!(sourceVariance + targetVariance > 0)) return {}
  return { sourceNoiseShare: sourceVariance / (sourceVariance + targetVariance) }
}

const landmarkDistances = ({ landmarks }: IcpInput, frame: AlignmentFrame, motion: Mat4) =>
  (frame.landmarks?.names ?? []).flatMap((name, i) => {
    if (!landmarks) return []
    const [x, y, z] = landmarks.source.subarray(i * 3, i * 3 + 3)
    const moved = transformPoint(motion, [x, y, z])
    const distanceMm = Math.hypot(...moved.map((value, axis) => value - landmarks.target[i * 3 + axis]))
    return [{ name, distanceMm, isUsed: landmarks.weights[i] > 0 }]
  })

const resultOf = (o: {
  readonly frame: AlignmentFrame
  readonly kind: AlignStep['kind']
  readonly icp: IcpResult
  readonly motion: Mat4
  readonly final: FinalResiduals
  readonly certificate: AlignCertificate
  readonly warnings: readonly Warning[]
}): AlignResult => {
  const { frame, icp, final } = o
  const unitPerMm = 1 / frame.targetUnit.mmPerUnit
  const targetFromSource = targetFromSourceOf(frame, o.motion)
  const sourceResiduals = final.distancesMm.map((value) => (value < 0 ? -1 : value * unitPerMm))
  const { pairs, rms, median, overlap } = icp.numbers
  return {
    targetFromSource,
    scale: scaleOf(targetFromSource),
    steps: [
      startStep(frame, o.kind, unitPerMm),
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
    landmarkRms: frame.landmarks && frame.landmarks.fit.rms * unitPerMm,
    landmarkInfluences: frame.landmarks?.influences ?? [],
    residual: summarizeDistances(sourceResiduals, { ignoreNegative: true }),
    sourceResiduals,
    iterations: icp.iterations,
    iterationsLog: icp.log,
    stop: icp.stop,
    overlap: final.overlap,
    uncertainty: icp.uncertainty && {
      ...icp.uncertainty,
      pivot: transformPoint(invertAffine4(frame.frameFromTarget), icp.uncertainty.pivot),
    },
    certificate: o.certificate,
    unit: frame.targetUnit.unit,
    warnings: o.warnings,
  }
}

const startNotes: Readonly<Record<AlignStep['kind'], string>> = {
  landmarks: '',
  icp: '',
  given: 'The start that was given.',
  global: 'Pose from the surfaces alone: points with like surroundings, in triples of like shape.',
}

const startStep = (frame: AlignmentFrame, kind: AlignStep['kind'], unitPerMm: number): AlignStep => {
  const targetFromSource = targetFromSourceOf(frame, identity4)
  const scale = scaleOf(targetFromSource)
  const { landmarks } = frame
  if (!landmarks) return { kind, targetFromSource, numbers: { scale }, note: startNotes[kind] }
  return {
    kind,
    targetFromSource,
    numbers: { landmarks: landmarks.names.length, rms: landmarks.fit.rms * unitPerMm, scale },
    note: `Similarity from ${landmarks.names.length} landmarks (${landmarks.names.join(', ')}).`,
  }
}
