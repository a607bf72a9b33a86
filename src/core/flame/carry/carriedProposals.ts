import type { LandmarkProposal, ProposalResult } from '../../model/landmarkProposals.ts'
import type { PropagatedLandmark } from './propagateLandmarks.ts'

/**
 * Landmarks carried to a scan as proposals, each right to `sigmaMm`; those without a place, and the names for which the
 * embedding has none, are withheld with the reason.
 */
export const carriedProposals = (
  carried: readonly PropagatedLandmark[],
  {
    lost,
    sigmaMm,
    basis,
  }: {
    readonly lost: readonly string[]
    readonly sigmaMm: number
    readonly basis: LandmarkProposal['basis']
  },
): Pick<ProposalResult, 'proposals' | 'withheld'> => ({
  proposals: carried.flatMap(({ name, position, surface, distanceMm }) =>
    position && surface ? [{ name, position, surface, sigmaMm, snapMm: distanceMm ?? 0, basis }] : [],
  ),
  withheld: [
    ...lost.map((name) => ({ name, reason: 'The embedding has no place for it on the model.' })),
    ...carried.filter(({ position }) => position === null).map(absence),
  ],
})

const absence = ({ name, status, distanceMm }: PropagatedLandmark) => ({
  name,
  reason:
    status === 'occluded'
      ? `Something ${distanceMm?.toFixed(1)} mm above the place covers it.`
      : 'The scan has no surface near where the model has it.',
})
