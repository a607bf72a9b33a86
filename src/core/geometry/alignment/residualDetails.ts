import { answerBatch } from '../../kernels/queryBatch.ts'
import type { ResidualArea } from '../../model/alignment.ts'
import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { type Mat4, transformPoints } from '../../model/transform.ts'
import { type LengthUnit, mmPer } from '../../model/units.ts'
import { sidesOf } from '../distance/pseudoNormals.ts'
import { residualArea } from './residualArea.ts'

/** A vertex belongs to the nearest landmark up to here, mm: about half the distance between an eye and the mouth. */
const areaMm = 25

export interface ResidualDetails {
  /** `[n]` distance of each source vertex, positive outside the target, NaN without counterpart; null for a cloud. */
  readonly signed: Float32Array | null
  /** One for each landmark of the target that has part of the source around it, then the rest. Target unit. */
  readonly areas: readonly ResidualArea[]
}

/**
 * The residuals of an alignment by side and by area. `distances`: `[n]` unsigned, target unit, negative where there is
 * no counterpart. Sides as in `sidesOf` (Bærentzen and Aanæs, 2005). Throws job/cancelled.
 */
export const residualDetails = (
  o: {
    readonly source: Mesh
    readonly target: Mesh
    readonly targetFromSource: Mat4
    readonly distances: Float32Array
    readonly landmarks: LandmarkSet | null
    /** Of the target; mm where nobody knows. */
    readonly unit: LengthUnit | null
  },
  context: RunContext,
): ResidualDetails => {
  const points = transformPoints(o.targetFromSource, o.source.positions)
  const signed = o.target.triangles.length > 0 ? signedDistances(points, o.target, o.distances, context) : null
  checkCancelled(context)
  const places = o.landmarks ? [...placedPoints(o.landmarks)] : []
  const nearest = nearestPlaces(points, places, areaMm / mmPer(o.unit ?? 'mm'))
  const names = [...places.map(([name]) => name), null]
  const areas = names.map((landmark, label) => ({
    landmark,
    ...residualArea({ label, labels: nearest, distances: o.distances, signed }),
  }))
  return { signed, areas: areas.filter(({ count }) => count > 0) }
}

const signedDistances = (
  points: Float32Array,
  target: Mesh,
  distances: Float32Array,
  context: RunContext,
): Float32Array => {
  const closest = answerBatch('closest', { surface: target, queries: points }, context)
  const { sides } = sidesOf(target, points, closest)
  return distances.map((distance, i) => (distance >= 0 ? distance * sides[i] : Number.NaN))
}

/** `[n]` index of the nearest place within the radius; the number of places where there is none. */
const nearestPlaces = (
  points: Float32Array,
  places: readonly (readonly [string, readonly [number, number, number]])[],
  radius: number,
): Uint16Array => {
  const nearest = new Uint16Array(points.length / 3).fill(places.length)
  for (let i = 0; i < nearest.length; i++) {
    let best = radius * radius
    for (const [k, [, [x, y, z]]] of places.entries()) {
      const squared = (points[i * 3] - x) ** 2 + (points[i * 3 + 1] - y) ** 2 + (points[i * 3 + 2] - z) ** 2
      if (squared > best) continue
      best = squared
      nearest[i] = k
    }
  }
  return nearest
}
