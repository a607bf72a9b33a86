import { selectQuantile } from '../geometry/selectRank.ts'
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
  adjacency: Adjacency,
  radiusM: number,
): number => {
  const { starts, neighbours } = adjacency
  // Of the first difference only what the second asks for: the vertices near the origin and their neighbours.
  const first = new Float64Array(positions.length).fill(Number.NaN)
  const asked = askedVertices(positions, isKept, starts, radiusM)
  const stride = Math.max(1, Math.floor(asked.length / mostVertices))
  const found = new Float64Array(Math.ceil(asked.length / stride))
  const second = new Float64Array(3)
  let squaredEdges = 0
  for (let i = 0; i < found.length; i++) {
    const v = asked[i * stride]
    knowFirst(first, positions, v, adjacency)
    for (let k = starts[v]; k < starts[v + 1]; k++) knowFirst(first, positions, neighbours[k], adjacency)
    writeDifference(first, v, adjacency, second, 0)
    found[i] = Math.abs(second[0] * normals[v * 3] + second[1] * normals[v * 3 + 1] + second[2] * normals[v * 3 + 2])
    squaredEdges += squaredDistance(positions, v * 3, neighbours[starts[v]] * 3)
  }
  if (found.length < leastVertices) return 0
  const spread = (1.4826 * selectQuantile(found, 0.5)) / stencilGain
  const sagitta = squaredEdges / found.length / (8 * curvatureRadiusM)
  return Math.sqrt(Math.max(0, spread * spread - sagitta * sagitta))
}

/** Those with neighbours near the origin. */
const askedVertices = (
  positions: Float32Array,
  isKept: Uint8Array,
  starts: Uint32Array,
  radiusM: number,
): Uint32Array => {
  const asked = new Uint32Array(isKept.length)
  let count = 0
  for (let v = 0; v < isKept.length; v++) {
    if (isKept[v] === 0 || starts[v + 1] === starts[v]) continue
    const x = positions[v * 3]
    const y = positions[v * 3 + 1]
    const z = positions[v * 3 + 2]
    if (x * x + y * y + z * z <= radiusM * radiusM) asked[count++] = v
  }
  return asked.subarray(0, count)
}

/** Writes how a vertex's row of `values` differs from its neighbours' mean to `out[at]` and the two behind it. */
const writeDifference = (
  values: Float64Array | Float32Array,
  v: number,
  { starts, neighbours }: Adjacency,
  out: Float64Array,
  at: number,
): void => {
  let x = 0
  let y = 0
  let z = 0
  for (let k = starts[v]; k < starts[v + 1]; k++) {
    const other = neighbours[k] * 3
    x += values[other]
    y += values[other + 1]
    z += values[other + 2]
  }
  const count = starts[v + 1] - starts[v]
  out[at] = values[v * 3] - x / count
  out[at + 1] = values[v * 3 + 1] - y / count
  out[at + 2] = values[v * 3 + 2] - z / count
}

/** The first difference of a vertex, where it is not known yet. */
const knowFirst = (first: Float64Array, positions: Float32Array, v: number, adjacency: Adjacency): void => {
  if (Number.isNaN(first[v * 3])) writeDifference(positions, v, adjacency, first, v * 3)
}

const squaredDistance = (positions: Float32Array, a: number, b: number): number => {
  const x = positions[a] - positions[b]
  const y = positions[a + 1] - positions[b + 1]
  const z = positions[a + 2] - positions[b + 2]
  return x * x + y * y + z * z
}
