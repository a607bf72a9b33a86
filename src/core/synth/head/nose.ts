import { interpolateTable } from './interpolateTable.ts'

/** The nose's profile in the middle: z of the ridge at y, and the radius it is rounded with. Millimetres. */
const ridgeY = [46, 36, 29, 24, 16, 6, -2, -6, -9.5, -13, -17, -21, -25, -32]
const ridgeZ = [50, 54, 56.3, 58, 62, 68.5, 73.5, 75, 74.2, 71, 66.5, 62.4, 59.8, 52]
const ridgeRadius = [12, 10, 7.5, 6.5, 6.5, 7.5, 9, 9, 8, 6, 4, 3.4, 4, 6]
/** How steeply the flanks fall beside the ridge. */
const flankSlope = [1.4, 1.8, 2.1, 2.2, 2.1, 1.9, 1.8, 1.8, 1.9, 2, 2.2, 2.4, 2, 1.4]

interface Ball {
  readonly centerMm: readonly [number, number, number]
  readonly radiiMm: readonly [number, number, number]
}

const tip: Ball = { centerMm: [0, -7, 64], radiiMm: [11.5, 9, 11] }
/** The wing of the nose, from behind to where it runs into the tip. */
const wings: readonly Ball[] = [
  { centerMm: [11.5, -13.6, 53], radiiMm: [7.2, 8, 10.5] },
  { centerMm: [7.5, -11.5, 58], radiiMm: [8.5, 8.2, 10.5] },
]

/** z of a ball's front at (x, y); beside the ball it falls off steeply. */
const ballFront = ({ centerMm, radiiMm }: Ball, x: number, y: number): number => {
  const u = (x - centerMm[0]) / radiiMm[0]
  const v = (y - centerMm[1]) / radiiMm[1]
  const inside = 1 - u * u - v * v
  return centerMm[2] + radiiMm[2] * (inside > 0 ? Math.sqrt(inside) : 1.5 * inside)
}

/** The larger of two heights; where they differ by less than `rounding` the corner between them is rounded over. */
export const smoothMax = (a: number, b: number, rounding: number): number => {
  const near = Math.max(0, 1 - Math.abs(a - b) / rounding)
  return Math.max(a, b) + (rounding * near * near) / 4
}

const nostrilAt = (x: number, y: number): number =>
  -3.6 * Math.exp(-0.5 * (((x - 6.6) / 2.6) ** 2 + ((y + 19.6) / 1.9) ** 2))

/** Puts the nose on the face: `faceZ` is the face without it at (x, y); gives the surface with it. Millimetres. */
export const withNose = (x: number, y: number, faceZ: number): number => {
  const side = Math.abs(x)
  if (y > 46 || y < -32 || side > 36) return faceZ
  const radius = interpolateTable(ridgeY, ridgeRadius, y)
  const fall = interpolateTable(ridgeY, flankSlope, y) * (Math.sqrt(side * side + radius * radius) - radius)
  const ridge = interpolateTable(ridgeY, ridgeZ, y) - fall
  const tipped = smoothMax(ridge, ballFront(tip, side, y), 5)
  const winged = wings.reduce((z, ball) => smoothMax(z, ballFront(ball, side, y), 5), tipped)
  return smoothMax(faceZ, winged, 7) + nostrilAt(side, y)
}
