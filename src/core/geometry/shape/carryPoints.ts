import { inverse, Matrix } from 'ml-matrix'
import { badInput } from '../../model/errors.ts'
import { type ClosestPoints, closestPointsFor } from '../../model/queries.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { identity4, type Mat4, transformPoint, type Vec3 } from '../../model/transform.ts'
import { MotionSystem, motionUnknowns, rigidUnknowns } from '../alignment/motionSystem.ts'
import { robustWeights } from '../alignment/robustWeights.ts'
import { selectRank } from '../selectRank.ts'
import { fitSimilarity } from '../similarity.ts'

/** The surface that points are carried to, mm. */
export interface CarryTarget {
  /** `[m*3]` */
  closestPoints(queries: Float64Array, out: ClosestPoints, options: { readonly maxDistance: number }): void
  /** Of unit length, the way the triangle is wound. */
  normalOf(triangle: number): Vec3
}

/** The surface that points are carried from, mm, in a frame near that of the target. */
export interface CarrySource {
  /** `[n*3]` */
  readonly positions: Float32Array | Float64Array
  /** `[n*3]` of unit length. */
  readonly normals: Float32Array
}

export interface CarriedPoint {
  readonly name: string
  readonly triangle: number
  readonly barycentrics: Vec3
  /** Root mean square distance to be expected from where the same person would click, mm. */
  readonly sigmaMm: number
  /** How far it was moved at last to lie on the surface, mm. */
  readonly snapMm: number
}

export interface CarriedPoints {
  readonly carried: readonly CarriedPoint[]
  readonly withheld: readonly { readonly name: string; readonly reason: string }[]
}

/** Surroundings that are laid onto the other surface, far to near, mm. */
const wholeReachMm = 28
const patchRadiiMm = [26, 15] as const
const samplesEach = 240
const iterations = { whole: 40, patch: 14 } as const
/** How far from a sample its counterpart is searched, mm. */
const searchMm = { whole: 40, patch: 12 } as const
/** Cosine between normals of what can be one place. */
const leastAlike = 0.5
/** Noise and what else two scans of one place differ by, never taken for less, mm. */
const leastSpreadMm = 0.15
/** What a face changes from one frame to the next, mm: how firmly a patch stays where the head has gone. */
const movementMm = 5
/** Samples of a patch that say something of their own: what deforms, deforms together. */
const independentSamples = 14
/** Of a person's second click on the same place, mm. */
const clickMm = 1
/** A head that is this far off (mm, median) after all has not been found. */
const lostMm = 4
const leastFound = 0.4
/** A carried point this far from the surface (mm) is not shown by it. */
const farMm = 6

/**
 * Carries points from one scan of a head to another one in which it has moved and changed its expression a little, as
 * from frame to frame. The surroundings of all points are laid onto the other surface by a rigid motion (from where they
 * are, or from where three shared points put them); then those of each point alone, which follow the face where it bends
 * and otherwise stay by the motion of the whole. Distances are to tangent planes (Chen and Medioni, 1992).
 *
 * @param points name → place on the source, mm
 * @param anchors names that are placed on the target too, mm
 * @throws input/frame-not-found where the surfaces do not come to lie on each other; job/cancelled
 */
export const carryPoints = (
  o: {
    readonly source: CarrySource
    readonly target: CarryTarget
    readonly points: ReadonlyMap<string, Vec3>
    readonly anchors: ReadonlyMap<string, Vec3>
  },
  context: RunContext = {},
): CarriedPoints => {
  const { source, target, points, anchors } = o
  const wanted = [...points].filter(([name]) => !anchors.has(name))
  if (wanted.length === 0) return { carried: [], withheld: [] }
  const everywhere = patchOf(source, [...points.values()], { radiusMm: wholeReachMm, samples: samplesEach * 8 })
  const whole = laidOn(everywhere, target, {
    start: startOf(points, anchors),
    iterations: iterations.whole,
    searchMm: searchMm.whole,
    pivot: middleOf([...points.values()]),
    holdMm: null,
  })
  if (whole.foundShare < leastFound || whole.medianMm > lostMm) {
    throw badInput(
      'frame-not-found',
      `The head of the other scan does not come to lie on this one (${whole.medianMm.toFixed(1)} mm off). Place three points that it has, too.`,
      { medianMm: whole.medianMm },
    )
  }
  const carried: CarriedPoint[] = []
  const withheld: { name: string; reason: string }[] = []
  const one = closestPointsFor(1)
  for (const [name, from] of wanted) {
    checkCancelled(context)
    let laid: Laid = whole
    for (const radiusMm of patchRadiiMm) {
      const patch = patchOf(source, [from], { radiusMm, samples: samplesEach })
      laid = laidOn(patch, target, {
        start: laid.motion,
        iterations: iterations.patch,
        searchMm: searchMm.patch,
        pivot: from,
        holdMm: movementMm,
      })
    }
    if (laid.foundShare < leastFound) {
      withheld.push({ name, reason: 'The scan does not show its surroundings.' })
      continue
    }
    target.closestPoints(Float64Array.from(transformPoint(laid.motion, from)), one, { maxDistance: farMm })
    const [triangle] = one.triangles
    const [a, b, c] = one.barycentrics
    if (triangle < 0) {
      withheld.push({ name, reason: `The scan has no surface within ${farMm} mm of where it should be.` })
      continue
    }
    const snapMm = one.distances[0]
    const sigmaMm = Math.hypot(clickMm, laid.slideMm, snapMm)
    carried.push({ name, triangle, barycentrics: [a, b, c], sigmaMm, snapMm })
  }
  return { carried, withheld }
}

const middleOf = (points: readonly Vec3[]): Vec3 =>
  [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length) as unknown as Vec3

/** By three points that both have, else where the head is: frames of one scanner share their frame. */
const startOf = (points: ReadonlyMap<string, Vec3>, anchors: ReadonlyMap<string, Vec3>): Mat4 => {
  const shared = [...anchors].flatMap(([name, to]) => {
    const from = points.get(name)
    return from ? [{ from, to }] : []
  })
  if (shared.length < 3) return identity4
  const rows = (side: 'from' | 'to') => Float64Array.from(shared.flatMap((pair) => pair[side]))
  return fitSimilarity({ source: rows('from'), target: rows('to'), scale: 'fixed' }).targetFromSource
}

/** Vertices within a radius of any of the places, evenly thinned: `[k*3]` each. */
const patchOf = (
  { positions, normals }: CarrySource,
  places: readonly Vec3[],
  o: { readonly radiusMm: number; readonly samples: number },
) => {
  const squared = o.radiusMm ** 2
  const rows: number[] = []
  for (let at = 0; at < positions.length; at += 3) {
    if (places.some(([x, y, z]) => squaredTo(positions, at, x, y, z) < squared)) rows.push(at)
  }
  const step = Math.max(1, rows.length / o.samples)
  const chosen = Array.from({ length: Math.min(rows.length, o.samples) }, (_, i) => rows[Math.floor(i * step)])
  return {
    positions: Float64Array.from(chosen.flatMap((at) => [...positions.subarray(at, at + 3)])),
    normals: Float64Array.from(chosen.flatMap((at) => [...normals.subarray(at, at + 3)])),
  }
}

const squaredTo = (positions: ArrayLike<number>, at: number, x: number, y: number, z: number): number =>
  (positions[at] - x) ** 2 + (positions[at + 1] - y) ** 2 + (positions[at + 2] - z) ** 2

interface Laid {
  readonly motion: Mat4
  readonly foundShare: number
  readonly medianMm: number
  /** How far the middle may have slid along the surface, mm. */
  readonly slideMm: number
}

/** Robust rigid iterative closest points of some samples; `holdMm` holds them softly where the start has them. */
const laidOn = (
  patch: ReturnType<typeof patchOf>,
  target: CarryTarget,
  o: {
    readonly start: Mat4
    readonly iterations: number
    readonly searchMm: number
    readonly pivot: Vec3
    readonly holdMm: number | null
  },
): Laid => {
  const count = patch.positions.length / 3
  const none: Laid = { motion: o.start, foundShare: 0, medianMm: Infinity, slideMm: Infinity }
  if (count < 12) return none
  const found = closestPointsFor(count)
  const queries = new Float64Array(count * 3)
  let laid = none
  let searchMm = o.searchMm
  for (let round = 0; round < o.iterations; round++) {
    const { motion } = laid
    moveRows(motion, patch.positions, queries)
    target.closestPoints(queries, found, { maxDistance: searchMm })
    const pairs = pairsOf({ patch, motion, queries, found, target })
    if (pairs.length < 12) return { ...laid, foundShare: pairs.length / count }
    const sizes = Float64Array.from(pairs, ({ off }) => Math.abs(off))
    const medianMm = selectRank(sizes, sizes.length >> 1)
    const spreadMm = Math.max(leastSpreadMm, 1.4826 * medianMm)
    const system = new MotionSystem({ pivot: transformPoint(motion, o.pivot), radius: 20 })
    for (const { at, normal, off } of pairs) {
      const weight = robustWeights['geman-mcclure'].weight(off / spreadMm)
      system.add(queries[at], queries[at + 1], queries[at + 2], ...normal, off, weight)
    }
    if (o.holdMm !== null) hold(system, { queries, patch, start: o.start, weight: (spreadMm / o.holdMm) ** 2 })
    const step = system.solve(rigidUnknowns)
    if (!step) return laid
    const slideMm = spreadMm * Math.sqrt((shiftVariance(system) * count) / independentSamples)
    laid = { motion: system.apply(step, motion), foundShare: pairs.length / count, medianMm, slideMm }
    searchMm = Math.max(o.searchMm / 4, Math.min(searchMm, 6 * spreadMm))
    if (Math.hypot(...step.shift) < 0.002 && Math.hypot(...step.turnRad) < 1e-4) break
  }
  return laid
}

const moveRows = (motion: Mat4, from: Float64Array, to: Float64Array): void => {
  for (let at = 0; at < from.length; at += 3) to.set(transformPoint(motion, [from[at], from[at + 1], from[at + 2]]), at)
}

/** What lies on both, with the signed distance to the tangent plane. */
const pairsOf = (o: {
  readonly patch: ReturnType<typeof patchOf>
  readonly motion: Mat4
  readonly queries: Float64Array
  readonly found: ClosestPoints
  readonly target: CarryTarget
}): { readonly at: number; readonly normal: Vec3; readonly off: number }[] => {
  const { patch, motion, queries, found } = o
  const pairs: { at: number; normal: Vec3; off: number }[] = []
  for (let i = 0; i < found.triangles.length; i++) {
    if (found.triangles[i] < 0) continue
    const at = i * 3
    const normal = o.target.normalOf(found.triangles[i])
    const [nx, ny, nz] = turned(motion, [patch.normals[at], patch.normals[at + 1], patch.normals[at + 2]])
    if (nx * normal[0] + ny * normal[1] + nz * normal[2] < leastAlike) continue
    const off = normal.reduce((sum, value, axis) => sum + value * (queries[at + axis] - found.points[at + axis]), 0)
    pairs.push({ at, normal, off })
  }
  return pairs
}

/** A direction by the turn of a rigid motion. */
const turned = (m: Mat4, [x, y, z]: Vec3): Vec3 => [
  m[0] * x + m[1] * y + m[2] * z,
  m[4] * x + m[5] * y + m[6] * z,
  m[8] * x + m[9] * y + m[10] * z,
]

const axes: readonly Vec3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

/** Every sample is softly tied to where the start has it. */
const hold = (
  system: MotionSystem,
  o: {
    readonly queries: Float64Array
    readonly patch: ReturnType<typeof patchOf>
    readonly start: Mat4
    readonly weight: number
  },
): void => {
  const { queries, patch } = o
  for (let at = 0; at < queries.length; at += 3) {
    const [x, y, z] = [queries[at], queries[at + 1], queries[at + 2]]
    const place = transformPoint(o.start, [patch.positions[at], patch.positions[at + 1], patch.positions[at + 2]])
    for (const [axis, way] of axes.entries()) {
      system.add(x, y, z, ...way, queries[at + axis] - place[axis], o.weight)
    }
  }
}

/** Of the pivot, all three axes together, for residuals of variance 1. */
const shiftVariance = ({ matrix }: MotionSystem): number => {
  const normal = new Matrix(
    rigidUnknowns.map((i) => rigidUnknowns.map((j) => matrix[Math.min(i, j) * motionUnknowns + Math.max(i, j)])),
  )
  for (const i of rigidUnknowns) normal.set(i, i, normal.get(i, i) + 1e-9 * normal.trace())
  const spread = inverse(normal)
  return [3, 4, 5].reduce((sum, axis) => sum + spread.get(axis, axis), 0)
}
