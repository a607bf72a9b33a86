import { KernelInstance } from './kernelInstance.ts'

const windowBytes = 1 << 18
const triangleRowBytes = 13
/** Rows of three numbers, of which each has at least four bytes. */
const resultBytes = windowBytes

/** Results are views that are valid until the next call. */
export interface Triples {
  /** `[rows*3]` */
  readonly values: Float32Array
  readonly areFinite: boolean
}

/**
 * Copies what is usual out of the rows of a binary PLY that were put into its window: the kernel behind `readPlyColumn`
 * and the rows of faces. One at a time in a thread, and no other scratch memory meanwhile.
 */
export class BinaryRowReader {
  readonly #instance = KernelInstance.ofThread()
  readonly #window: number
  readonly #results: number

  constructor() {
    const [window, results] = this.#instance.scratch(windowBytes, resultBytes)
    this.#window = window
    this.#results = results
  }

  /** Where the rows are to be put. */
  get window(): Uint8Array<ArrayBuffer> {
    return this.#instance.bytes(this.#window, windowBytes) as Uint8Array<ArrayBuffer>
  }

  /**
   * Three neighbouring 4-byte floats of each row.
   *
   * @param start Place in the window of the first of them.
   * @param rowBytes Bytes from row to row, at least 12.
   * @param little Whether numbers are stored least significant byte first.
   */
  triples(start: number, { rowBytes, rows, little }: { rowBytes: number; rows: number; little: boolean }): Triples {
    const { kernels } = this.#instance
    const areFinite = kernels.copyTriples(this.#window + start, rowBytes, rows, little ? 0 : 1, this.#results) !== 0
    return { values: this.#instance.float32(this.#results, rows * 3), areFinite }
  }

  /**
   * Rows of exactly “3 a b c” with a one-byte length and four-byte indices, up to the first that is different, names a
   * vertex beyond `vertexCount` or does not end before `end`.
   *
   * @returns `[rows read*3]`
   */
  triangles(
    start: number,
    { end, rows, vertexCount, little }: { end: number; rows: number; vertexCount: number; little: boolean },
  ): Uint32Array {
    const { kernels } = this.#instance
    const available = Math.min(rows, Math.floor((end - start) / triangleRowBytes))
    const turned = little ? 0 : 1
    const read = kernels.copyTriangleRows(this.#window + start, available, vertexCount, turned, this.#results)
    return this.#instance.uint32(this.#results, read * 3)
  }
}
