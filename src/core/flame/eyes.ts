import type { Mesh } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import type { FlameForward } from './forward.ts'
import type { HeadTopology } from './headTopology.ts'
import type { ScanSurface } from './scanSurface.ts'

/** Joints of the left and the right eye. */
export const eyeJoints = [3, 4] as const
/**
 * A scan vertex shows an eyeball if it lies no farther than this (m) out of or into its sphere and faces outward as it
 * does. Scanners see through the cornea: what they give for an eye lies inside.
 */
const outOfSphereM = 0.0012
const intoSphereM = 0.0025
const leastCosine = 0.85
/** Seen from the centre, what is farther from straight ahead than this (cosine of about 78°) is in the socket. */
const leastForward = 0.2
/** Fewer points than this do not show an eye. */
const leastPoints = 30

/**
 * Radii tried for the iris, as angles from the eyeball's centre. Irises measure 11.7 ± 0.4 mm across (Rüfer et al.,
 * Cornea 2005), eyeballs 24–26 mm.
 */
const irisRadii: readonly number[] = [0.38, 0.44, 0.5]
const edgeSoftnessRad = 0.03
/** Points within this angle of straight ahead show the eye; what a scan has beyond lies behind lids. */
const openRad = 1.1
/** The iris must be darker than what surrounds it by this much (of 255) to be believed. */
const leastContrast = 30
/** Eyes turn no farther than this in a scanner, and two eyes look the same way within that. */
const mostTurnRad = 0.6
const mostSquintRad = 0.25

/** An eyeball: metres, scan surface's frame. */
export interface Eyeball {
  readonly center: Vec3
  /** Scan vertices that show it. */
  readonly points: Uint32Array
}

/**
 * The left or right eyeball and the scan's points on it; null where the model has none.
 * @param shift of the eyeball from where the model has it, metres.
 */
export const eyeballOf = (
  side: 0 | 1,
  {
    forward,
    topology,
    scan,
  }: { readonly forward: FlameForward; readonly topology: HeadTopology; readonly scan: ScanSurface },
  shift: Vec3,
): Eyeball | null => {
  const vertices = topology.eyeballs[side]
  if (vertices.length === 0) return null
  const rest = eyeCenter(forward, side)
  let sum = 0
  for (const v of vertices) sum += distance(forward.vertices, v * 3, rest)
  const radiusM = sum / vertices.length
  const parent = forward.model.parents[eyeJoints[side]] * 9
  const column = (row: number): number => forward.worldRotations[parent + row * 3 + 2]
  const center: Vec3 = [rest[0] + shift[0], rest[1] + shift[1], rest[2] + shift[2]]
  return { center, points: pointsOnSphere(scan, center, radiusM, [column(0), column(1), column(2)]) }
}

/** Where the model has the centre of an eyeball. */
export const eyeCenter = (forward: FlameForward, side: 0 | 1): Vec3 => {
  const at = (axis: number): number => forward.worldJoints[eyeJoints[side] * 3 + axis] + forward.trans[axis]
  return [at(0), at(1), at(2)]
}

const distance = (p: ArrayLike<number>, at: number, c: Vec3): number =>
  Math.sqrt((p[at] - c[0]) ** 2 + (p[at + 1] - c[1]) ** 2 + (p[at + 2] - c[2]) ** 2)

const pointsOnSphere = ({ positions, normals }: ScanSurface, c: Vec3, radiusM: number, ahead: Vec3): Uint32Array => {
  const found: number[] = []
  const reach = radiusM + outOfSphereM
  for (let at = 0; at < positions.length; at += 3) {
    const x = positions[at] - c[0]
    if (x > reach || x < -reach) continue
    const y = positions[at + 1] - c[1]
    const z = positions[at + 2] - c[2]
    const r = Math.sqrt(x * x + y * y + z * z)
    if (r > reach || r < radiusM - intoSphereM) continue
    const outward = (x * normals[at] + y * normals[at + 1] + z * normals[at + 2]) / r
    const forward = (x * ahead[0] + y * ahead[1] + z * ahead[2]) / r
    if (outward > leastCosine && forward > leastForward) found.push(at / 3)
  }
  return Uint32Array.from(found)
}

/**
 * Where the eyes look, from the colours of the scan's vertices: the dark disc of iris and pupil among what shows.
 * An axis-angle without roll in the frame of the head, as FLAME's eye joints take it; null where no iris stands out or
 * the two eyes disagree.
 */
export const eyeTurn = (
  eyeballs: readonly (Eyeball | null)[],
  forward: FlameForward,
  scan: ScanSurface,
  colors: Mesh['colors'],
): Vec3 | null => {
  if (!colors) return null
  const [left, right] = eyeballs.map(
    (eyeball, side) => eyeball && gazeOf(eyeball, scan, colors, headFrame(forward, side)),
  )
  const known = left ?? right
  if (!known) return null
  if (left && right && Math.hypot(left[0] - right[0], left[1] - right[1]) > mostSquintRad) return null
  // Both look at the same far point; one estimate from two eyes is the better one.
  const [x, y] = left && right ? [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2] : known
  return [-y, x, 0]
}

type HeadFrame = { readonly x: Vec3; readonly y: Vec3; readonly z: Vec3 }

const headFrame = ({ model, worldRotations }: FlameForward, side: number): HeadFrame => {
  const at = model.parents[eyeJoints[side]] * 9
  const column = (c: number): Vec3 => [worldRotations[at + c], worldRotations[at + 3 + c], worldRotations[at + 6 + c]]
  return { x: column(0), y: column(1), z: column(2) }
}

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
  const open = samples.filter(({ z }) => z > Math.cos(openRad))
  const rough = bestDirection(open, irisRadii[1], { x: 0, y: 0, reach: mostTurnRad, spacing: 0.1 })
  const found = irisRadii.map((irisRad) => bestDirection(open, irisRad, { ...rough, reach: 0.1, spacing: 0.033 }))
  const best = found.reduce((a, b) => (b.explained > a.explained ? b : a))
  return best.contrast >= leastContrast ? [best.x, best.y] : null
}

/** A grid of directions, refined three to one around the best down to a thousandth. */
const bestDirection = (
  samples: readonly LightSample[],
  irisRad: number,
  start: { readonly x: number; readonly y: number; readonly reach: number; readonly spacing: number },
) => {
  let best = { x: start.x, y: start.y, explained: 0, contrast: 0 }
  for (let { reach, spacing } = start; spacing > 0.001; reach = spacing, spacing /= 3) {
    const { x: x0, y: y0 } = best
    for (let x = x0 - reach; x <= x0 + reach; x += spacing) {
      for (let y = y0 - reach; y <= y0 + reach; y += spacing) {
        const score = Math.hypot(x, y) > mostTurnRad ? null : irisScore(samples, { x, y, irisRad })
        if (score && score.explained > best.explained) best = { x, y, ...score }
      }
    }
  }
  return best
}

interface LightSample {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly light: number
}

/**
 * How well the light is explained by a dark disc, an iris that looks (x, y) aside: the variance between disc and rest
 * (Otsu 1979, in space), and their contrast; null where either shows too little.
 */
const irisScore = (
  samples: readonly LightSample[],
  { x, y, irisRad }: { readonly x: number; readonly y: number; readonly irisRad: number },
): { explained: number; contrast: number } | null => {
  const angle = Math.hypot(x, y)
  const sine = angle < 1e-9 ? 1 : Math.sin(angle) / angle
  const [gx, gy, gz] = [x * sine, y * sine, Math.cos(angle)]
  let dark = 0
  let darkCount = 0
  let rest = 0
  for (const sample of samples) {
    const cosine = sample.x * gx + sample.y * gy + sample.z * gz
    const off = Math.acos(Math.min(1, Math.max(-1, cosine)))
    const inside = 1 / (1 + Math.exp((off - irisRad) / edgeSoftnessRad))
    dark += inside * sample.light
    darkCount += inside
    rest += (1 - inside) * sample.light
  }
  const restCount = samples.length - darkCount
  if (darkCount < leastPoints / 3 || restCount < leastPoints / 3) return null
  const contrast = rest / restCount - dark / darkCount
  return { explained: contrast > 0 ? (darkCount * restCount * contrast * contrast) / samples.length ** 2 : 0, contrast }
}
