import type { Mesh } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'

/** A border of the surface: a hole, or its outer rim. */
export interface Hole {
  /** Of the border, in the unit of the mesh. */
  readonly length: number
  readonly edges: number
  /** The mean of the border, each edge with its length, in the frame of the mesh. */
  readonly place: Vec3
}

/** Length and place of each border, the longest first. `loops`: rings of vertices as `boundaryLoops` gives them. */
export const holesOf = ({ positions }: Pick<Mesh, 'positions'>, loops: readonly Uint32Array[]): Hole[] =>
  loops.map((ring) => holeOf(positions, ring)).sort((a, b) => b.length - a.length)

const holeOf = (positions: Float32Array, ring: Uint32Array): Hole => {
  const sums = [0, 0, 0]
  let length = 0
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] * 3
    const b = ring[(i + 1) % ring.length] * 3
    const step = Math.hypot(
      positions[b] - positions[a],
      positions[b + 1] - positions[a + 1],
      positions[b + 2] - positions[a + 2],
    )
    length += step
    for (let axis = 0; axis < 3; axis++) sums[axis] += (step * (positions[a + axis] + positions[b + axis])) / 2
  }
  const first = ring[0] * 3
  const mean = (axis: number): number => (length > 0 ? sums[axis] / length : positions[first + axis])
  return { length, edges: ring.length, place: [mean(0), mean(1), mean(2)] }
}
