import { faceAreaVectors } from '../../geometry/normals.ts'
import { type SurfaceState, surfaceStates } from '../../model/registration.ts'
import type { HeadTopology } from '../headTopology.ts'
import type { ScanObservations } from '../scanObservations.ts'

/** A vertex that is believed less than this pulls next to nothing. */
const leastBelief = 0.1

/** `[V]` what became of each vertex in the last round, by its place in `surfaceStates`. */
export const statesOf = (
  { matches, weights, isReached }: ScanObservations,
  { isEyeball, isRim }: HeadTopology,
  o: { /** Farther than this (m) the scan stands off. */ readonly coveredM: number },
): Uint8Array => {
  const { triangles, distances } = matches.closest
  const stateOf = (v: number): SurfaceState => {
    if (isEyeball[v] || isRim[v]) return 'model'
    if (triangles[v] < 0) return 'missing'
    if (weights[v] > leastBelief) return 'seen'
    if (!matches.isInside[v]) return 'border'
    if (distances[v] > o.coveredM) return 'covered'
    if (!isReached[v]) return 'cut-off'
    return weights[v] === 0 ? 'turned' : 'doubted'
  }
  return Uint8Array.from(weights, (_, v) => surfaceStates.indexOf(stateOf(v)))
}

/** `[V]` a third of the area of each vertex's triangles. */
export const vertexAreas = (positions: Float64Array, triangles: Uint32Array): Float64Array => {
  const areas = new Float64Array(positions.length / 3)
  const vectors = faceAreaVectors({ positions, triangles })
  for (let i = 0; i < triangles.length; i += 3) {
    const area = Math.hypot(vectors[i], vectors[i + 1], vectors[i + 2]) / 3
    for (let k = 0; k < 3; k++) areas[triangles[i + k]] += area
  }
  return areas
}

/** Parts of the area of some vertices in each state; they add up to 1, or are all 0 where there is no area. */
export const stateShares = (
  vertices: ArrayLike<number>,
  states: Uint8Array,
  areas: Float64Array,
): Record<SurfaceState, number> => {
  const sums = new Float64Array(surfaceStates.length)
  let total = 0
  for (let i = 0; i < vertices.length; i++) {
    sums[states[vertices[i]]] += areas[vertices[i]]
    total += areas[vertices[i]]
  }
  return Object.fromEntries(surfaceStates.map((state, i) => [state, total > 0 ? sums[i] / total : 0])) as Record<
    SurfaceState,
    number
  >
}
