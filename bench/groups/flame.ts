import { FlameForward } from '../../src/core/flame/forward.ts'
import { type FlameModel, flameModelOf, loadFlameModel } from '../../src/core/flame/model.ts'
import { BlendBasis } from '../../src/core/kernels/blendBasis.ts'
import { gramMatrix } from '../../src/core/kernels/gramMatrix.ts'
import { seededRandom } from '../../src/core/model/random.ts'
import { flamePickle } from '../flamePickle.ts'
import { headMesh } from '../headMesh.ts'
import { storedTasks } from '../stored.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const vertexCount = 5023
const componentCount = 400

const numbers = (count: number): Float32Array => {
  const random = seededRandom(5)
  return Float32Array.from({ length: count }, () => random.next() - 0.5)
}

/** Arrays of FLAME's sizes; what they say does not matter for the time. */
const modelOfNoise = (): FlameModel => {
  const random = seededRandom(6)
  const weights = new Float64Array(vertexCount * 5)
  for (let v = 0; v < vertexCount; v++) {
    const share = random.next()
    weights[v * 5 + random.below(5)] += share
    weights[v * 5 + random.below(5)] += 1 - share
  }
  const perJoint = 200
  const arrays = {
    template: Float64Array.from(numbers(vertexCount * 3)),
    triangles: headMesh(vertexCount - 100).triangles,
    shapeDirs: numbers(vertexCount * 3 * componentCount),
    poseDirs: numbers(vertexCount * 3 * 36),
    weights,
    jointRegressor: {
      rowStart: Uint32Array.from({ length: 6 }, (_, i) => i * perJoint),
      columns: Uint32Array.from({ length: 5 * perJoint }, () => random.below(vertexCount)),
      values: new Float64Array(5 * perJoint).fill(1 / perJoint),
    },
    parents: Int32Array.of(-1, 0, 1, 1, 1),
  }
  return flameModelOf(arrays, { name: 'noise', sha256: null, warnings: [] })
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const size = { rowCount: vertexCount * 3, columnCount: componentCount }
  const basis = new BlendBasis(numbers(size.rowCount * size.columnCount), size)
  const weights = numbers(size.columnCount)
  const out = new Float32Array(size.rowCount)
  const jacobian = { rowCount: vertexCount, columnCount: 418 }
  const matrix = numbers(jacobian.rowCount * jacobian.columnCount)
  const forward = new FlameForward(modelOfNoise())
  const betas = Float64Array.from(weights)
  const pose = Float64Array.from(numbers(15))
  const pickle = flamePickle()
  const modelFile = await bench.measure({
    task: `a model file read, Python 2 pickle with chumpy, ${Math.round(pickle.length / 1e6)} MB`,
    goal: 'modelFile',
    ours: () => loadFlameModel(pickle, 'generated.pkl'),
  })
  return [
    { ...modelFile, value: modelFile.ms },
    await bench.measure({
      task: 'FLAME forward: shape, pose correctives, skinning',
      goal: 'flameForward',
      repeats: 50,
      ours: () => forward.evaluate({ betas, pose, trans: [0, 0, 0] }),
    }),
    await bench.measure({
      task: 'blendshape product, 15069 × 400',
      stored: storedTasks.blendshapes,
      repeats: 50,
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
