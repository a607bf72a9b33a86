import { type Motion, MotionSystem, rigidUnknowns, similarityUnknowns } from '../../geometry/alignment/motionSystem.ts'
import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { type ClosestPoints, closestPointsFor } from '../../model/queries.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { identity4, type Mat4, transformPoints, type Vec3 } from '../../model/transform.ts'

const mostIterations = 200
/** A step that moves the points by less than this share of their spread (root mean square) changes nothing any more. */
const smallestStep = 1e-8
const mostHalvings = 12
/** A point so near to the surface, against the spread, has no direction of its own: the facet's normal is taken. */
const onSurface = 1e-9

export interface RefinedPlacement {
  readonly scanFromMesh: Mat4
  /** `[n]` distance from every point to the moved surface, the points' unit. */
  readonly distances: Float64Array
  readonly iterations: number
  readonly stop: 'converged' | 'max-iterations' | 'stalled'
}

/**
 * The similarity (or, for `fixed`, rigid motion) of a mesh that minimises Σ d², d the distance from each of the points
 * to the closest point of the mesh's surface: what NoW's evaluation hands to a general optimiser, here by Gauss–Newton
 * with a step that is halved until the sum falls. Its penalty 100·(|s| − s) is 0 for every scale above 0, and the step
 * never leaves those.
 *
 * @param points `[n*3]` of the scan.
 * @param mesh in the scan's frame and unit, near its place.
 */
export const refineOnScan = (
  points: Float64Array,
  mesh: { readonly positions: Float64Array; readonly triangles: Uint32Array },
  { scale }: { readonly scale: 'free' | 'fixed' },
  context: RunContext = {},
): RefinedPlacement => {
  const { pivot, radius } = spreadOf(points)
  const measure = (scanFromMesh: Mat4): { readonly closest: ClosestPoints; readonly sum: number } => {
    const closest = closestOnMesh(points, { ...mesh, positions: transformPoints(scanFromMesh, mesh.positions) })
    return { closest, sum: closest.distances.reduce((total, d) => total + d * d, 0) }
  }
  let scanFromMesh: Mat4 = identity4
  let now = measure(scanFromMesh)
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    checkCancelled(context)
    context.report?.({ fraction: iteration / mostIterations, message: `Refining, iteration ${iteration}` })
    const system = systemOf(points, now.closest, { pivot, radius })
    const motion = system.solve(scale === 'free' ? similarityUnknowns : rigidUnknowns)
    if (motion === null) return placement(scanFromMesh, now.closest, iteration, 'stalled')
    let step = motion
    let tried = scanFromMesh
    let next = now
    let halvings = 0
    do {
      tried = system.apply(step, scanFromMesh)
      next = measure(tried)
      step = halved(step)
    } while (next.sum > now.sum && ++halvings < mostHalvings)
    if (next.sum > now.sum) return placement(scanFromMesh, now.closest, iteration, 'converged')
    scanFromMesh = tried
    now = next
    if (relativeLength(motion, radius) < smallestStep) {
      return placement(scanFromMesh, now.closest, iteration, 'converged')
    }
  }
  return placement(scanFromMesh, now.closest, mostIterations, 'max-iterations')
}

const placement = (
  scanFromMesh: Mat4,
  { distances }: ClosestPoints,
  iterations: number,
  stop: RefinedPlacement['stop'],
): RefinedPlacement => ({ scanFromMesh, distances, iterations, stop })

/** Closest points of a surface (`positions` `[n*3]` double) to the points, in double precision about their middle. */
export const closestOnMesh = (
  points: Float64Array,
  mesh: { readonly positions: Float64Array; readonly triangles: Uint32Array },
): ClosestPoints => {
  const closest = closestPointsFor(points.length / 3)
  releasing(TriangleTree.build({ positions: Float32Array.from(mesh.positions), triangles: mesh.triangles }), (tree) =>
    tree.closestPoints(points, closest),
  )
  return closest
}

const systemOf = (
  points: Float64Array,
  closest: ClosestPoints,
  frame: { readonly pivot: Vec3; readonly radius: number },
): MotionSystem => {
  const system = new MotionSystem(frame)
  for (let i = 0; i < closest.distances.length; i++) {
    const at = i * 3
    const x = points[at] - closest.points[at]
    const y = points[at + 1] - closest.points[at + 1]
    const z = points[at + 2] - closest.points[at + 2]
    const distance = Math.hypot(x, y, z)
    if (!(distance > onSurface * frame.radius)) continue
    system.add(
      closest.points[at],
      closest.points[at + 1],
      closest.points[at + 2],
      x / distance,
      y / distance,
      z / distance,
      -distance,
      1,
    )
  }
  return system
}

const halved = ({ turnRad, shift, logScale }: Motion): Motion => ({
  turnRad: [turnRad[0] / 2, turnRad[1] / 2, turnRad[2] / 2],
  shift: [shift[0] / 2, shift[1] / 2, shift[2] / 2],
  logScale: logScale / 2,
})

const relativeLength = ({ turnRad, shift, logScale }: Motion, radius: number): number =>
  Math.hypot(...turnRad, Math.hypot(...shift) / radius, logScale)

const spreadOf = (points: Float64Array): { readonly pivot: Vec3; readonly radius: number } => {
  const count = points.length / 3
  const mean = [0, 0, 0]
  for (let i = 0; i < points.length; i++) mean[i % 3] += points[i] / count
  let squares = 0
  for (let i = 0; i < points.length; i++) squares += (points[i] - mean[i % 3]) ** 2
  return { pivot: [mean[0], mean[1], mean[2]], radius: Math.sqrt(squares / count) || 1 }
}
