import type { Vec3 } from '../model/transform.ts'

/** What a place is drawn to: where the surface bends most, or where edges of its colours meet. */
export const snapKinds = ['curvature', 'corner'] as const
export type SnapKind = (typeof snapKinds)[number]

/** Vertices of a surface in its own frame. */
export interface SnapSurface {
  /** `[n*3]` */
  readonly positions: ArrayLike<number>
  /** `[n*3]` unit vectors. */
  readonly normals: ArrayLike<number>
  /** `[n*3]` 0..255; null where the surface has no colours of its own. */
  readonly colors: ArrayLike<number> | null
}

/** What is said of a vertex is said of its surroundings of this share of the radius, or of so many steps of the mesh. */
const reaches = { curvature: { share: 0.9, steps: 2.5 }, corner: { share: 0.45, steps: 1.7 } } as const
/** More vertices than this are thinned: what is looked for is of the size of the radius, not of the mesh. */
const mostVertices = 1200
/** A best vertex so near the rim says that the true one lies outside. */
const rimShare = 0.94
/** Brightness steps over the reach below which there is no corner, 0..255. */
const leastContrast = 6
/** Bend over the reach, as a share of it, below which the surface is as good as flat. */
const leastBend = 0.02

interface Patch {
  readonly indices: Uint32Array
  /** `[k*3]` places less the middle. */
  readonly places: Float64Array
  readonly distances: Float64Array
}

/**
 * The place within `radius` of another (the surface's frame and unit) that stands out most, or null where none does:
 * for `curvature` where the surface departs most from the mean of its surroundings along its normal, outwards or inwards
 * (the umbrella operator of Taubin 1995, on a ball); for `corner` where the smaller eigenvalue of the structure tensor of
 * the brightness in the tangent plane is largest (Shi and Tomasi, "Good features to track", CVPR 1994).
 */
export const snapPlace = (
  surface: SnapSurface,
  at: Vec3,
  { radius, kind }: { readonly radius: number; readonly kind: SnapKind },
): Vec3 | null => {
  if (kind === 'corner' && !surface.colors) return null
  const { share, steps } = reaches[kind]
  const reach = Math.max(share * radius, steps * stepOf(surface.positions, at, radius))
  const patch = patchAround(surface.positions, at, radius + reach)
  const scores =
    kind === 'curvature' ? bends(surface, patch, { radius, reach }) : corners(surface, patch, { radius, reach })
  const least = kind === 'curvature' ? leastBend * reach : leastContrast ** 2
  let best = -1
  for (let i = 0; i < scores.length; i++) if (scores[i] > least && (best < 0 || scores[i] > scores[best])) best = i
  if (best < 0 || patch.distances[best] > rimShare * radius) return null
  return between(surface.positions, patch, scores, best, reach)
}

/** Vertices around the best that are nearly as good draw the place between them. */
const nearlyAsGood = 0.7

const between = (
  positions: ArrayLike<number>,
  patch: Patch,
  scores: Float64Array,
  best: number,
  reach: number,
): Vec3 => {
  const sum = [0, 0, 0]
  let weights = 0
  const add = (i: number): void => {
    const weight = Math.max(0, scores[i] / scores[best] - nearlyAsGood)
    const at = 3 * patch.indices[i]
    for (let axis = 0; axis < 3; axis++) sum[axis] += weight * positions[at + axis]
    weights += weight
  }
  add(best)
  around(patch, best, reach, add)
  return [sum[0] / weights, sum[1] / weights, sum[2] / weights]
}

/** Mean distance of neighbouring vertices near a place, as if they lay evenly on a disc. */
const stepOf = (positions: ArrayLike<number>, at: Vec3, radius: number): number => {
  const { indices } = patchAround(positions, at, radius)
  return indices.length === 0 ? radius : radius * Math.sqrt(Math.PI / indices.length)
}

const patchAround = (positions: ArrayLike<number>, [x, y, z]: Vec3, radius: number): Patch => {
  const found: number[] = []
  const squared = radius * radius
  for (let i = 0; i < positions.length; i += 3) {
    const dx = positions[i] - x
    if (dx > radius || dx < -radius) continue
    const dy = positions[i + 1] - y
    const dz = positions[i + 2] - z
    if (dx * dx + dy * dy + dz * dz <= squared) found.push(i / 3)
  }
  const step = Math.max(1, found.length / mostVertices)
  const count = Math.min(found.length, mostVertices)
  const indices = Uint32Array.from({ length: count }, (_, i) => found[Math.floor(i * step)])
  const places = new Float64Array(3 * count)
  const distances = new Float64Array(count)
  indices.forEach((index, i) => {
    places[3 * i] = positions[3 * index] - x
    places[3 * i + 1] = positions[3 * index + 1] - y
    places[3 * i + 2] = positions[3 * index + 2] - z
    distances[i] = Math.hypot(places[3 * i], places[3 * i + 1], places[3 * i + 2])
  })
  return { indices, places, distances }
}

interface Reach {
  readonly radius: number
  readonly reach: number
}

/** Calls back with every other vertex of the patch within the reach of vertex `i`, and what lies between. */
const around = (
  { places, distances }: Patch,
  i: number,
  reach: number,
  visit: (j: number, dx: number, dy: number, dz: number) => void,
): void => {
  for (let j = 0; j < distances.length; j++) {
    if (j === i) continue
    const dx = places[3 * j] - places[3 * i]
    if (dx > reach || dx < -reach) continue
    const dy = places[3 * j + 1] - places[3 * i + 1]
    const dz = places[3 * j + 2] - places[3 * i + 2]
    if (dx * dx + dy * dy + dz * dz <= reach * reach) visit(j, dx, dy, dz)
  }
}

const bends = ({ normals }: SnapSurface, patch: Patch, { radius, reach }: Reach): Float64Array =>
  Float64Array.from(patch.distances, (distance, i) => {
    if (distance > radius) return 0
    const n = 3 * patch.indices[i]
    let sum = 0
    let count = 0
    around(patch, i, reach, (_, dx, dy, dz) => {
      sum += dx * normals[n] + dy * normals[n + 1] + dz * normals[n + 2]
      count += 1
    })
    return count < 6 ? 0 : Math.abs(sum / count)
  })

const corners = (surface: SnapSurface, patch: Patch, { radius, reach }: Reach): Float64Array => {
  const gradients = gradientsOf(surface, patch, reach)
  const { normals } = surface
  return Float64Array.from(patch.distances, (distance, i) => {
    if (distance > radius) return 0
    const [u, v] = tangents(normals, patch.indices[i])
    let a = 0
    let b = 0
    let c = 0
    let count = 0
    around(patch, i, reach, (j) => {
      const gu = gradients[3 * j] * u[0] + gradients[3 * j + 1] * u[1] + gradients[3 * j + 2] * u[2]
      const gv = gradients[3 * j] * v[0] + gradients[3 * j + 1] * v[1] + gradients[3 * j + 2] * v[2]
      a += gu * gu
      b += gu * gv
      c += gv * gv
      count += 1
    })
    if (count < 6) return 0
    const smaller = (a + c) / 2 - Math.hypot((a - c) / 2, b)
    return (smaller / count) * reach ** 2
  })
}

/** Slope of the brightness in the tangent plane at every vertex, least squares over half the reach, per unit. */
const gradientsOf = ({ normals, colors }: SnapSurface, patch: Patch, reach: number): Float64Array => {
  const light = (vertex: number): number =>
    colors ? 0.299 * colors[3 * vertex] + 0.587 * colors[3 * vertex + 1] + 0.114 * colors[3 * vertex + 2] : 0
  const brightness = Float64Array.from(patch.indices, light)
  const gradients = new Float64Array(3 * brightness.length)
  for (let i = 0; i < brightness.length; i++) {
    const [u, v] = tangents(normals, patch.indices[i])
    let uu = 0
    let uv = 0
    let vv = 0
    let ul = 0
    let vl = 0
    around(patch, i, reach / 2, (j, dx, dy, dz) => {
      const du = dx * u[0] + dy * u[1] + dz * u[2]
      const dv = dx * v[0] + dy * v[1] + dz * v[2]
      const dl = brightness[j] - brightness[i]
      uu += du * du
      uv += du * dv
      vv += dv * dv
      ul += du * dl
      vl += dv * dl
    })
    const determinant = uu * vv - uv * uv
    if (!(determinant > 1e-6 * uu * vv)) continue
    const gu = (vv * ul - uv * vl) / determinant
    const gv = (uu * vl - uv * ul) / determinant
    for (let axis = 0; axis < 3; axis++) gradients[3 * i + axis] = gu * u[axis] + gv * v[axis]
  }
  return gradients
}

/** Two unit vectors across the normal of a vertex. */
const tangents = (normals: ArrayLike<number>, vertex: number): readonly [Vec3, Vec3] => {
  const n: Vec3 = [normals[3 * vertex], normals[3 * vertex + 1], normals[3 * vertex + 2]]
  const other: Vec3 = Math.abs(n[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0]
  const u = unit(cross(n, other))
  return [u, cross(n, u)]
}

const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

const unit = ([x, y, z]: Vec3): Vec3 => {
  const length = Math.hypot(x, y, z) || 1
  return [x / length, y / length, z / length]
}
