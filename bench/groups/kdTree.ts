import { PointTree } from '../../src/core/kernels/pointTree.ts'
import { headMesh } from '../headMesh.ts'
import { queryPoints, shuffledRows } from '../queryPoints.ts'
import { queryThreads } from '../queryThreads.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const { positions } = headMesh(1_000_000)
  const coherent = queryPoints(positions, { count: positions.length / 3, noiseMm: 0.3, seed: 1 })
  const scattered = shuffledRows(coherent, 2)
  for (const name of ['nanoflann', 'cgalTree', 'pclTree'] as const) {
    await bench.peer(name, [positions, coherent, scattered])
  }
  const tree = PointTree.build(positions)
  const out = { indices: new Int32Array(coherent.length / 3), squaredDistances: new Float64Array(coherent.length / 3) }
  tree.nearest(coherent, { out })
  const guesses = out.indices.slice()
  const shared = { kind: 'points', tree: PointTree.build(positions, { shared: true }).share() } as const
  const near = queryThreads(shared, coherent)
  const far = queryThreads(shared, scattered)
  const lines = [
    await bench.measure({
      task: 'kd-tree build, 1M points',
      goal: 'pointTreeBuild',
      peerTask: 'build',
      ours: () => PointTree.build(positions).release(),
    }),
    await bench.measure({
      task: '1M nearest, coherent',
      goal: 'nearestCoherent',
      peerTask: 'coherent',
      ours: () => tree.nearest(coherent, { out }),
      allThreads: () => near.query(),
    }),
    await bench.measure({
      task: '1M nearest, coherent, warm',
      ours: () => tree.nearest(coherent, { out, guesses }),
    }),
    await bench.measure({
      task: '1M nearest, random, with sort',
      goal: 'nearestRandom',
      peerTask: 'scattered',
      ours: () => tree.nearest(scattered, { out }),
      allThreads: () => far.query(),
    }),
  ]
  await Promise.all([near.close(), far.close()])
  return lines
}

export const kdTree: BenchGroup = { name: 'kdtree', run }
