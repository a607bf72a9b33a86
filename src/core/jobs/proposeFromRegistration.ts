import { carriedProposals } from '../flame/carry/carriedProposals.ts'
import { propagateLandmarks } from '../flame/carry/propagateLandmarks.ts'
import { schemeOnModel } from '../flame/embeddingOfScheme.ts'
import type { ProposalResult } from '../model/landmarkProposals.ts'
import type { LandmarkScheme } from '../model/landmarks.ts'
import { openRegistration, type RegisteredFiles } from './registeredFiles.ts'
import type { Job } from './types.ts'

export interface ProposeFromRegistrationInput extends Omit<RegisteredFiles, 'regions'> {
  /** Of one unit of the scan. */
  readonly metresPerUnit: number
  readonly scheme: Pick<LandmarkScheme, 'name' | 'points'>
  /** How far off a point is to be expected, mm. */
  readonly sigmaMm: number
}

export type ProposeFromRegistrationOutput = Pick<ProposalResult, 'proposals' | 'withheld'>

/** The points of a scheme, carried from a finished registration to the closest places of its scan. */
export const proposeFromRegistration: Job<ProposeFromRegistrationInput, ProposeFromRegistrationOutput> = {
  id: 'proposeFromRegistration',
  run: async (input, context) => {
    const { registered, model, embedding } = await openRegistration(input, input.metresPerUnit, context)
    const { embedding: points, lost } = schemeOnModel(input.scheme, embedding, model.triangles)
    const carried = points.pointCount > 0 ? propagateLandmarks(registered, points, context) : []
    return carriedProposals(carried, { lost, sigmaMm: input.sigmaMm, basis: 'registration' })
  },
  transfers: () => [],
}
