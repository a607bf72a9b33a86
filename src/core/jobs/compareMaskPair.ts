import { compareMasks, type MaskAgreement } from '../masks/check/compareMasks.ts'
import type { MaskSize } from '../masks/types.ts'
import type { Job } from './types.ts'

export interface CompareMaskPairInput extends MaskSize {
  /** 0/255. */
  readonly a: Uint8Array
  readonly b: Uint8Array
  /** Of the boundary measure; a part of the picture's diagonal where it is null. */
  readonly tolerancePx: number | null
}

/** How far two masks of one photo agree (`compareMasks`). */
export const compareMaskPair: Job<CompareMaskPairInput, MaskAgreement> = {
  id: 'compareMaskPair',
  run: async ({ a, b, tolerancePx, widthPx, heightPx }) =>
    compareMasks(a, b, { widthPx, heightPx }, tolerancePx ?? undefined),
  transfers: () => [],
}
