import { KernelInstance } from './kernelInstance.ts'

const panel = 8
const blockRows = 512

/**
 * `[columnCount*columnCount]` JᵀJ of a tall matrix `[rowCount*columnCount]` (row by row): the normal equations of a least
 * squares problem. With the residuals as last column, the last column of the result holds Jᵀr. Products are single,
 * sums over blocks of 512 rows double: relative errors around 1e-6.
 */
export const gramMatrix = (
  matrix: Float32Array,
  { rowCount, columnCount }: { rowCount: number; columnCount: number },
): Float64Array => {
  if (matrix.length !== rowCount * columnCount) {
    throw new RangeError(`A matrix of ${rowCount} × ${columnCount} has not ${matrix.length} numbers.`)
  }
  const instance = KernelInstance.ofThread()
  const columns = Math.ceil(columnCount / panel) * panel
  const [block, panels, sums] = instance.scratch(
    blockRows * columns * 4,
    blockRows * columns * 4,
    columns * columns * 8,
  )
  instance.float64(sums, columns * columns).fill(0)
  const rows = instance.float32(block, blockRows * columns).fill(0)
  for (let first = 0; first < rowCount; first += blockRows) {
    const count = Math.min(blockRows, rowCount - first)
    // As many rows at a time as lie in the block as they do in the matrix.
    const together = columns === columnCount ? count : 1
    for (let row = 0; row < count; row += together) {
      const at = (first + row) * columnCount
      rows.set(matrix.subarray(at, at + together * columnCount), row * columns)
    }
    instance.kernels.addGram(block, count, columns, panels, sums)
  }
  const upper = instance.float64(sums, columns * columns)
  const gram = new Float64Array(columnCount * columnCount)
  for (let i = 0; i < columnCount; i++) {
    for (let j = i; j < columnCount; j++) {
      gram[i * columnCount + j] = upper[i * columns + j]
      gram[j * columnCount + i] = upper[i * columns + j]
    }
  }
  return gram
}
