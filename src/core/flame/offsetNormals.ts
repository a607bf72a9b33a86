import { vertexNormals } from '../geometry/normals.ts'
import type { Adjacency } from '../geometry/topology.ts'
import type { ScanObservations } from './scanObservations.ts'

/** Rounds of averaging over neighbours that take folds as fine as lips and lids out of the normals. */
const broadRounds = 15
/** A vertex believed less than this is not seen. */
const leastWeight = 0.1

/**
 * `[V*3]` unit directions along which offsets are easy: the surface's normals where the scan shows it, and those of the
 * surface at large elsewhere. What is hidden between lips or lids then moves with what lies before it, instead of
 * each side by its own normal into the other.
 */
export const offsetNormals = (
  surface: { readonly positions: Float64Array; readonly triangles: Uint32Array },
  adjacency: Adjacency,
  { weights }: Pick<ScanObservations, 'weights'>,
): Float64Array => {
  const normals = vertexNormals(surface)
  const broad = broadNormals(normals, adjacency)
  for (let v = 0; v < weights.length; v++) {
    if (weights[v] < leastWeight) continue
    for (let at = v * 3; at < v * 3 + 3; at++) broad[at] = normals[at]
  }
  return broad
}

const broadNormals = (normals: Float32Array, { starts, neighbours }: Adjacency): Float64Array => {
  let from = Float64Array.from(normals)
  let to = new Float64Array(from.length)
  for (let round = 0; round < broadRounds; round++) {
    average(from, to, starts, neighbours)
    const before = from
    from = to
    to = before
  }
  for (let at = 0; at < from.length; at += 3) {
    const x = from[at]
    const y = from[at + 1]
    const z = from[at + 2]
    const scale = 1 / (Math.sqrt(x * x + y * y + z * z) || 1)
    from[at] *= scale
    from[at + 1] *= scale
    from[at + 2] *= scale
  }
  return from
}

/** Each vertex's mean with its neighbours, `[V*3]`. */
const average = (from: Float64Array, to: Float64Array, starts: Uint32Array, neighbours: Uint32Array): void => {
  for (let v = 0; v + 1 < starts.length; v++) {
    const at = v * 3
    let x = from[at]
    let y = from[at + 1]
    let z = from[at + 2]
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const other = neighbours[k] * 3
      x += from[other]
      y += from[other + 1]
      z += from[other + 2]
    }
    const share = 1 / (1 + starts[v + 1] - starts[v])
    to[at] = x * share
    to[at + 1] = y * share
    to[at + 2] = z * share
  }
}
