import { KernelInstance } from './kernelInstance.ts'

const padding = 16

/**
 * A linear basis kept in the kernels' memory for many products, such as the blendshapes of a head model: out = B·w in
 * single precision.
 */
export class BlendBasis {
  readonly rowCount: number
  readonly columnCount: number
  readonly #instance = KernelInstance.ofThread()
  /** Of the first row in the kernels' memory. */
  readonly address: number
  /** Numbers from a row to the next. */
  readonly stride: number

  /** `basis`: `[rowCount*columnCount]` row by row, copied. */
  constructor(basis: Float32Array | Float64Array, o: { rowCount: number; columnCount: number }) {
    if (basis.length !== o.rowCount * o.columnCount) {
      throw new RangeError(`A basis of ${o.rowCount} × ${o.columnCount} has not ${basis.length} numbers.`)
    }
    this.rowCount = o.rowCount
    this.columnCount = o.columnCount
    this.stride = Math.ceil(o.columnCount / padding) * padding
    this.address = this.#instance.allocate(o.rowCount * this.stride * 4)
    this.#instance.releaseWith(this, this.address)
    const rows = this.#instance.float32(this.address, o.rowCount * this.stride).fill(0)
    for (let row = 0; row < o.rowCount; row++) {
      rows.set(basis.subarray(row * o.columnCount, (row + 1) * o.columnCount), row * this.stride)
    }
  }

  /**
   * `[rowCount]` products. Weights behind the first `weights.length` columns count as 0.
   *
   * @throws RangeError when there are more weights than columns.
   */
  blend(weights: Float32Array | Float64Array, out = new Float32Array(this.rowCount)): Float32Array {
    if (weights.length > this.columnCount) {
      throw new RangeError(`${weights.length} weights for ${this.columnCount} columns.`)
    }
    let used = weights.length
    while (used > 0 && weights[used - 1] === 0) used--
    const instance = this.#instance
    const [factors, products] = instance.scratch(this.stride * 4, this.rowCount * 4)
    const padded = instance.float32(factors, this.stride).fill(0)
    padded.set(weights)
    const columns = Math.ceil(used / padding) * padding
    instance.kernels.blend(this.address, this.rowCount, this.stride, columns, factors, products)
    out.set(instance.float32(products, this.rowCount))
    return out
  }

  /** Gives the memory back before the garbage collector would. The basis must not be used afterwards. */
  release(): void {
    this.#instance.releaseOwned(this, this.address)
  }
}
