import { seededRandom } from '../src/core/model/random.ts'
import { type Mat4, toMat4, transformPoints } from '../src/core/model/transform.ts'
import { type BenchMesh, headMesh } from './headMesh.ts'

/** Two scans of one head with a known answer. */
export interface IcpCase {
  readonly target: BenchMesh
  /** `[50 000*3]` points and `[…*3]` unit normals, from anywhere on the target's surface, moved away; mm. */
  readonly source: Float32Array
  readonly sourceNormals: Float32Array
  /** The answer: takes the source back. */
  readonly targetFromSource: Mat4
}

const sourceCount = 50_000
const startDegrees = 10
const startMm = [9, -8, 9] as const

/** A turn about an axis that is none of the head's, then a shift. */
const start = (): Mat4 => {
  const angle = (startDegrees * Math.PI) / 180
  const [x, y, z] = [0.36, 0.8, 0.48]
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const v = 1 - c
  return toMat4([
    ...[c + v * x * x, v * x * y - s * z, v * x * z + s * y, startMm[0]],
    ...[v * x * y + s * z, c + v * y * y, v * y * z - s * x, startMm[1]],
    ...[v * x * z - s * y, v * y * z + s * x, c + v * z * z, startMm[2]],
    ...[0, 0, 0, 1],
  ])
}

/** Inverse of a rigid motion. */
const inverse = (m: Mat4): Mat4 => {
  const turned = [0, 1, 2].map((i) => [m[i], m[4 + i], m[8 + i]])
  return toMat4([
    ...turned.flatMap((row) => [...row, -(row[0] * m[3] + row[1] * m[7] + row[2] * m[11])]),
    ...[0, 0, 0, 1],
  ])
}

/**
 * 50,000 points of the surface of a head of a million vertices, 10° and 15 mm astray. `crop`: the source is the front
 * 40 % of the head, and 3 % of its points lie anywhere about it.
 */
export const icpCase = (kind: 'whole' | 'crop'): IcpCase => {
  const target = headMesh(1_000_000)
  const random = seededRandom(kind === 'whole' ? 11 : 12)
  const points = new Float32Array(sourceCount * 3)
  const normals = new Float32Array(sourceCount * 3)
  const frontZ = kind === 'whole' ? -Infinity : zOfFront(target.positions, 0.4)
  const away = start()
  for (let i = 0; i < sourceCount; ) {
    if (kind === 'crop' && random.next() < 0.03) {
      for (let axis = 0; axis < 3; axis++) points[i * 3 + axis] = 240 * (random.next() - 0.5)
      normals[i * 3 + 2] = 1
      i++
      continue
    }
    if (placePoint(target, random, { points, normals, at: i * 3 }) && points[i * 3 + 2] >= frontZ) i++
  }
  const turn = toMat4(away.map((value, i) => (i % 4 === 3 && i < 12 ? 0 : value)))
  return {
    target,
    source: transformPoints(away, points),
    sourceNormals: transformPoints(turn, normals),
    targetFromSource: inverse(away),
  }
}

const zOfFront = (positions: Float32Array, share: number): number => {
  const z = Float32Array.from({ length: positions.length / 3 }, (_, i) => positions[i * 3 + 2]).sort()
  return z[Math.floor((1 - share) * z.length)]
}

/** A random point of a random triangle, with its normal. */
const placePoint = (
  { positions, triangles }: BenchMesh,
  random: { next(): number; below(limit: number): number },
  out: { readonly points: Float32Array; readonly normals: Float32Array; readonly at: number },
): boolean => {
  const triangle = random.below(triangles.length / 3) * 3
  const root = Math.sqrt(random.next())
  const weights = [1 - root, root * random.next(), 0]
  weights[2] = 1 - weights[0] - weights[1]
  const corner = (k: number, axis: number): number => positions[triangles[triangle + k] * 3 + axis]
  for (let axis = 0; axis < 3; axis++) {
    out.points[out.at + axis] =
      weights[0] * corner(0, axis) + weights[1] * corner(1, axis) + weights[2] * corner(2, axis)
  }
  const edge = (k: number): number[] => [0, 1, 2].map((axis) => corner(k, axis) - corner(0, axis))
  const [e, f] = [edge(1), edge(2)]
  const n = [e[1] * f[2] - e[2] * f[1], e[2] * f[0] - e[0] * f[2], e[0] * f[1] - e[1] * f[0]]
  const length = Math.hypot(...n)
  if (!(length > 0)) return false
  for (let axis = 0; axis < 3; axis++) out.normals[out.at + axis] = n[axis] / length
  return true
}
