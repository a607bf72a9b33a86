import type { Vec3 } from '../../model/transform.ts'

/** Around a place of the left half, vertices lie at most so far apart; farther away the distance grows. */
interface Focus {
  readonly atMm: Vec3
  readonly reachMm: number
  readonly spacingMm: number
  readonly growth: number
}

/** Where nothing asks for less. */
export const coarsestSpacingMm = 10
const foci: readonly Focus[] = [
  { atMm: [0, -8, 64], reachMm: 13, spacingMm: 2.7, growth: 0.14 },
  { atMm: [13, -14, 56], reachMm: 9, spacingMm: 2.7, growth: 0.14 },
  { atMm: [0, 16, 60], reachMm: 12, spacingMm: 3.6, growth: 0.12 },
  { atMm: [32, 21, 34], reachMm: 24, spacingMm: 4, growth: 0.12 },
  { atMm: [0, -45, 58], reachMm: 34, spacingMm: 4.6, growth: 0.1 },
  { atMm: [0, -20, 50], reachMm: 48, spacingMm: 5.4, growth: 0.09 },
  { atMm: [70, 4, -26], reachMm: 30, spacingMm: 4.6, growth: 0.16 },
  { atMm: [0, -80, 40], reachMm: 20, spacingMm: 6, growth: 0.1 },
]

/** Wanted distance between vertices at a place of the skin, relative to other places. Symmetric in x. */
export const skinSpacingAt = ([x, y, z]: Vec3): number => {
  let spacing = coarsestSpacingMm
  for (const { atMm, reachMm, spacingMm, growth } of foci) {
    const away = Math.hypot(Math.abs(x) - atMm[0], y - atMm[1], z - atMm[2])
    spacing = Math.min(spacing, spacingMm + growth * Math.max(0, away - reachMm))
  }
  return spacing
}
