import type { MaskSize } from '../types.ts'

/** What is known of a mask before the photo is looked at. */
export interface MaskPrior extends MaskSize {
  /** `[heightPx*widthPx]` log of the odds that a pixel is subject; ±infinity where it is settled. */
  readonly logOdds: Float32Array
  /** `[heightPx*widthPx]` 1 where so little is known that only examples from elsewhere can tell. */
  readonly isWide: Uint8Array
}

/** Up to here (in log of the odds) a prior says next to nothing: odds of 7 to 1. */
export const undecidedUpTo = 2

export const isSettled = (logOdds: number): boolean => !Number.isFinite(logOdds)
