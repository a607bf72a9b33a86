import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'
import { smoothMax } from './nose.ts'
import { headParts, mix, mixPoints, type RingPatch, type RingVertex, ringAngle, ringSize } from './ringPatch.ts'
import type { SkinLocator } from './skinLocator.ts'

/** The left eyeball, millimetres; the right one is its mirror image. */
export const eyeball = { centerMm: [31.7, 20.6, 24], radiusMm: 12.2 } as const

const lidThicknessMm = 1.7
/** Between eyeball and what lies behind it. */
const gapMm = 0.5
/** Rings of the skin around the lids: 1 is the border of the patch, 0 the edge of the lids. */
const skinLevels = [1, 0.7, 0.46, 0.28, 0.15, 0.06]
/** Ring of the patch on the edge of the lids; its vertex 0 is the outer corner, its middle one the inner corner. */
export const lidEdgeRing = skinLevels.length
/** Rings of the socket behind the eyeball: part of the way from the lids to the pole behind, and their size. */
const socketRings = [
  { way: 0.12, step: 1 },
  { way: 0.35, step: 2 },
  { way: 0.65, step: 4 },
] as const

/** The edge of the lids at an angle of the ring: outer corner at 0, inner corner at π. */
const lidEdge = (angle: number): readonly [number, number] => {
  const sine = Math.sin(angle)
  const cosine = Math.cos(angle)
  const opening = sine > 0 ? 4.7 : -4.2
  // The upper lid is highest towards the nose, the lower one lowest away from it.
  const skew = sine > 0 ? -0.18 : 0.2
  const arc = Math.abs(sine) ** 1.5 * (1 + skew * cosine)
  return [31.7 + 13.8 * cosine, 20.6 + 0.6 * cosine * cosine * Math.sign(cosine) + opening * arc]
}

/** Whether (x, y), seen from the front, lies between the lids of the left eye, at least `marginMm` from their edges. */
export const isBetweenLids = (x: number, y: number, marginMm: number): boolean => {
  const cosine = (x - 31.7) / 13.8
  if (Math.abs(cosine) >= 1) return false
  const angle = Math.acos(cosine)
  return y < lidEdge(angle)[1] - marginMm && y > lidEdge(-angle)[1] + marginMm
}

const border = (angle: number): readonly [number, number] => [
  32.2 + 19.5 * Math.cos(angle),
  21.4 + (Math.sin(angle) > 0 ? 13.5 : 14.5) * Math.sin(angle),
]

/** Front of a ball around the eyeball at (x, y), −∞ beside it. */
const lidBallFront = (x: number, y: number, radiusMm: number): number => {
  const squared = radiusMm ** 2 - (x - eyeball.centerMm[0]) ** 2 - (y - eyeball.centerMm[1]) ** 2
  return squared > 0 ? eyeball.centerMm[2] + Math.sqrt(squared) : Number.NEGATIVE_INFINITY
}

/** The left eye: skin around it, lids that lie on the eyeball, and the socket behind it, closed. */
export const eyePatch = (locate: SkinLocator): RingPatch => {
  const angles = Array.from({ length: ringSize }, (_, k) => ringAngle(k))
  const places = angles.map((angle) => locate(...border(angle)))
  const skinZ = (x: number, y: number): number => {
    const place = locate(x, y)
    return headSurfaceAt(place.down, place.around)[2]
  }
  const lidZ = (x: number, y: number): number =>
    smoothMax(skinZ(x, y), lidBallFront(x, y, eyeball.radiusMm + lidThicknessMm), 2.5)
  const skinRings = skinLevels.map((level, ring) =>
    angles.map((angle, k): RingVertex => {
      if (ring === 0) return { position: headSurfaceAt(places[k].down, places[k].around), part: headParts.skin }
      const [edgeX, edgeY] = lidEdge(angle)
      const [borderX, borderY] = border(angle)
      const [x, y] = [mix(edgeX, borderX, level), mix(edgeY, borderY, level)]
      return { position: [x, y, lidZ(x, y) - foldDepth(angle, level)], part: headParts.skin }
    }),
  )
  const edges = angles.map((angle): Vec3 => {
    const [x, y] = lidEdge(angle)
    return [x, y, lidZ(x, y) - 0.2]
  })
  const insides = edges.map(lidInside)
  const socket = socketRings.map(({ way, step }) =>
    insides
      .filter((_, k) => k % step === 0)
      .map((inside): RingVertex => ({ position: socketPoint(inside, way), part: headParts.lidInside })),
  )
  const pole: RingVertex = {
    position: [eyeball.centerMm[0], eyeball.centerMm[1], eyeball.centerMm[2] - eyeball.radiusMm - gapMm],
    part: headParts.lidInside,
  }
  return {
    rings: [
      ...skinRings,
      edges.map((position) => ({ position, part: headParts.skin })),
      insides.map((position) => ({ position, part: headParts.lidInside })),
      ...socket,
      [pole],
    ],
    border: places,
  }
}

/** The crease above the upper lid. */
const foldDepth = (angle: number, level: number): number =>
  1.5 * Math.max(0, Math.sin(angle)) * Math.exp(-0.5 * ((level - 0.3) / 0.07) ** 2)

/** Behind the edge of a lid: on the eyeball where it reaches as far, straight behind the edge at the corners. */
const lidInside = (edge: Vec3): Vec3 => {
  const [cx, cy, cz] = eyeball.centerMm
  const squeezed: readonly [number, number] = [mix(edge[0], cx, 0.05), mix(edge[1], cy, 0.05)]
  const front = lidBallFront(...squeezed, eyeball.radiusMm + gapMm)
  const z = Math.max(front, edge[2] - 1.5, cz)
  return [...squeezed, Math.min(z, edge[2] - 0.8)]
}

/** On the ball behind the eyeball, `way` of the angle from the lid's inside to the pole behind. */
const socketPoint = (inside: Vec3, way: number): Vec3 => {
  const [cx, cy, cz] = eyeball.centerMm
  const [x, y, z] = [inside[0] - cx, inside[1] - cy, inside[2] - cz]
  const beside = Math.hypot(x, y)
  const angle = mix(Math.atan2(beside, z), Math.PI, way)
  const radius = eyeball.radiusMm + gapMm
  const onBall: Vec3 = [
    cx + (radius * Math.sin(angle) * x) / beside,
    cy + (radius * Math.sin(angle) * y) / beside,
    cz + radius * Math.cos(angle),
  ]
  return mixPoints(inside, onBall, Math.min(1, way * 8))
}
