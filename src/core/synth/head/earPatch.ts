import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'
import { headParts, mix, mixPoints, type RingPatch, type RingVertex, ringAngle, ringSize } from './ringPatch.ts'
import type { SkinLocator } from './skinLocator.ts'

/** Where the left ear sits on the head: middle (z, y), half its length along z and y, mm. */
const seat = { zMm: -26, yMm: 4, halfZMm: 12, halfYMm: 25 }
/** The ear leans back at its top, and stands off the head behind. */
const leanRad = 0.2
const standOffRad = 0.36

/** Directions of the ear's own plane: towards its back edge, up, and out of it. */
const plane = (): { back: Vec3; up: Vec3; out: Vec3 } => {
  const [c, s] = [Math.cos(standOffRad), Math.sin(standOffRad)]
  const [cl, sl] = [Math.cos(leanRad), Math.sin(leanRad)]
  return { back: [s * cl, -sl, -c * cl], up: [s * sl, cl, -c * sl], out: [c, 0, s] }
}

/** Outline of the ear in its plane: towards the back and up, mm. Wide above, narrow at the lobe. */
const outline = (angle: number): readonly [number, number] => {
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  const wide = 1 + 0.2 * sine
  return [cosine > 0 ? 19 * cosine * wide : 12 * cosine * wide, 30 * sine]
}

/** Rings on the front of the ear: size against the outline, and depth in front of its plane, mm. */
const frontRings = [
  { size: 1.03, outMm: 0.5 },
  { size: 0.96, outMm: 2 },
  { size: 0.86, outMm: 1.2 },
  { size: 0.76, outMm: -2 },
  { size: 0.63, outMm: 0.4 },
  { size: 0.5, outMm: -1.5 },
  { size: 0.38, outMm: -7 },
] as const

/** The left ear: what carries it, its back, the rim, the furrow inside the rim, the inner rim and the shell. */
export const earPatch = (locate: SkinLocator): RingPatch => {
  const angles = Array.from({ length: ringSize }, (_, k) => ringAngle(k))
  // Seen from the left, the viewer's right is the back of the head: −z.
  const places = angles.map((angle) => {
    const [across, up] = [seat.halfZMm * Math.cos(angle), seat.halfYMm * Math.sin(angle)]
    return locate(seat.zMm - across - leanRad * up, seat.yMm + up)
  })
  const seats = places.map(({ down, around }) => headSurfaceAt(down, around))
  const root = rootOf(locate)
  const behind = angles.map((angle, k): Vec3 => mixPoints(seats[k], earPoint(root, angle, 0.97, backMm(angle)), 0.5))
  const back = angles.map((angle): Vec3 => earPoint(root, angle, 0.97, backMm(angle)))
  const fronts = frontRings.map(({ size, outMm }) =>
    angles.map((angle): Vec3 => earPoint(root, angle, size, outMm * reliefAt(angle) + tragusMm(angle, size))),
  )
  const floor = angles.filter((_, k) => k % 2 === 0).map((angle): Vec3 => earPoint(root, angle, 0.2, -9.5))
  const asEar = (position: Vec3): RingVertex => ({ position, part: headParts.ear })
  return {
    rings: [
      seats.map((position) => ({ position, part: headParts.skin })),
      ...[behind, back, ...fronts, floor, [earPoint(root, 0, 0, -10)]].map((ring) => ring.map(asEar)),
    ],
    border: places,
  }
}

/** The line along which the ear grows out of the head, as the origin of its plane. */
const rootOf = (locate: SkinLocator): Vec3 => {
  const place = locate(seat.zMm + seat.halfZMm, seat.yMm)
  const [x, y, z] = headSurfaceAt(place.down, place.around)
  const { back } = plane()
  // The outline begins 12 mm before the origin; that end lies a little above the skin.
  return [x + 1.5 + 12 * back[0], y + 12 * back[1], z + 12 * back[2]]
}

/** The back of the ear lies this far behind its plane; in front the ear grows out of the cheek. */
const backMm = (angle: number): number => -2.2 * mix(0.1, 1, (1 + Math.cos(angle)) / 2)

/** The lobe has no furrows. */
const reliefAt = (angle: number): number => mix(1, 0.25, Math.max(0, -Math.sin(angle)) ** 4)

/** The flap before the ear's opening. */
const tragusMm = (angle: number, size: number): number =>
  4 * Math.exp(-0.5 * ((angle - Math.PI - 0.15) / 0.25) ** 2 - 0.5 * ((size - 0.6) / 0.16) ** 2)

const earPoint = (root: Vec3, angle: number, size: number, outMm: number): Vec3 => {
  const { back, up, out } = plane()
  const [alongBack, alongUp] = outline(angle)
  // Smaller rings close in on the opening, which lies low and to the front.
  const b = mix(-3, alongBack, size)
  const h = mix(-4, alongUp, size)
  return [
    root[0] + b * back[0] + h * up[0] + outMm * out[0],
    root[1] + b * back[1] + h * up[1] + outMm * out[1],
    root[2] + b * back[2] + h * up[2] + outMm * out[2],
  ]
}
