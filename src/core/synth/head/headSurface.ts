import type { Vec3 } from '../../model/transform.ts'
import { baseFormAt } from './baseForm.ts'
import { withNose } from './nose.ts'
import { smoothStep } from './smoothStep.ts'

/** A Gaussian swelling (or dent) of the face, on both sides of it. */
interface FrontBump {
  readonly xMm: number
  readonly yMm: number
  readonly widthMm: number
  readonly heightMm: number
  /** Tilt of the bump's axes, radians: positive lifts its outer end. */
  readonly tilt?: number
  /** Forward at its centre. */
  readonly forwardMm: number
}

const frontBumps: readonly FrontBump[] = [
  // Brow: the ridge, stronger towards the middle, and its outer end.
  { xMm: 20, yMm: 38, widthMm: 16, heightMm: 7, tilt: 0.12, forwardMm: 2.2 },
  { xMm: 44, yMm: 36, widthMm: 12, heightMm: 8, tilt: -0.35, forwardMm: 2.4 },
  // Orbit: the hollow the eyeball lies in, deepest beside the nose.
  { xMm: 32, yMm: 21, widthMm: 14, heightMm: 10, forwardMm: -9 },
  { xMm: 48, yMm: 21, widthMm: 7, heightMm: 8, forwardMm: -4.5 },
  { xMm: 17, yMm: 22, widthMm: 6, heightMm: 8, forwardMm: -8.5 },
  { xMm: 22, yMm: 9, widthMm: 12, heightMm: 5, tilt: -0.45, forwardMm: -2 },
  // Cheekbone, cheek, the hollow below, the pad beside the mouth.
  { xMm: 46, yMm: 1, widthMm: 15, heightMm: 12, tilt: 0.3, forwardMm: 3 },
  { xMm: 31, yMm: -10, widthMm: 13, heightMm: 13, forwardMm: 3.2 },
  { xMm: 48, yMm: -36, widthMm: 14, heightMm: 15, tilt: 0.6, forwardMm: -1.6 },
  // Fold from the wing of the nose to the corner of the mouth.
  { xMm: 24, yMm: -27, widthMm: 4, heightMm: 11, tilt: 0.55, forwardMm: -1.6 },
  { xMm: 31, yMm: -45, widthMm: 5, heightMm: 8, forwardMm: -1.4 },
  // The muzzle: lips and the teeth behind them push the skin forward.
  { xMm: 0, yMm: -40, widthMm: 20, heightMm: 15, forwardMm: 4 },
  // Groove under the nose and its two ridges.
  { xMm: 0, yMm: -30, widthMm: 2.8, heightMm: 4.5, forwardMm: -1.3 },
  { xMm: 5.4, yMm: -31, widthMm: 2.3, heightMm: 5, forwardMm: 0.7 },
  // Hollow under the lower lip, chin.
  { xMm: 0, yMm: -61, widthMm: 13, heightMm: 4.5, forwardMm: -2.8 },
  { xMm: 0, yMm: -77, widthMm: 13, heightMm: 9, forwardMm: 4 },
]

const gaussian = (u: number, v: number): number => Math.exp(-0.5 * (u * u + v * v))

const bumpAt = (bump: FrontBump, x: number, y: number): number => {
  const { tilt = 0, widthMm, heightMm } = bump
  const cosine = Math.cos(tilt)
  const sine = Math.sin(tilt)
  const dy = y - bump.yMm
  const onSide = (dx: number): number =>
    gaussian((cosine * dx + sine * dy) / widthMm, (cosine * dy - sine * dx) / heightMm)
  return bump.xMm === 0 ? onSide(x) : onSide(x - bump.xMm) + onSide(-x - bump.xMm)
}

/** Puts the features of the face on the loft at (x, y): `baseZ` in, z of the skin out. */
const withFeatures = (x: number, y: number, baseZ: number): number =>
  withNose(
    x,
    y,
    frontBumps.reduce((z, bump) => z + bump.forwardMm * bumpAt(bump, x, y), baseZ),
  )

/** A Gaussian swelling of the rest of the head, along the way out from the axis of the head; on both sides. */
interface RoundBump {
  readonly atMm: Vec3
  readonly radiiMm: Vec3
  readonly outMm: number
}

const roundBumps: readonly RoundBump[] = [
  // Temple, arch of the cheekbone, hollow before the ear.
  { atMm: [66, 42, 28], radiiMm: [14, 16, 13], outMm: -2.6 },
  { atMm: [66, 2, 6], radiiMm: [16, 9, 22], outMm: 1.4 },
  { atMm: [64, -24, 8], radiiMm: [16, 14, 18], outMm: -1.2 },
  // Angle of the jaw and its border, the hollow behind and below.
  { atMm: [54, -46, -12], radiiMm: [16, 13, 14], outMm: 3 },
  { atMm: [42, -66, 16], radiiMm: [14, 9, 20], outMm: 2.4 },
  { atMm: [52, -78, -18], radiiMm: [16, 12, 24], outMm: -4 },
  // Muscle from behind the ear to the collar bone, larynx, nape.
  { atMm: [52, -92, -32], radiiMm: [16, 24, 10], outMm: 2 },
  { atMm: [34, -132, -12], radiiMm: [12, 26, 10], outMm: 2 },
  { atMm: [0, -118, -6], radiiMm: [9, 12, 14], outMm: 4 },
  { atMm: [0, -60, -98], radiiMm: [10, 30, 20], outMm: -3 },
]

const roundReliefMm = ([x, y, z]: Vec3): number => {
  let sum = 0
  for (const { atMm, radiiMm, outMm } of roundBumps) {
    const v = (y - atMm[1]) / radiiMm[1]
    const w = (z - atMm[2]) / radiiMm[2]
    if (v * v + w * w > 16) continue
    const depth = Math.exp(-0.5 * (v * v + w * w))
    const onSide = (dx: number): number => Math.exp(-0.5 * (dx / radiiMm[0]) ** 2)
    sum += outMm * depth * (atMm[0] === 0 ? onSide(x) : onSide(x - atMm[0]) + onSide(-x - atMm[0]))
  }
  return sum
}

/**
 * The skin of the head without eyes, lips and ears: the loft with its features. Arguments as for `baseFormAt`.
 * Where the face looks forward, features move points along z only, so that a point keeps its x and y.
 */
export const headSurfaceAt = (down: number, around: number): Vec3 => {
  const base = baseFormAt(down, around)
  const [x, y, z] = base
  const round = roundReliefMm(base)
  const away = Math.hypot(x, z + 35) || 1
  const roundedZ = z + (round * (z + 35)) / away
  const front = smoothStep(-2, 16, z)
  return [
    x + (round * x) / away,
    y,
    front > 0 ? roundedZ + front * (withFeatures(x, y, roundedZ) - roundedZ) : roundedZ,
  ]
}
