import { type ProposeMaskInput, proposeMask } from '../masks/propose/proposeMask.ts'
import { checkCancelled } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import type { Job } from './types.ts'

/** The mask that a photo and what is known beforehand make most likely (`proposeMask`): 0/255. */
export const refineMask: Job<ProposeMaskInput, Uint8Array> = {
  id: 'refineMask',
  run: async (input, context) => proposeMask(input, () => checkCancelled(context)),
  transfers: (mask) => buffersOf(mask),
}
