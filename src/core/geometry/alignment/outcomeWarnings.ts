import type { Warning } from '../../model/mesh.ts'
import type { IcpResult } from './icp.ts'
import type { FitQuality } from './mirroredScan.ts'
import type { UsableVertices } from './sourceSamples.ts'

const leastOverlap = 0.3
const farLandmarkMm = 8
/** Two scans of one head lie closer together, whatever the scanners. */
const largeMedianMm = 1.5
/** Departure of the scale from what the units say that is no longer a matter of measuring. */
const oddScale = 0.12

export interface Outcome {
  readonly usable: UsableVertices
  readonly icp: IcpResult
  readonly overlap: number
  /** Of the final distances. */
  readonly medianMm: number
  /** Of the source after its unit was turned into the target's. */
  readonly scaleBetweenUnits: number
  readonly before: FitQuality
  readonly after: FitQuality
  readonly isIcpKept: boolean
  /** How far the scale was allowed to go, as a share. */
  readonly scaleFreedom: number
  readonly landmarks: readonly LandmarkDistance[]
  /** A far better fit that the surfaces alone lead to from elsewhere; null: none, or none was looked for. */
  readonly elsewhere: FitQuality | null
}

/** How far one landmark of both scans lies apart in the answer. */
export interface LandmarkDistance {
  readonly name: string
  readonly distanceMm: number
  readonly isUsed: boolean
}

/** Of those that had a say; null without any. */
export const worstLandmark = (landmarks: readonly LandmarkDistance[]): LandmarkDistance | null =>
  landmarks.reduce<LandmarkDistance | null>(
    (worst, one) => (one.isUsed && one.distanceMm > (worst?.distanceMm ?? -1) ? one : worst),
    null,
  )

/** Whether a warning applies, its code, its sentence. */
type Candidate = readonly [boolean, string, string]

/** What a person must know about an alignment before trusting it. */
export const outcomeWarnings = (outcome: Outcome): Warning[] =>
  [...iterationCandidates(outcome), ...resultCandidates(outcome)].flatMap(([applies, code, message]) =>
    applies ? [{ code, message }] : [],
  )

const percent = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`

const startName = (landmarks: readonly LandmarkDistance[]): string =>
  landmarks.length > 0 ? 'the fit of the landmarks' : 'the start'

const iterationCandidates = ({
  usable,
  icp,
  before,
  after,
  isIcpKept,
  scaleFreedom,
  landmarks,
}: Outcome): readonly Candidate[] => [
  [
    usable.floatingPieces > 0,
    'align/floating-pieces',
    `${usable.floatingPieces} floating pieces of the source (${usable.floatingVertices} vertices) had no say in the alignment.`,
  ],
  [
    !isIcpKept && icp.stop !== 'too-few-pairs',
    'align/icp-worse',
    `The surfaces lay ${before.medianMm.toFixed(2)} mm apart by ${startName(landmarks)} and ${after.medianMm.toFixed(2)} mm ` +
      `after ICP, so the start alone was kept. Check that both scans show the same person and expression.`,
  ],
  [
    icp.stop === 'too-few-pairs',
    'align/too-few-pairs',
    `Too few points of the source have a counterpart on the target, so nothing but ${startName(landmarks)} was kept. Check it.`,
  ],
  [
    icp.stop === 'max-iterations',
    'align/not-converged',
    `ICP was still moving after ${icp.iterations} iterations. Look at the residuals before using the result.`,
  ],
  [
    icp.isScaleBounded,
    'align/scale-bound',
    `The scale wanted to leave that of the start by more than ${percent(scaleFreedom)} and was held there. ` +
      'Check the landmarks, or fix the scale.',
  ],
]

const resultCandidates = (o: Outcome): readonly Candidate[] => {
  const worst = worstLandmark(o.landmarks)
  return [
    [
      o.elsewhere !== null,
      'align/better-elsewhere',
      `From the surfaces alone the scans come to lie ${o.elsewhere?.medianMm.toFixed(2)} mm apart (median) in another place, ` +
        `here ${o.after.medianMm.toFixed(2)} mm: start there (start global, without landmarks).`,
    ],
    [
      Math.abs(Math.log(o.scaleBetweenUnits)) > oddScale,
      'align/odd-scale',
      `The source had to be scaled by ${o.scaleBetweenUnits.toFixed(3)} although the units are accounted for. Check units and landmarks.`,
    ],
    [
      o.overlap < leastOverlap,
      'align/low-overlap',
      `Only ${percent(o.overlap)} of the source has a counterpart on the target: the result is not to be trusted unseen.`,
    ],
    [
      o.medianMm > largeMedianMm,
      'align/large-residual',
      `The surfaces lie ${o.medianMm.toFixed(1)} mm apart (median), too far for two scans of one head. ` +
        'Check that person, expression and landmarks are the same.',
    ],
    [
      worst !== null && worst.distanceMm > farLandmarkMm,
      'align/landmarks-disagree',
      `The surfaces fit where ${worst?.name} of both scans lies ${worst?.distanceMm.toFixed(1)} mm apart. Check this landmark and the result.`,
    ],
  ]
}
