import { type LengthUnit, mmPer } from '../model/units.ts'

export interface UnitGuess {
  readonly guess: LengthUnit | null
  /** 0 no idea .. 1 certain. */
  readonly confidence: number
}

/** Longest side of the bounding box of a head or bust, mm: typical, and the factor either way that is still plausible. */
const typicalHeadMm = 300
const plausibleFactor = 3

/**
 * Units a scan of a head comes in and how common each is. Inches are not guessed: they lie too close to centimetres
 * for a bounding box to tell.
 */
const commonness: Readonly<Partial<Record<LengthUnit, number>>> = { mm: 1, m: 1, cm: 0.9, um: 0.8, dm: 0.6 }

/** The unit in which an object of this size (longest side of its box, in file units) would be as large as a head. */
export const guessHeadUnit = (longestSide: number): UnitGuess => {
  let best: UnitGuess = { guess: null, confidence: 0 }
  if (!(longestSide > 0 && longestSide < Infinity)) return best
  for (const [unit, prior] of Object.entries(commonness) as [LengthUnit, number][]) {
    const departure = Math.abs(Math.log((longestSide * mmPer(unit)) / typicalHeadMm)) / Math.log(plausibleFactor)
    const confidence = departure > 1 ? 0 : prior * (1 - 0.6 * departure * departure)
    if (confidence > best.confidence) best = { guess: unit, confidence }
  }
  return best
}

/** The bounding box of `[n*3]` positions: low above high where there are none. */
export const boxOf = (
  positions: Float32Array,
): { readonly low: readonly number[]; readonly high: readonly number[] } => {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 3
    if (positions[i] < low[axis]) low[axis] = positions[i]
    if (positions[i] > high[axis]) high[axis] = positions[i]
  }
  return { low, high }
}

/** Of the bounding box of `[n*3]` positions. */
export const longestSideOf = (positions: Float32Array): number => {
  const { low, high } = boxOf(positions)
  return Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2])
}
