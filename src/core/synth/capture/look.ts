import type { Random } from '../../model/random.ts'
import { type SpaceNoise, spaceNoise } from '../noise.ts'
import type { Hairstyle } from './hair.ts'

/** Linear light, 0..1 for red, green and blue. */
export type LinearColor = readonly [number, number, number]

/** Colours and dress of a person. */
export interface Look {
  readonly skin: LinearColor
  readonly lips: LinearColor
  readonly hair: LinearColor
  readonly iris: LinearColor
  readonly shirt: LinearColor
  /** Second colour of the shirt's stripes. */
  readonly stripes: LinearColor
  /** 0 shaven … 1 a day's beard. */
  readonly stubble: number
  readonly hairstyle: Hairstyle
  readonly noise: SpaceNoise
}

/** From sRGB bytes. */
const linearColor = (red: number, green: number, blue: number): LinearColor => [
  (red / 255) ** 2.2,
  (green / 255) ** 2.2,
  (blue / 255) ** 2.2,
]

const skins = [
  linearColor(228, 184, 160),
  linearColor(205, 150, 120),
  linearColor(160, 108, 80),
  linearColor(120, 78, 58),
]
const hairs = [linearColor(58, 40, 28), linearColor(30, 25, 24), linearColor(120, 82, 48), linearColor(140, 62, 32)]
const irises = [linearColor(92, 66, 42), linearColor(86, 110, 130), linearColor(98, 112, 78)]
const shirts = [linearColor(150, 40, 44), linearColor(38, 98, 84), linearColor(52, 66, 120), linearColor(176, 140, 96)]
const stripeColors = [linearColor(176, 170, 158), linearColor(214, 208, 196), linearColor(60, 58, 62)]

export const randomLook = (random: Random, seed: number): Look => {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]
  const skin = pick(skins)
  const hair = pick(hairs)
  return {
    skin,
    lips: [skin[0] * 0.72, skin[1] * 0.42, skin[2] * 0.46],
    hair,
    iris: pick(irises),
    shirt: pick(shirts),
    stripes: pick(stripeColors),
    stubble: random.next() ** 2,
    hairstyle: {
      thicknessMm: 9 + 8 * random.next(),
      foreheadMm: -8 + 10 * random.next(),
      templesMm: 14 * random.next(),
      napeMm: -4 + 22 * random.next(),
      noise: spaceNoise(seed * 7 + 1),
    },
    noise: spaceNoise(seed * 7 + 2),
  }
}
