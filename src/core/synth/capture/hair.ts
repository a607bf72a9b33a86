import type { Vec3 } from '../../model/transform.ts'
import { interpolateTable } from '../head/interpolateTable.ts'
import { smoothStep } from '../head/smoothStep.ts'
import type { SpaceNoise } from '../noise.ts'

/** How a person wears their hair. */
export interface Hairstyle {
  /** Of the shell over the crown, mm. */
  readonly thicknessMm: number
  /** Raises (or lowers) the hairline over the forehead, mm. */
  readonly foreheadMm: number
  /** How far the hairline recedes at the temples, mm. */
  readonly templesMm: number
  /** Raises the hairline on the neck, mm. */
  readonly napeMm: number
  readonly noise: SpaceNoise
}

/** Height of the hairline over the angle from the face (0) to the back (π). */
const lineAngles = [0, 0.35, 0.62, 0.85, 1.02, 1.16, 1.3, 1.52, 1.75, 1.95, 2.3, 2.7, Math.PI]
const lineHeightsMm = [76, 77, 76, 60, 40, 12, 22, 36, 16, -18, -46, -56, -58]

/** Over these millimetres the shell rises from the skin. */
const riseMm = 9

/**
 * How much of the shell covers a place: 0 on bare skin, 1 under full hair.
 *
 * @param place on the model's template, mm: the hairline sits on the same features of every head.
 */
export const hairCoverAt = (style: Hairstyle, [x, y, z]: Vec3): number => {
  const around = Math.atan2(Math.abs(x), z + 35)
  const line =
    interpolateTable(lineAngles, lineHeightsMm, around) +
    style.foreheadMm * smoothStep(0.9, 0.5, around) +
    style.templesMm * Math.exp(-(((around - 0.72) / 0.16) ** 2)) +
    style.napeMm * smoothStep(1.8, 2.3, around)
  const frayed = 3.5 * style.noise(x * 0.12, y * 0.05, z * 0.12) + 2 * style.noise(x * 0.5, y * 0.08, z * 0.5)
  return smoothStep(0, riseMm, y - line + frayed)
}

/** Thickness of the shell over a place, mm, strands included; fuller on top than at the sides. */
export const hairThicknessMm = (style: Hairstyle, cover: number, [x, y, z]: Vec3): number => {
  if (cover <= 0) return 0
  const fullness = 0.45 + 0.55 * smoothStep(10, 95, y)
  const locks = 1 + 0.16 * style.noise(x * 0.06, y * 0.03, z * 0.06)
  const strands = 0.5 * strandsAt(style, [x, y, z])
  return cover * (style.thicknessMm * fullness * locks + strands)
}

/** The pattern of the strands, −1..1: fine across, long along the way down from the crown. */
export const strandsAt = ({ noise }: Hairstyle, [x, y, z]: Vec3): number => {
  const around = Math.atan2(x, z + 35)
  return 0.7 * noise(around * 46, y * 0.05, 3) + 0.3 * noise(around * 110, y * 0.09, 9)
}
