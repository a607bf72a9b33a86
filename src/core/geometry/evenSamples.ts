import { PointTree } from '../kernels/pointTree.ts'
import { releasing } from '../kernels/releasing.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { surfaceSamples } from './surfaceSamples.ts'
import { surfaceArea } from './surfaceSize.ts'
import { WeightHeap } from './weightHeap.ts'

/** Points that can be spread evenly: their neighbourhoods are held in memory. */
export const mostEvenSamples = 500_000
/** Candidates a point that is kept. */
const candidatesEach = 5
/** What the paper calls α, β, γ. */
const weightPower = 8
const limitShare = 0.65
const limitPower = 1.5
/** Points whose normals differ by more lie on the two sides of something thin: cosine. */
const otherSide = -0.5
/** Removals between two looks at whether the work is still wanted. */
const batch = 1024

/**
 * Points spread over the surface so that each keeps its distance from the others (Poisson-disk samples), exactly
 * `count` of them: five times as many are drawn evenly by area, then the one in the densest neighbourhood is taken out
 * again and again (Yuksel, Sample Elimination for Generating Poisson Disk Sample Sets, 2015). Distances are straight,
 * and the two sides of something thin do not see each other. The same seed gives the same points, in the order in which
 * they were drawn.
 *
 * @throws input/no-area, input/too-many-points; job/cancelled.
 */
export const evenSamples = (
  mesh: Mesh,
  { count, seed }: { readonly count: number; readonly seed: number },
  context: RunContext = {},
): Mesh => {
  if (count > mostEvenSamples) {
    const message = `At most ${mostEvenSamples} points can be spread evenly. Ask for fewer, or leave the option out.`
    throw badInput('too-many-points', message)
  }
  const drawn = surfaceSamples(mesh, { count: count * candidatesEach, seed })
  // No points of this number can lie farther apart: half their distance where they stand in triangles of one size.
  const radius = Math.sqrt(surfaceArea(mesh) / (2 * Math.sqrt(3) * count))
  const kept = keptOf(drawn, { count, radius }, context)
  const rows = <T extends Float32Array | Uint8Array>(from: T): T => {
    const out = new (from.constructor as new (length: number) => T)(kept.length * 3)
    kept.forEach((point, i) => {
      out.set(from.subarray(point * 3, point * 3 + 3), i * 3)
    })
    return out
  }
  return {
    positions: rows(drawn.positions),
    triangles: new Uint32Array(0),
    ...(drawn.normals && { normals: rows(drawn.normals) }),
    ...(drawn.colors && { colors: rows(drawn.colors) }),
  }
}

/** Numbers of the points that stay, ascending. */
const keptOf = (
  { positions, normals }: Mesh,
  { count, radius }: { readonly count: number; readonly radius: number },
  context: RunContext,
): Uint32Array => {
  const drawn = positions.length / 3
  const reach = 2 * radius
  const least = reach * (1 - (count / drawn) ** limitPower) * limitShare
  const { starts, indices } = releasing(PointTree.build(positions), (tree) => tree.within(positions, reach))
  checkCancelled(context)
  const weightOf = (a: number, b: number): number => {
    const distance = Math.hypot(
      positions[a * 3] - positions[b * 3],
      positions[a * 3 + 1] - positions[b * 3 + 1],
      positions[a * 3 + 2] - positions[b * 3 + 2],
    )
    if (a === b || distance >= reach || (normals && facing(normals, a, b) < otherSide)) return 0
    return (1 - Math.max(distance, least) / reach) ** weightPower
  }
  const weights = new Float64Array(drawn)
  for (let point = 0; point < drawn; point++) {
    for (let i = starts[point]; i < starts[point + 1]; i++) weights[point] += weightOf(point, indices[i])
  }
  const heap = new WeightHeap(weights)
  for (let left = drawn; left > count; left--) {
    if (left % batch === 0) {
      checkCancelled(context)
      context.report?.({ fraction: (drawn - left) / (drawn - count), message: 'Spreading the points' })
    }
    const densest = heap.takeLargest()
    for (let i = starts[densest]; i < starts[densest + 1]; i++) {
      const neighbour = indices[i]
      if (neighbour !== densest && heap.holds(neighbour)) heap.lower(neighbour, weightOf(neighbour, densest))
    }
  }
  return Uint32Array.from({ length: drawn }, (_, point) => point).filter((point) => heap.holds(point))
}

const facing = (normals: Float32Array, a: number, b: number): number =>
  normals[a * 3] * normals[b * 3] + normals[a * 3 + 1] * normals[b * 3 + 1] + normals[a * 3 + 2] * normals[b * 3 + 2]
