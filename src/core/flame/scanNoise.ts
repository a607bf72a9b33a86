import { quantile } from '../geometry/distances.ts'
import type { Adjacency } from '../geometry/topology.ts'

/**
 * What independent noise of one unit leaves after two rounds of subtracting the neighbours' mean, for six neighbours:
 * √(Σ squares of the stencil's weights).
 */
const stencilGain = 1.34
/** Radius (m) of what is curved on a face. A coarse mesh leaves differences of its edges' sagitta over this. */
const curvatureRadiusM = 0.015
/** So many vertices, evenly taken, say it well enough: a median of theirs is within 1 %. */
const mostVertices = 20_000
/** Fewer vertices than this say nothing about a scanner. */
const leastVertices = 100

/**
 * Standard deviation (m) of a scanner's noise along the surface's normal, near the origin: the second graph
 * difference, which a smooth surface hardly has and noise fully, by its median, less what coarse facets explain.
 * @param radiusM only vertices this near to the origin are asked: skin, where hair and clothes are rough of themselves.
 */
export const scanNoise = (
  {
    positions,
    normals,
    isKept,
  }: { readonly positions: Float32Array; readonly normals: Float32Array; readonly isKept: Uint8Array },
  { starts, neighbours }: Adjacency,
  radiusM: number,
): number => {
  // Of the first difference only what the second asks for: the vertices near the origin and their neighbours.
  const first = new Float64Array(positions.length).fill(Number.NaN)
  const difference = (values: Float64Array | Float32Array, v: number, axis: number): number => {
    let sum = 0
    for (let k = starts[v]; k < starts[v + 1]; k++) sum += values[neighbours[k] * 3 + axis]
    return values[v * 3 + axis] - sum / (starts[v + 1] - starts[v])
  }
  const knowFirst = (v: number): void => {
    if (!Number.isNaN(first[v * 3])) return
    for (let axis = 0; axis < 3; axis++) first[v * 3 + axis] = difference(positions, v, axis)
  }
  const asked: number[] = []
  for (let v = 0; v < isKept.length; v++) {
    if (!isKept[v] || starts[v + 1] === starts[v]) continue
    const [x, y, z] = [positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]]
    if (x * x + y * y + z * z <= radiusM * radiusM) asked.push(v)
  }
  const stride = Math.max(1, Math.floor(asked.length / mostVertices))
  const found: number[] = []
  let squaredEdges = 0
  for (let i = 0; i < asked.length; i += stride) {
    const v = asked[i]
    const at = v * 3
    knowFirst(v)
    for (let k = starts[v]; k < starts[v + 1]; k++) knowFirst(neighbours[k])
    let along = 0
    for (let axis = 0; axis < 3; axis++) along += difference(first, v, axis) * normals[at + axis]
    found.push(Math.abs(along))
    const next = neighbours[starts[v]] * 3
    for (let axis = 0; axis < 3; axis++) squaredEdges += (positions[at + axis] - positions[next + axis]) ** 2
  }
  if (found.length < leastVertices) return 0
  const spread = (1.4826 * quantile(Float64Array.from(found).sort(), 0.5)) / stencilGain
  const sagitta = squaredEdges / found.length / (8 * curvatureRadiusM)
  return Math.sqrt(Math.max(0, spread * spread - sagitta * sagitta))
}
