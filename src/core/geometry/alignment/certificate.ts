import {
  type AlignCertificate,
  type RestartOutcome,
  type Verdict,
  type VerdictReason,
  verdictRank,
} from '../../model/alignment.ts'
import { quantile } from '../distances.ts'
import { competesWith } from './restarts.ts'
import type { SurfaceAgreement } from './surfaceAgreement.ts'

/** What is known about an answer; lengths in mm. */
export interface AlignmentEvidence {
  readonly restarts: readonly RestartOutcome[]
  /** The answer's own numbers, measured as those of the restarts are. */
  readonly medianMm: number
  readonly fitOverlap: number
  /** Over samples of the source that have a counterpart, signed residuals region by region. */
  readonly agreement: SurfaceAgreement
  /** How far the answer moves in refits without one part of the surface, mm; empty: not tried. */
  readonly refitsMm: readonly number[]
  /** Part (0..1) of the source's surface with a counterpart. */
  readonly overlap: number
  /** How far the answer moves without the surfaces saying so, mm; what that looks like. Null: not known. */
  readonly weakest: { readonly sigmaMm: number; readonly description: string } | null
  readonly isScaleBounded: boolean
  readonly isConverged: boolean
  /** Whether the answer is what ICP found, not the start that it could not improve. */
  readonly isRefined: boolean
  /** The landmark whose two places lie farthest apart in the answer. */
  readonly worstLandmark: { readonly name: string; readonly distanceMm: number } | null
  /** Of a search without landmarks: how much of the source lies on the target at the second best place over the best. */
  readonly runnerUp: number | null
}

/** What decides; found on the generated pairs of docs/alignment.md. */
export const certificateLimits = {
  agreeing: { amber: 0.8, red: 0.6 },
  restartShare: { amber: 0.6, red: 0.2 },
  /** Of the median over the refits, mm: one part more or less may matter, most of them may not. */
  refitMm: { amber: 0.3, red: 0.5 },
  overlap: { amber: 0.3, red: 0.12 },
  regions: 25,
  weakestMm: { amber: 0.1, red: 0.5 },
  landmarkMm: 12,
  runnerUp: { amber: 0.7, red: 0.9 },
}

type Check = (evidence: AlignmentEvidence) => VerdictReason | null

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`
const mm = (value: number): string => `${value.toFixed(2)} mm`

/** Red beyond the one limit, amber beyond the other, else green. `isWorse(value, limit)` says which way is bad. */
const graded = (value: number, limits: { amber: number; red: number }, bad: 'low' | 'high'): Verdict => {
  const sign = bad === 'low' ? -1 : 1
  if (sign * value > sign * limits.red) return 'red'
  return sign * value > sign * limits.amber ? 'amber' : 'green'
}

const agreement: Check = ({ agreement: { agreeing, regions, noiseMm, medianRegionMm } }) => {
  const verdict = regions < certificateLimits.regions ? 'red' : graded(agreeing, certificateLimits.agreeing, 'low')
  const message =
    regions < certificateLimits.regions
      ? `The scans touch in ${regions} regions of 16 mm, too few to say that they show the same surface.`
      : `${percent(agreeing)} of the shared surface agrees region by region (off by ${mm(medianRegionMm)} in the middle of all, noise ${mm(noiseMm)}).`
  return { code: 'certificate/surface', message, verdict }
}

const restarts: Check = (evidence) => {
  const all = evidence.restarts
  if (all.length === 0) return null
  const competing = all.filter((outcome) => competesWith(evidence, outcome))
  if (competing.length > 0) {
    const farthest = Math.max(...competing.map(({ differenceMm }) => differenceMm))
    const message = `${competing.length} of ${all.length} restarts end up to ${mm(farthest)} away with as good a fit: the answer is not the only one.`
    return { code: 'certificate/competing', message, verdict: 'red' }
  }
  const agreeing = all.filter(({ agrees }) => agrees).length
  const message = `${agreeing} of ${all.length} restarts from up to 15° and 20 mm away find the same answer, none another as good.`
  return {
    code: 'certificate/restarts',
    message,
    verdict: graded(agreeing / all.length, certificateLimits.restartShare, 'low'),
  }
}

const refits: Check = ({ refitsMm }) => {
  if (refitsMm.length === 0) return null
  const middle = quantile(Float64Array.from(refitsMm).sort(), 0.5)
  return {
    code: 'certificate/refits',
    message: `Without a quarter of the shared surface the answer moves by ${mm(middle)} (median of ${refitsMm.length} quarters; ${mm(Math.max(...refitsMm))} at most).`,
    verdict: graded(middle, certificateLimits.refitMm, 'high'),
  }
}

const overlap: Check = (evidence) => ({
  code: 'certificate/overlap',
  message: `${percent(evidence.overlap)} of the source has a counterpart on the target.`,
  verdict: graded(evidence.overlap, certificateLimits.overlap, 'low'),
})

const weakest: Check = (evidence) =>
  evidence.weakest && {
    code: 'certificate/weakest',
    message: `Least certain is ${evidence.weakest.description}: ${mm(evidence.weakest.sigmaMm)} (standard deviation).`,
    verdict: graded(evidence.weakest.sigmaMm, certificateLimits.weakestMm, 'high'),
  }

/** Landmarks may lie wherever they were clicked: they count where the surfaces do not clearly say otherwise. */
const landmarks: Check = (evidence) => {
  const { worstLandmark } = evidence
  if (worstLandmark === null || worstLandmark.distanceMm <= certificateLimits.landmarkMm) return null
  const surfaceDecides = [agreement, restarts].every((check) => check(evidence)?.verdict === 'green')
  return {
    code: 'certificate/landmarks',
    message: `${worstLandmark.name} of both scans lies ${mm(worstLandmark.distanceMm)} apart in this answer.`,
    verdict: surfaceDecides ? 'green' : 'amber',
  }
}

const scaleBound: Check = ({ isScaleBounded }) =>
  isScaleBounded
    ? {
        code: 'certificate/scale-bound',
        message: 'The scale ended at its bound, so the fit wants another one.',
        verdict: 'red',
      }
    : null

const iteration: Check = ({ isConverged, isRefined }) => {
  if (!isRefined) {
    return {
      code: 'certificate/not-refined',
      message: 'The surfaces could not improve the start, so nothing confirms it.',
      verdict: 'red',
    }
  }
  if (isConverged) return null
  return {
    code: 'certificate/not-converged',
    message: 'The iteration was still moving when it ended.',
    verdict: 'amber',
  }
}

const runnerUp: Check = (evidence) =>
  evidence.runnerUp === null
    ? null
    : {
        code: 'certificate/runner-up',
        message: `Without landmarks, the second best place covers ${percent(evidence.runnerUp)} as much as the best.`,
        verdict: graded(evidence.runnerUp, certificateLimits.runnerUp, 'high'),
      }

/** Every check gives one reason or has nothing to say; the worst decides. */
const checks: readonly Check[] = [
  agreement,
  restarts,
  refits,
  overlap,
  weakest,
  scaleBound,
  iteration,
  landmarks,
  runnerUp,
]

/** Weighs the evidence. The reasons come worst first. */
export const certify = (evidence: AlignmentEvidence): AlignCertificate => {
  const reasons = checks
    .flatMap((check) => check(evidence) ?? [])
    .sort((a, b) => verdictRank[b.verdict] - verdictRank[a.verdict])
  return { verdict: reasons[0]?.verdict ?? 'red', reasons, restarts: evidence.restarts }
}
