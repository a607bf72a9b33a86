import type { Capsule } from './capsule.ts'

/**
 * How much a soft brush covers a pixel, 0..255: everything up to `hardness` of the way from the middle to the rim, from
 * there less and less (a smooth step) until the rim has nothing.
 */
export const coverageAt = (capsule: Capsule, hardness: number, x: number, y: number): number => {
  const share = shareOfRadius(capsule, x, y)
  if (share >= 1) return 0
  if (share <= hardness) return 255
  const t = (1 - share) / (1 - hardness)
  return Math.round(255 * t * t * (3 - 2 * t))
}

/** Distance from the capsule's line over the radius there: 0 in the middle, 1 on the rim. */
const shareOfRadius = ({ x0, y0, radius0Px: r0, x1, y1, radius1Px: r1 }: Capsule, x: number, y: number): number => {
  const dx = x1 - x0
  const dy = y1 - y0
  const [px, py] = [x - x0, y - y0]
  const squared = dx * dx + dy * dy
  const ends = Math.min(Math.sqrt(px * px + py * py) / r0, Math.sqrt((x - x1) * (x - x1) + (y - y1) * (y - y1)) / r1)
  const length = Math.sqrt(squared)
  if (length < 1e-9) return ends
  const along = (px * dx + py * dy) / length
  const aside = Math.abs(px * dy - py * dx) / length
  // The disc that reaches furthest at this distance from the line lies a little towards the thicker end.
  const slope = (r1 - r0) / length
  if (Math.abs(slope) >= 1) return ends
  const t = (along + (aside * slope) / Math.sqrt(1 - slope * slope)) / length
  if (t <= 0 || t >= 1) return ends
  const radius = r0 + t * (r1 - r0)
  return Math.min(ends, Math.sqrt((along - t * length) ** 2 + aside * aside) / radius)
}
