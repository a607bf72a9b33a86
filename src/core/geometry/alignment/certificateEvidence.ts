import { checkCancelled, type RunContext } from '../../model/run.ts'
import { invertAffine4, type Mat4, transformPoints, type Vec3 } from '../../model/transform.ts'
import { type IcpInput, type IcpLevel, runIcp } from './icp.ts'
import { fitQuality } from './mirroredScan.ts'
import { partRefits, refitLevels } from './partRefits.ts'
import { type RestartAnswer, type RestartedMotion, restartsAround } from './restarts.ts'
import { everyNth } from './sourceSamples.ts'
import { type SurfaceAgreement, surfaceAgreement } from './surfaceAgreement.ts'
import { SurfacePairs } from './surfacePairs.ts'

/** Samples and search distance (mm) with which the surfaces are compared region by region. */
const comparison = { samples: 8000, searchMm: 8 }
/** Few samples and loose: which minimum a start falls into is asked, not where exactly its bottom lies. */
const restartLevel = { samples: 1000, iterations: 60, toleranceMm: 0.05 }

export interface MotionEvidence {
  readonly restarts: readonly RestartedMotion[]
  readonly medianMm: number
  readonly fitOverlap: number
  readonly agreement: SurfaceAgreement
  /** See `partRefits`; empty where no restarts were asked for. */
  readonly refitsMm: readonly number[]
}

/** What the surfaces themselves say about a motion: their agreement, what restarts around it and refits of parts find. */
export const motionEvidence = (
  o: { readonly input: IcpInput; readonly motion: Mat4; readonly restarts: number; readonly seed: number },
  context: RunContext,
): MotionEvidence => {
  const { input, motion } = o
  const quality = fitQuality(input, input.source, motion)
  const pairs = pairsAfter(input, motion)
  const agreement = regionsOf(pairs)
  checkCancelled(context)
  const shared = pairedPoints(pairs)
  const unmoved = transformPoints(invertAffine4(motion), shared)
  const restarts = restartsAround(
    {
      answer: motion,
      answerMedianMm: quality.medianMm,
      answerOverlap: quality.overlap,
      points: unmoved,
      pivot: middleOf(shared),
      count: o.restarts,
      seed: o.seed,
      iterate: (start) => iterated(input, [restartLevel], start, context),
      refine: (start) => iterated(input, refitLevels, start, context),
    },
    context,
  )
  const refitsMm = o.restarts > 0 ? partRefits({ input, motion, shared, unmoved }, context) : []
  return { restarts, medianMm: quality.medianMm, fitOverlap: quality.overlap, agreement, refitsMm }
}

/** Without landmarks, which would pull back to where the answer began. */
const iterated = (input: IcpInput, levels: readonly IcpLevel[], start: Mat4, context: RunContext): RestartAnswer => {
  const { motion } = runIcp({ ...input, landmarks: null, levels, start }, { signal: context.signal })
  return { motion, ...fitQuality(input, input.source, motion) }
}

const pairsAfter = (input: IcpInput, motion: Mat4): SurfacePairs => {
  const step = Math.max(1, input.usable.length / comparison.samples)
  const samples = everyNth(input.source, input.usable, step)
  const pairs = new SurfacePairs(samples, input.target, { ...input.rules, overlap: 'auto', kernel: 'tukey' })
  pairs.search(motion, comparison.searchMm)
  return pairs
}

/** The moved samples that have a counterpart: where there is none, a difference between two answers means nothing. */
const pairedPoints = ({ count, moved, weights }: SurfacePairs): Float64Array => {
  const points = new Float64Array(count * 3)
  let kept = 0
  for (let i = 0; i < count; i++) {
    if (weights[i] > 0) points.set(moved.subarray(i * 3, i * 3 + 3), 3 * kept++)
  }
  return points.slice(0, kept * 3)
}

const regionsOf = (pairs: SurfacePairs): SurfaceAgreement => {
  const { points, normals, distances } = pairs.matches
  const residuals = Float64Array.from({ length: pairs.count }, (_, i) => {
    const at = i * 3
    if (normals[at] === 0 && normals[at + 1] === 0 && normals[at + 2] === 0) return distances[i]
    return [0, 1, 2].reduce((sum, axis) => sum + normals[at + axis] * (pairs.moved[at + axis] - points[at + axis]), 0)
  })
  return surfaceAgreement({ points: pairs.moved, residuals, isPaired: pairs.weights })
}

const middleOf = (points: Float64Array): Vec3 => {
  const sums = [0, 0, 0]
  for (let i = 0; i < points.length; i++) sums[i % 3] += points[i]
  const count = Math.max(1, points.length / 3)
  return [sums[0] / count, sums[1] / count, sums[2] / count]
}
