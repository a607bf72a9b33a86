import { GrowingUint32 } from './growingArrays.ts'

/** A corner without a texture coordinate or normal. */
export const noIndex = 0xffffffff

/**
 * The texture coordinate, or normal, of every corner: an array of its own only from the first one on that is numbered
 * differently from its vertex. Corners are added here before they are added to `vertices`.
 */
export class SeamCorners {
  /** Whether a face has them. */
  isUsed = false
  readonly #vertices: GrowingUint32
  readonly #capacity: number
  #own: GrowingUint32 | null = null

  constructor(vertices: GrowingUint32, capacity: number) {
    this.#vertices = vertices
    this.#capacity = capacity
  }

  push3(a: number, b: number, c: number): void {
    this.#ownSoFar().push3(a, b, c)
  }

  /** Of corners at `vertices`: null where they have none, `vertices` itself where the numbers are the same. */
  append(indices: Uint32Array | null, vertices: Uint32Array): void {
    if (vertices.length === 0) return
    if (indices === vertices && this.#own === null && (this.isUsed || this.#vertices.length === 0)) this.isUsed = true
    else if (indices) this.#ownSoFar().append(indices)
    else if (this.isUsed) this.#ownSoFar().fillTo(this.#vertices.length + vertices.length, noIndex)
  }

  /** `[m*3]`; null where no face has any, `triangles` itself where all are numbered as the vertices. */
  toArray(triangles: Uint32Array): Uint32Array | null {
    if (!this.isUsed) return null
    return this.#own?.toArray() ?? triangles
  }

  #ownSoFar(): GrowingUint32 {
    if (this.#own) return this.#own
    this.#own = new GrowingUint32(this.#capacity)
    if (this.isUsed) this.#own.append(this.#vertices.view())
    else this.#own.fillTo(this.#vertices.length, noIndex)
    this.isUsed = true
    return this.#own
  }
}
