import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'
import { interpolateTable } from './interpolateTable.ts'
import { headParts, mix, type RingPatch, type RingVertex, ringAngle, ringSize } from './ringPatch.ts'
import type { SkinLocator } from './skinLocator.ts'

/** Half the width of the mouth, and its middle, mm. */
const halfWidthMm = 24.6
const middleYMm = -44.2

/** Rings: 2 the border of the patch, 1 the edge of the red of the lips, 0 where they touch, −1 the open end inside. */
const levels = [2, 1.68, 1.4, 1.18, 1, 0.78, 0.55, 0.33, 0.14, 0, -0.25, -0.6, -1]

/** Ring of the patch on the edge of the red of the lips; a quarter around lies the right corner of the mouth. */
export const redEdgeRing = levels.indexOf(1)

/** How far the lips stand out of the face at a level. */
const bulgeLevels = [-1, -0.6, -0.25, 0, 0.14, 0.33, 0.55, 0.78, 1, 1.18, 1.4, 2]
const upperBulgeMm = [-10, -6.5, -2.5, 0.6, 2.6, 3.7, 3.5, 2.4, 1, 0.1, -0.1, 0]
const lowerBulgeMm = [-10, -6.5, -2.5, 0.6, 3, 4.6, 4.6, 3, 0.7, -0.5, -0.5, 0]
/** Half the gap between the lips at a level inside. */
const gapLevels = [-1, -0.6, -0.25, 0]
const halfGapMm = [3.2, 1.6, 0.5, 0.12]

/** Line on which the lips touch. */
const touchY = (x: number): number => middleYMm - 0.9 * Math.exp(-((x / 5) ** 2)) + 0.5 * (x / halfWidthMm) ** 4

/** Height of the red above (or below) that line; u = x over half the width. */
const redHeightMm = (u: number, isUpper: boolean): number => {
  const arc = Math.max(0, 1 - Math.abs(u) ** 2.2) ** 0.85
  if (!isUpper) return -9.2 * arc
  const x = u * halfWidthMm
  const bow = -1.3 * Math.exp(-((x / 2.6) ** 2)) + 0.7 * Math.exp(-(((Math.abs(x) - 5.6) / 3) ** 2))
  return 7 * arc + bow
}

const borderPoint = (angle: number): readonly [number, number] => [
  32 * Math.cos(angle),
  -45 + (Math.sin(angle) > 0 ? 15.2 : 18) * Math.sin(angle),
]

/** x and y of a point of the lips: `level` ≥ 0 of the ring vertex at `angle`. */
const lipPoint = (angle: number, level: number): readonly [number, number] => {
  const cosine = Math.cos(angle)
  const isUpper = Math.sin(angle) >= 0
  const x = (halfWidthMm + 0.8 * Math.min(1, level)) * cosine
  const onRed = touchY(x) + redHeightMm(cosine, isUpper) * Math.min(1, level)
  if (level <= 1) return [x, onRed]
  const [borderX, borderY] = borderPoint(angle)
  return [mix(x, borderX, level - 1), mix(onRed, borderY, level - 1)]
}

/** The lips, closed, and the way into the mouth; the innermost ring is open. */
export const mouthPatch = (locate: SkinLocator): RingPatch => {
  // Turned by a quarter so that vertex 0 is the middle of the upper lip and both sides are mirror images.
  const angles = Array.from({ length: ringSize }, (_, k) => ringAngle(k) + Math.PI / 2)
  const places = angles.map((angle) => locate(...borderPoint(angle)))
  const rings = levels.map((level, ring) =>
    angles.map((angle, k): RingVertex => {
      if (ring === 0) return { position: headSurfaceAt(places[k].down, places[k].around), part: headParts.skin }
      const part = level > 1 ? headParts.skin : level >= 0 ? headParts.lips : headParts.mouthInside
      const lipSide = Math.sin(angle) * Math.min(1, 2 - level)
      return { position: mouthPoint(locate, angle, level), part, lipSide }
    }),
  )
  return { rings, border: places }
}

const mouthPoint = (locate: SkinLocator, angle: number, level: number): Vec3 => {
  const [lipX, lipY] = lipPoint(angle, Math.max(0, level))
  const u = Math.cos(angle)
  const inwards = Math.max(0, -level)
  const x = lipX * (1 - 0.1 * inwards)
  const isUpper = Math.sin(angle) >= 0
  const gap = level <= 0 ? interpolateTable(gapLevels, halfGapMm, level) * Math.max(0, 1 - u ** 4) : 0
  const y = lipY + (isUpper ? gap : -gap)
  const place = locate(lipX, lipY)
  const skinZ = headSurfaceAt(place.down, place.around)[2]
  const bulge = interpolateTable(bulgeLevels, isUpper ? upperBulgeMm : lowerBulgeMm, level)
  // Towards the corners the lips sink in; what lies inside keeps its depth.
  const taper = level >= 0 ? Math.max(0, 1 - Math.abs(u) ** 2.6) : 1
  return [x, y, skinZ + bulge * taper]
}
