import type { Mesh } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import { solveCholesky } from './denseCholesky.ts'
import type { FlameForward } from './forward.ts'
import type { HeadTopology } from './headTopology.ts'
import type { ScanSurface } from './scanSurface.ts'

/** Joints of the left and the right eye. */
export const eyeJoints = [3, 4] as const
/** A scan vertex shows an eyeball if it lies this close (m) to its sphere and faces outward as it does. */
const sphereReachM = 0.0012
const leastCosine = 0.85
/** Seen from the centre, what is farther from straight ahead than this (cosine of about 78°) is in the socket. */
const leastForward = 0.2
/** Fewer points than this do not place an eyeball. */
const leastPoints = 30

/** Iris radius over eyeball radius as an angle (11.7 mm and 26.3 mm across: Rüfer et al., Cornea 2005). */
const irisRad = 0.44
const edgeSoftnessRad = 0.03
/** The white that is compared with: out to this angle from the centre of the iris. */
const whiteRad = 0.72
/** The iris must be darker than the white by this much (of 255) to be believed. */
const leastContrast = 30
/** Eyes turn no farther than this in a scanner, and two eyes look the same way within that. */
const mostTurnRad = 0.6
const mostSquintRad = 0.25

/** An eyeball as it lies in a forward's present result: metres, scan surface's frame. */
export interface Eyeball {
  readonly center: Vec3
  readonly radiusM: number
  /** Straight ahead of the head, unit. */
  readonly ahead: Vec3
  /** Scan vertices that show it. */
  readonly points: Uint32Array
}

/** Where an eye looks, in the frame of the head: axis-angle without roll, as FLAME's eye joints take it. */
export type EyeTurn = Vec3

/** The left or right eyeball and the scan's points on it; null where the model has none. */
export const eyeballOf = (
  side: 0 | 1,
  forward: FlameForward,
  topology: HeadTopology,
  scan: ScanSurface,
): Eyeball | null => {
  const vertices = topology.eyeballs[side]
  if (vertices.length === 0) return null
  const joint = eyeJoints[side]
  const at = (axis: number): number => forward.worldJoints[joint * 3 + axis] + forward.trans[axis]
  const center: Vec3 = [at(0), at(1), at(2)]
  let sum = 0
  for (const v of vertices) sum += distance(forward.vertices, v * 3, center)
  const radiusM = sum / vertices.length
  const head = forward.model.parents[joint] * 9
  const column = (row: number): number => forward.worldRotations[head + row * 3 + 2]
  const ahead: Vec3 = [column(0), column(1), column(2)]
  return { center, radiusM, ahead, points: pointsOnSphere(scan, center, radiusM, ahead) }
}

const distance = (p: ArrayLike<number>, at: number, c: Vec3): number =>
  Math.sqrt((p[at] - c[0]) ** 2 + (p[at + 1] - c[1]) ** 2 + (p[at + 2] - c[2]) ** 2)

const pointsOnSphere = ({ positions, normals }: ScanSurface, c: Vec3, radiusM: number, ahead: Vec3): Uint32Array => {
  const found: number[] = []
  const reach = radiusM + sphereReachM
  for (let at = 0; at < positions.length; at += 3) {
    const x = positions[at] - c[0]
    if (x > reach || x < -reach) continue
    const y = positions[at + 1] - c[1]
    const z = positions[at + 2] - c[2]
    const r = Math.sqrt(x * x + y * y + z * z)
    if (Math.abs(r - radiusM) > sphereReachM) continue
    const outward = (x * normals[at] + y * normals[at + 1] + z * normals[at + 2]) / r
    const forward = (x * ahead[0] + y * ahead[1] + z * ahead[2]) / r
    if (outward > leastCosine && forward > leastForward) found.push(at / 3)
  }
  return Uint32Array.from(found)
}

/** Spread (m) of a scan's points about an eyeball, where they are doubted, and of an eye's place in its socket. */
const pointNoiseM = 0.0005
const doubtM = 0.0004
const socketM = 0.0006

/**
 * How far the eyeball should move so that its sphere passes through the scan's points on it: minimises
 * Σ ρ(|p − c − δ| − r) + |δ − expected|²/σ² by Gauss–Newton, ρ of Geman and McClure.
 * @param expected where its lids have gone, metres.
 */
export const eyeballShift = ({ center, radiusM, points }: Eyeball, scan: ScanSurface, expected: Vec3): Vec3 => {
  if (points.length < leastPoints) return expected
  const shift = [...expected]
  for (let round = 0; round < 6; round++) {
    const square = new Float64Array(9)
    const right = new Float64Array(3)
    for (let axis = 0; axis < 3; axis++) {
      square[axis * 4] = 1 / socketM ** 2
      right[axis] = (expected[axis] - shift[axis]) / socketM ** 2
    }
    for (const point of points) {
      const d = [0, 1, 2].map((axis) => scan.positions[point * 3 + axis] - center[axis] - shift[axis])
      const r = Math.hypot(d[0], d[1], d[2])
      const residual = r - radiusM
      const weight = 1 / (1 + (residual / doubtM) ** 2) ** 2 / pointNoiseM ** 2
      for (let i = 0; i < 3; i++) {
        right[i] += (weight * residual * d[i]) / r
        for (let k = 0; k <= i; k++) square[i * 3 + k] += (weight * d[i] * d[k]) / (r * r)
      }
    }
    if (!solveCholesky(square, right)) return expected
    for (let axis = 0; axis < 3; axis++) shift[axis] += right[axis]
  }
  return [shift[0], shift[1], shift[2]]
}

/**
 * Where both eyes look, from the colours of the scan's vertices: the dark disc of iris and pupil within the white.
 * One eye lends its direction to the other where only one shows it; null where neither does, or they disagree.
 */
export const eyeTurns = (
  eyeballs: readonly (Eyeball | null)[],
  forward: FlameForward,
  scan: ScanSurface,
  colors: Mesh['colors'],
): readonly [EyeTurn, EyeTurn] | null => {
  if (!colors) return null
  const [left, right] = eyeballs.map(
    (eyeball, side) => eyeball && gazeOf(eyeball, scan, colors, headFrame(forward, side)),
  )
  const known = left ?? right
  if (!known) return null
  if (left && right && Math.hypot(left[0] - right[0], left[1] - right[1]) > mostSquintRad) return null
  // Eyes converge, but look up and down together.
  const up = left && right ? (left[1] + right[1]) / 2 : known[1]
  return [toTurn((left ?? known)[0], up), toTurn((right ?? known)[0], up)]
}

type HeadFrame = { readonly x: Vec3; readonly y: Vec3; readonly z: Vec3 }

const headFrame = ({ model, worldRotations }: FlameForward, side: number): HeadFrame => {
  const at = model.parents[eyeJoints[side]] * 9
  const column = (c: number): Vec3 => [worldRotations[at + c], worldRotations[at + 3 + c], worldRotations[at + 6 + c]]
  return { x: column(0), y: column(1), z: column(2) }
}

/** Turn that takes straight ahead to the direction whose tangent-plane angles are `gaze`: about −y·x̂ + x·ŷ. */
const toTurn = (x: number, y: number): EyeTurn => [-y, x, 0]

/** Angles (radians) to the head's left and up of the iris' centre; null where no iris stands out. */
const gazeOf = (
  eyeball: Eyeball,
  scan: ScanSurface,
  colors: Uint8Array,
  frame: HeadFrame,
): readonly [number, number] | null => {
  if (eyeball.points.length < leastPoints) return null
  const samples = Array.from(eyeball.points, (point) => {
    const d = [0, 1, 2].map((axis) => scan.positions[point * 3 + axis] - eyeball.center[axis])
    const r = Math.hypot(d[0], d[1], d[2])
    const along = (axis: Vec3): number => (d[0] * axis[0] + d[1] * axis[1] + d[2] * axis[2]) / r
    const light = 0.299 * colors[point * 3] + 0.587 * colors[point * 3 + 1] + 0.114 * colors[point * 3 + 2]
    return { x: along(frame.x), y: along(frame.y), z: along(frame.z), light }
  })
  let best = { x: 0, y: 0, contrast: -Infinity }
  for (let reach = mostTurnRad, spacing = 0.06; spacing > 0.001; reach = spacing, spacing /= 3) {
    const { x: x0, y: y0 } = best
    for (let x = x0 - reach; x <= x0 + reach; x += spacing) {
      for (let y = y0 - reach; y <= y0 + reach; y += spacing) {
        const contrast = Math.hypot(x, y) > mostTurnRad ? -Infinity : contrastAt(samples, x, y)
        if (contrast > best.contrast) best = { x, y, contrast }
      }
    }
  }
  return best.contrast >= leastContrast ? [best.x, best.y] : null
}

interface LightSample {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly light: number
}

/** Mean light of the ring around an iris that looks (x, y) aside, minus that of the iris; soft at the iris' edge. */
const contrastAt = (samples: readonly LightSample[], x: number, y: number): number => {
  const angle = Math.hypot(x, y)
  const sine = angle < 1e-9 ? 1 : Math.sin(angle) / angle
  const [gx, gy, gz] = [x * sine, y * sine, Math.cos(angle)]
  let dark = 0
  let darkCount = 0
  let white = 0
  let whiteCount = 0
  for (const sample of samples) {
    const cosine = sample.x * gx + sample.y * gy + sample.z * gz
    const off = Math.acos(Math.min(1, Math.max(-1, cosine)))
    if (off > whiteRad) continue
    const inside = 1 / (1 + Math.exp((off - irisRad) / edgeSoftnessRad))
    dark += inside * sample.light
    darkCount += inside
    white += (1 - inside) * sample.light
    whiteCount += 1 - inside
  }
  if (darkCount < leastPoints / 3 || whiteCount < leastPoints / 3) return -Infinity
  return white / whiteCount - dark / darkCount
}
