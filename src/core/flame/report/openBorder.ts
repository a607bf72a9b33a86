import { edgesOf } from '../../geometry/edges.ts'

/** A barycentric weight below this is none. */
const noWeight = 1e-9

/**
 * Tells whether a place on a surface lies on its open border: what is nearest to that lies beside the surface, where it
 * has an opening (mouth, neck), and its distance says nothing of how well the surface fits.
 */
export class OpenBorder {
  readonly #triangles: Uint32Array
  /** `[F*3]` 1 where the edge from this corner to the next is of one triangle only; `[V]` 1 at their ends. */
  readonly #isOpenEdge: Uint8Array
  readonly #isOpenVertex: Uint8Array

  constructor(mesh: { readonly positions: Float32Array; readonly triangles: Uint32Array }) {
    const { triangles } = mesh
    const { starts, high, uses } = edgesOf(mesh)
    this.#triangles = triangles
    this.#isOpenEdge = new Uint8Array(triangles.length)
    this.#isOpenVertex = new Uint8Array(mesh.positions.length / 3)
    for (let i = 0; i < triangles.length; i++) {
      const [from, to] = [triangles[i], triangles[i % 3 === 2 ? i - 2 : i + 1]]
      const [first, last] = [Math.min(from, to), Math.max(from, to)]
      for (let edge = starts[first]; edge < starts[first + 1]; edge++) {
        if (high[edge] !== last || uses[edge] !== 1) continue
        this.#isOpenEdge[i] = 1
        this.#isOpenVertex[from] = 1
        this.#isOpenVertex[to] = 1
      }
    }
  }

  /** @param at where the place's three barycentric weights begin. */
  has(face: number, barycentrics: Float64Array, at: number): boolean {
    const corner = face * 3
    for (let k = 0; k < 3; k++) {
      if (barycentrics[at + k] > 1 - noWeight) return this.#isOpenVertex[this.#triangles[corner + k]] === 1
      // Opposite the next corner but one.
      if (this.#isOpenEdge[corner + k] === 1 && barycentrics[at + ((k + 2) % 3)] < noWeight) return true
    }
    return false
  }
}
