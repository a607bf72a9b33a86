import { BlendBasis } from '../../src/core/kernels/blendBasis.ts'
import { gramMatrix } from '../../src/core/kernels/gramMatrix.ts'
import { seededRandom } from '../../src/core/model/random.ts'
import { medianMs } from '../measure.ts'
import type { BenchGroup, BenchLine } from '../types.ts'

const repeats = 20

const numbers = (count: number): Float32Array => {
  const random = seededRandom(5)
  return Float32Array.from({ length: count }, () => random.next() - 0.5)
}

const run = async (): Promise<BenchLine[]> => {
  const size = { rowCount: 5023 * 3, columnCount: 400 }
  const basis = new BlendBasis(numbers(size.rowCount * size.columnCount), size)
  const weights = numbers(size.columnCount)
  const out = new Float32Array(size.rowCount)
  const jacobian = { rowCount: 5023, columnCount: 418 }
  const matrix = numbers(jacobian.rowCount * jacobian.columnCount)
  return [
    {
      task: 'blendshape product, 15069 × 400',
      ms:
        medianMs(() => {
          for (let i = 0; i < repeats; i++) basis.blend(weights, out)
        }) / repeats,
      stored: { peer: 'OpenBLAS f32', ms: 0.52 },
    },
    {
      task: 'JᵀJ, 5023 × 418',
      ms: medianMs(() => gramMatrix(matrix, jacobian)),
      stored: { peer: 'OpenBLAS f32', ms: 8.4 },
    },
  ]
}

export const flame: BenchGroup = { name: 'flame', run }
