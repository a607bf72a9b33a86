import { type Random, seededRandom } from '../../src/core/model/random.ts'
import type { Vec3 } from '../../src/core/model/transform.ts'

/** A surface around the origin, seen as its distance from there; mm. */
export interface RadialShape {
  /** Distance of the surface in a unit direction. */
  radiusAt(x: number, y: number, z: number): number
}

/** A made-up head: +x the subject's left, +y up, +z out of the face; no two seeds alike, not symmetric. */
export interface HeadShape extends RadialShape {
  readonly landmarks: ReadonlyMap<string, Vec3>
}

interface Bump {
  readonly direction: Vec3
  readonly heightMm: number
  /** Angle over which it falls off. */
  readonly widthRad: number
}

export const unitVector = ([x, y, z]: Vec3): Vec3 => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

export const randomDirection = (random: Random): Vec3 => unitVector([random.normal(), random.normal(), random.normal()])

/** Nose, brows, eye hollows, ears, chin, mouth: direction, height in mm, width in radians. */
const features: readonly (readonly [Vec3, number, number])[] = [
  [[0, -0.06, 1], 22, 0.13],
  [[0, 0.12, 1], 8, 0.12],
  [[0.34, 0.3, 1], 5, 0.16],
  [[-0.34, 0.3, 1], 5, 0.16],
  [[0.3, 0.13, 1], -7, 0.13],
  [[-0.3, 0.13, 1], -7, 0.13],
  [[1, 0, -0.1], 18, 0.14],
  [[-1, 0, -0.1], 18, 0.14],
  [[0, -0.75, 0.75], 10, 0.25],
  [[0, -0.42, 1], 6, 0.14],
]

const landmarkDirections: Readonly<Record<string, Vec3>> = {
  right_eye: [-0.2, 0.2, 1],
  left_eye: [0.2, 0.2, 1],
  nose_tip: [0, -0.06, 1],
  nose_base: [0, -0.25, 1],
  right_lips: [-0.28, -0.45, 1],
  left_lips: [0.28, -0.45, 1],
}

/** Of a person's own: broad ones as heads differ, narrow ones as skin and hair do. */
const ownBumps = { broad: 14, broadMm: 3, narrow: 16, narrowMm: 1.2 }

/** The same seed gives the same head. */
export const headShape = (seed: number): HeadShape => {
  const random = seededRandom(seed)
  const size = 1 + 0.05 * random.normal()
  const axes = [76, 112, 94].map((axis) => axis * size * (1 + 0.03 * random.normal()))
  const common = features.map(([direction, heightMm, widthRad]) => ({
    direction: unitVector(direction.map((value) => value + 0.03 * random.normal()) as unknown as Vec3),
    heightMm: heightMm * (1 + 0.15 * random.normal()),
    widthRad: widthRad * (1 + 0.1 * random.normal()),
  }))
  const broad = Array.from({ length: ownBumps.broad }, () => ({
    direction: randomDirection(random),
    heightMm: ownBumps.broadMm * random.normal(),
    widthRad: 0.2 + 0.3 * random.next(),
  }))
  const narrow = Array.from({ length: ownBumps.narrow }, () => ({
    direction: randomDirection(random),
    heightMm: ownBumps.narrowMm * random.normal(),
    widthRad: 0.06 + 0.06 * random.next(),
  }))
  const { radiusAt } = bumpyEllipsoid(axes, [...common, ...broad, ...narrow])
  const landmarks = new Map(
    Object.entries(landmarkDirections).map(([name, direction]) => {
      const d = unitVector(direction)
      return [name, d.map((value) => value * radiusAt(...d)) as unknown as Vec3]
    }),
  )
  return { radiusAt, landmarks }
}

/** Each bump falls off as exp(κ·(cos − 1)), κ = 1 / width²: a Gaussian on the sphere (von Mises and Fisher). */
const bumpyEllipsoid = ([a, b, c]: readonly number[], bumps: readonly Bump[]): RadialShape => {
  const rows = Float64Array.from(
    bumps.flatMap(({ direction, heightMm, widthRad }) => [...direction, heightMm, 1 / widthRad ** 2]),
  )
  return {
    radiusAt: (x, y, z) => {
      let radius = 1 / Math.hypot(x / a, y / b, z / c)
      for (let at = 0; at < rows.length; at += 5) {
        const exponent = rows[at + 4] * (x * rows[at] + y * rows[at + 1] + z * rows[at + 2] - 1)
        if (exponent > -18) radius += rows[at + 3] * Math.exp(exponent)
      }
      return radius
    },
  }
}
