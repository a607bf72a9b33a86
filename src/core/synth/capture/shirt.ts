import type { Vec3 } from '../../model/transform.ts'
import { type LoftRows, loftPointAt } from '../loft.ts'

/** From the inside of the collar over its edge and the shoulders down to the waist; mm, in the template's frame. */
const rows: LoftRows = [
  [-158, -4, 60, -150, -54, -140, -108, 2, 2],
  [-149, 3, 63, -138, -53, -127, -112, 2, 2],
  [-146, 8, 67, -134, -53, -124, -117, 2, 2],
  [-152, 14, 74, -140, -54, -132, -124, 2, 2],
  [-170, 24, 96, -154, -56, -150, -136, 2, 2.1],
  [-190, 36, 136, -168, -58, -170, -148, 2, 2.2],
  [-212, 46, 176, -190, -60, -196, -158, 2.1, 2.3],
  [-240, 55, 200, -225, -60, -230, -164, 2.2, 2.4],
  [-285, 63, 211, -280, -58, -283, -166, 2.3, 2.4],
  [-335, 66, 208, -335, -56, -335, -162, 2.3, 2.4],
  [-388, 64, 200, -388, -54, -388, -156, 2.3, 2.4],
  [-440, 61, 192, -440, -52, -440, -148, 2.3, 2.4],
]

/** Row of the edge of the collar, as part of the way down. */
export const collarEdgeDown = 2 / (rows.length - 1)

/** Height of the edge of the collar in a direction from the neck's axis, on the template, mm. */
export const collarEdgeYMm = (around: number): number => loftPointAt(rows, collarEdgeDown, around)[1]

/** A grid of vertices over the shirt, mm. */
export interface ShirtMesh {
  readonly positions: Float64Array
  /** `[n]` 0 at the inside of the collar, 1 at the lower end. */
  readonly downs: Float64Array
  readonly triangles: Uint32Array
}

/**
 * Collar, shoulders and chest.
 *
 * @param o.spacingMm wanted distance between vertices.
 * @param o.move a place of the template to the person: the shirt sits on their neck.
 */
export const shirtMesh = (o: { readonly spacingMm: number; readonly move: (place: Vec3) => Vec3 }): ShirtMesh => {
  const rings = Math.round(520 / o.spacingMm)
  const around = Math.round(900 / o.spacingMm)
  const positions = new Float64Array(rings * around * 3)
  const downs = new Float64Array(rings * around)
  const triangles: number[] = []
  for (let i = 0; i < rings; i++) {
    const down = i / (rings - 1)
    for (let k = 0; k < around; k++) {
      // Every second ring turned by half a step: triangles of equal sides.
      const angle = (2 * Math.PI * (k + (i % 2) / 2)) / around
      positions.set(o.move(withFolds(loftPointAt(rows, down, angle), angle)), (i * around + k) * 3)
      downs[i * around + k] = down
      if (i + 1 < rings) triangles.push(...cellTriangles(i, k, around))
    }
  }
  return { positions, downs, triangles: Uint32Array.from(triangles) }
}

const cellTriangles = (ring: number, k: number, around: number): number[] => {
  const next = (k + 1) % around
  const [a, b, c, d] = [ring * around + k, ring * around + next, (ring + 1) * around + k, (ring + 1) * around + next]
  return ring % 2 === 0 ? [a, c, b, b, c, d] : [a, d, b, a, c, d]
}

/** Shallow folds of the cloth over chest and shoulders. */
const withFolds = ([x, y, z]: Vec3, angle: number): Vec3 => {
  const depth = Math.min(1, Math.max(0, (-170 - y) / 60))
  const fold = depth * (2.2 * Math.sin(0.09 * y + 2.4 * Math.sin(2 * angle)) + 1.5 * Math.sin(7 * angle + 0.03 * y))
  return [x + fold * Math.sin(angle), y, z + fold * Math.cos(angle)]
}
