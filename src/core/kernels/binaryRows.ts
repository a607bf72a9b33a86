import { KernelInstance } from './kernelInstance.ts'

const triangleRowBytes = 13
const chunkBytes = 1 << 20

export interface BinaryRows {
  readonly bytes: Uint8Array
  /** Where the first row starts. */
  readonly at: number
  readonly rows: number
  /** Whether numbers are stored least significant byte first. */
  readonly little: boolean
}

/**
 * Three neighbouring 4-byte floats of each row of a binary PLY: positions, or normals.
 *
 * @param rowBytes Bytes from row to row.
 * @param offset Bytes from the start of a row to the first of the three.
 * @returns `[rows*3]`
 * @throws RangeError when the rows are not all there.
 */
export const copyTriples = (
  { bytes, at, rows, little }: BinaryRows,
  { rowBytes, offset }: { rowBytes: number; offset: number },
): Float32Array => {
  if (at + rows * rowBytes > bytes.length) throw new RangeError(`${rows} rows do not fit into ${bytes.length} bytes.`)
  const instance = KernelInstance.ofThread()
  const rowsPerChunk = Math.max(1, Math.floor(chunkBytes / rowBytes))
  const [chunk, triples] = instance.scratch(rowsPerChunk * rowBytes, rowsPerChunk * 12)
  const out = new Float32Array(rows * 3)
  for (let first = 0; first < rows; first += rowsPerChunk) {
    const count = Math.min(rowsPerChunk, rows - first)
    const start = at + first * rowBytes
    instance.bytes(chunk, count * rowBytes).set(bytes.subarray(start, start + count * rowBytes))
    instance.kernels.copyTriples(chunk + offset, rowBytes, count, little ? 0 : 1, triples)
    out.set(instance.float32(triples, count * 3), first * 3)
  }
  return out
}

/**
 * Rows of exactly “3 a b c” with a one-byte length and four-byte indices, from `at` on, into `out`. Stops in front of the
 * first row that is different, names a vertex beyond `vertexCount` or is not all there.
 *
 * @returns How many rows were read.
 */
export const copyTriangleRows = (
  { bytes, at, rows, little }: BinaryRows,
  { vertexCount, out }: { vertexCount: number; out: Uint32Array },
): number => {
  const instance = KernelInstance.ofThread()
  const available = Math.min(rows, Math.floor((bytes.length - at) / triangleRowBytes))
  const rowsPerChunk = Math.floor(chunkBytes / triangleRowBytes)
  const [chunk, triangles] = instance.scratch(chunkBytes, rowsPerChunk * 12)
  for (let first = 0; first < available; first += rowsPerChunk) {
    const count = Math.min(rowsPerChunk, available - first)
    const start = at + first * triangleRowBytes
    instance.bytes(chunk, count * triangleRowBytes).set(bytes.subarray(start, start + count * triangleRowBytes))
    const read = instance.kernels.copyTriangleRows(chunk, count, vertexCount, little ? 0 : 1, triangles)
    out.set(instance.uint32(triangles, read * 3), first * 3)
    if (read < count) return first + read
  }
  return available
}
