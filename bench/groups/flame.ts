import { BlendBasis } from '../../src/core/kernels/blendBasis.ts'
import { gramMatrix } from '../../src/core/kernels/gramMatrix.ts'
import { seededRandom } from '../../src/core/model/random.ts'
import { storedTasks } from '../stored.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const numbers = (count: number): Float32Array => {
  const random = seededRandom(5)
  return Float32Array.from({ length: count }, () => random.next() - 0.5)
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const size = { rowCount: 5023 * 3, columnCount: 400 }
  const basis = new BlendBasis(numbers(size.rowCount * size.columnCount), size)
  const weights = numbers(size.columnCount)
  const out = new Float32Array(size.rowCount)
  const jacobian = { rowCount: 5023, columnCount: 418 }
  const matrix = numbers(jacobian.rowCount * jacobian.columnCount)
  return [
    await bench.measure({
      task: 'blendshape product, 15069 × 400',
      stored: storedTasks.blendshapes,
      repeats: 20,
      ours: () => basis.blend(weights, out),
    }),
    await bench.measure({
      task: 'JᵀJ, 5023 × 418',
      stored: storedTasks.gramMatrix,
      ours: () => gramMatrix(matrix, jacobian),
    }),
  ]
}

export const flame: BenchGroup = { name: 'flame', run }
