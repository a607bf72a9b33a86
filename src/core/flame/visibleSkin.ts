import { vertexNormals } from '../geometry/normals.ts'
import { unitsAcross } from '../geometry/unitsAcross.ts'
import { releasing } from '../kernels/releasing.ts'
import { TriangleTree } from '../kernels/triangleTree.ts'
import { closestPointsFor } from '../model/queries.ts'
import type { Vec3 } from '../model/transform.ts'

/** Ways to look from, by their angle (rad) from the normal and how many there are of each. */
const rings = [
  { tiltRad: 0, count: 1 },
  { tiltRad: 0.6, count: 6 },
  { tiltRad: 1.1, count: 6 },
] as const
/** A look begins so far (m) above the skin. */
const aboveM = 0.00005

/**
 * Which of the vertices `asked` for can be seen from outside: some way out, of thirteen about the normal, meets nothing.
 * Where skin passes through skin, what lies inside the other is not seen.
 *
 * @param surface `[V*3]` metres.
 */
export const visibleVertices = (
  surface: Float64Array,
  triangles: Uint32Array,
  asked: readonly number[],
): readonly number[] => {
  const normals = vertexNormals({ positions: surface, triangles })
  const ways = rings.reduce((sum, { count }) => sum + count, 0)
  const origins = new Float64Array(asked.length * ways * 3)
  const directions = new Float64Array(origins.length)
  let at = 0
  for (const v of asked) {
    const normal: Vec3 = [normals[v * 3], normals[v * 3 + 1], normals[v * 3 + 2]]
    const [u, w] = unitsAcross(normal)
    for (const { tiltRad, count } of rings) {
      for (let k = 0; k < count; k++) {
        const turn = (2 * Math.PI * k) / count
        for (let axis = 0; axis < 3; axis++) {
          const aside = Math.cos(turn) * u[axis] + Math.sin(turn) * w[axis]
          origins[at + axis] = surface[v * 3 + axis] + aboveM * normal[axis]
          directions[at + axis] = Math.cos(tiltRad) * normal[axis] + Math.sin(tiltRad) * aside
        }
        at += 3
      }
    }
  }
  const hits = closestPointsFor(asked.length * ways)
  const soup = { positions: Float32Array.from(surface), triangles }
  releasing(TriangleTree.build(soup), (tree) => tree.raycasts(origins, directions, hits))
  return asked.filter((_, i) => hits.triangles.subarray(i * ways, (i + 1) * ways).includes(-1))
}
