import { faceAreaVectors, vertexNormals } from '../../geometry/normals.ts'
import { type SurfaceState, surfaceStates } from '../../model/registration.ts'
import type { HeadTopology } from '../headTopology.ts'
import type { ScanObservations } from '../scanObservations.ts'
import type { ScanSurface } from '../scanSurface.ts'

/** A vertex that is believed less than this pulls next to nothing. */
const leastBelief = 0.1
/** Something of the scan so near (m) in front of a vertex that the scan lacks hides it: a hand, hair. */
const shadowReachM = 0.04
/** Only what looks out of the face this much (cosine) can be hidden so: chin and inner lips look at the body itself. */
const leastOutward = 0.5

/** `[V]` what became of each vertex in the last round, by its place in `surfaceStates`. */
export const statesOf = (
  { matches, weights, isReached }: ScanObservations,
  { isEyeball, isRim }: HeadTopology,
  o: {
    /** Farther than this (m) the scan stands off. */
    readonly coveredM: number
    /** Whether the scan lacks a vertex because something is in front of it. */
    readonly isHidden: (v: number) => boolean
  },
): Uint8Array => {
  const { triangles, distances } = matches.closest
  const stateOf = (v: number): SurfaceState => {
    if (isEyeball[v] || isRim[v]) return 'model'
    if (triangles[v] < 0) return o.isHidden(v) ? 'covered' : 'missing'
    if (weights[v] > leastBelief) return 'seen'
    if (!matches.isInside[v]) return o.isHidden(v) ? 'covered' : 'border'
    if (distances[v] > o.coveredM) return 'covered'
    if (!isReached[v]) return 'cut-off'
    return weights[v] === 0 ? 'turned' : 'doubted'
  }
  return Uint8Array.from(weights, (_, v) => surfaceStates.indexOf(stateOf(v)))
}

/**
 * Which vertices of the face have the scan in front of them, along their normals.
 * @param face vertices whose mean normal is where the face looks.
 */
export const hiddenBy = (
  scan: ScanSurface,
  { surface, triangles }: { readonly surface: Float64Array; readonly triangles: Uint32Array },
  face: Uint32Array | undefined,
): ((v: number) => boolean) => {
  if (!face) return () => false
  const normals = vertexNormals({ positions: surface, triangles })
  const ahead = [0, 1, 2].map((axis) => face.reduce((sum, v) => sum + normals[v * 3 + axis], 0))
  const length = Math.hypot(...ahead)
  const isInFace = new Set(face)
  return (v) => {
    if (!isInFace.has(v)) return false
    const [nx, ny, nz] = [normals[v * 3], normals[v * 3 + 1], normals[v * 3 + 2]]
    if (nx * ahead[0] + ny * ahead[1] + nz * ahead[2] < leastOutward * length) return false
    const at = v * 3
    return scan.liesAlong([surface[at], surface[at + 1], surface[at + 2]], [nx, ny, nz], shadowReachM)
  }
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
