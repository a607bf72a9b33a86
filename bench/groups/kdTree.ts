import { PointTree } from '../../src/core/kernels/pointTree.ts'
import { headMesh } from '../headMesh.ts'
import { medianMs } from '../measure.ts'
import { besideLine, runPeer } from '../peers.ts'
import { queryPoints, shuffledRows } from '../queryPoints.ts'
import { allThreadsMs } from '../queryThreads.ts'
import type { BenchGroup, BenchLine } from '../types.ts'

const run = async (): Promise<BenchLine[]> => {
  const { positions } = headMesh(1_000_000)
  const coherent = queryPoints(positions, { count: positions.length / 3, noiseMm: 0.3, seed: 1 })
  const scattered = shuffledRows(coherent, 2)
  const peer = runPeer('nanoflann', { libraries: [], inputs: [positions, coherent, scattered] })
  const tree = PointTree.build(positions)
  const out = { indices: new Int32Array(coherent.length / 3), squaredDistances: new Float64Array(coherent.length / 3) }
  tree.nearest(coherent, { out })
  const guesses = out.indices.slice()
  const shared = { kind: 'points', tree: PointTree.build(positions, { shared: true }).share() } as const
  const near = besideLine('nanoflann', peer, { task: 'coherent', storedMs: 295 })
  const smallGicp = { peer: 'small_gicp', ms: 253 }
  return [
    {
      task: 'kd-tree build, 1M points',
      ms: medianMs(() => PointTree.build(positions).release()),
      stored: { peer: 'PCL', ms: 95 },
      ...besideLine('nanoflann', peer, { task: 'build', storedMs: 151 }),
      must: 0.9,
      moonshot: 0.5,
    },
    {
      task: '1M nearest, coherent',
      ms: medianMs(() => tree.nearest(coherent, { out })),
      allThreadsMs: await allThreadsMs(shared, coherent),
      stored: smallGicp,
      ...near,
      must: 0.9,
      moonshot: 0.63,
    },
    {
      task: '1M nearest, coherent, warm',
      ms: medianMs(() => tree.nearest(coherent, { out, guesses })),
      stored: smallGicp,
      ...near,
      must: 0.9,
      moonshot: 0.63,
    },
    {
      task: '1M nearest, random, with sort',
      ms: medianMs(() => tree.nearest(scattered, { out })),
      allThreadsMs: await allThreadsMs(shared, scattered),
      stored: { peer: 'CGAL', ms: 667 },
      ...besideLine('nanoflann', peer, { task: 'scattered', storedMs: 707 }),
      must: 0.6,
      moonshot: 0.33,
    },
  ]
}

export const kdTree: BenchGroup = { name: 'kdtree', run }
