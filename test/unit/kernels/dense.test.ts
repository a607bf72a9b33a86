import { describe, expect, test } from 'vitest'
import { BlendBasis } from '#core/kernels/blendBasis.ts'
import { gramMatrix } from '#core/kernels/gramMatrix.ts'
import { seededRandom } from '#core/model/random.ts'

const numbers = (seed: number, count: number): Float32Array => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: count }, () => random.normal())
}

describe('BlendBasis', () => {
  test.each([1, 15, 16, 17, 400])('multiplies with %i columns as plain sums do (seed 71)', (columnCount) => {
    const rowCount = 301
    const basis = numbers(71, rowCount * columnCount)
    const weights = numbers(72, columnCount)
    const products = new BlendBasis(basis, { rowCount, columnCount }).blend(weights)
    for (let row = 0; row < rowCount; row++) {
      const truth = weights.reduce((sum, weight, k) => sum + weight * basis[row * columnCount + k], 0)
      expect(Math.abs(products[row] - truth)).toBeLessThan(1e-6 * columnCount)
    }
  })

  test('fewer weights than columns, more, and a basis of another size', () => {
    const basis = new BlendBasis(new Float32Array([1, 2, 3, 4]), { rowCount: 2, columnCount: 2 })
    expect([...basis.blend(new Float32Array([2]))]).toEqual([2, 6])
    expect(() => basis.blend(new Float32Array(3))).toThrow(RangeError)
    expect(() => new BlendBasis(new Float32Array(3), { rowCount: 2, columnCount: 2 })).toThrow(RangeError)
  })
})

describe('gramMatrix', () => {
  test.each([
    [1, 1],
    [3, 7],
    [511, 8],
    [512, 9],
    [1300, 41],
  ])('of %i × %i equals plain sums (seed 73)', (rowCount, columnCount) => {
    const matrix = numbers(73, rowCount * columnCount)
    const gram = gramMatrix(matrix, { rowCount, columnCount })
    for (let i = 0; i < columnCount; i++) {
      for (let j = 0; j < columnCount; j++) {
        let truth = 0
        for (let row = 0; row < rowCount; row++) truth += matrix[row * columnCount + i] * matrix[row * columnCount + j]
        expect(Math.abs(gram[i * columnCount + j] - truth)).toBeLessThan(1e-6 * rowCount + 1e-6)
      }
    }
  })

  test('a matrix of another size is refused', () => {
    expect(() => gramMatrix(new Float32Array(5), { rowCount: 2, columnCount: 3 })).toThrow(RangeError)
  })
})
