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
  for (let round = 0; round < broadRounds; round++) {
    const to = from.slice()
    for (let v = 0; v + 1 < starts.length; v++) {
      const at = v * 3
      for (let k = starts[v]; k < starts[v + 1]; k++) {
        const other = neighbours[k] * 3
        to[at] += from[other]
        to[at + 1] += from[other + 1]
        to[at + 2] += from[other + 2]
      }
      const share = 1 / (1 + starts[v + 1] - starts[v])
      to[at] *= share
      to[at + 1] *= share
      to[at + 2] *= share
    }
    from = to
  }
  for (let at = 0; at < from.length; at += 3) {
    const scale = 1 / (Math.hypot(from[at], from[at + 1], from[at + 2]) || 1)
    for (let axis = 0; axis < 3; axis++) from[at + axis] *= scale
  }
  return from
}
