import { TriangleTree } from '../../src/core/kernels/triangleTree.ts'
import { closestPointsFor } from '../../src/core/model/queries.ts'
import { cameraRays, inwardRays } from '../benchRays.ts'
import { headMesh } from '../headMesh.ts'
import { queryPoints, shuffledRows } from '../queryPoints.ts'
import { queryThreads } from '../queryThreads.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const mesh = headMesh(1_000_000)
  const coherent = queryPoints(mesh.positions, { count: 200_000, noiseMm: 0.5, seed: 3 })
  const scattered = shuffledRows(coherent, 4)
  const camera = cameraRays()
  const inward = inwardRays(mesh.positions, { count: 200_000, seed: 5 })
  const rays = [camera.origins, camera.directions, inward.origins, inward.directions]
  await bench.peer('embree', [mesh.positions, mesh.triangles, coherent, scattered, ...rays])
  const tree = TriangleTree.build(mesh)
  const out = closestPointsFor(200_000)
  tree.closestPoints(coherent, out)
  const guesses = out.triangles.slice()
  const shared = { kind: 'triangles', tree: TriangleTree.build(mesh, { shared: true }).share() } as const
  const near = queryThreads(shared, coherent)
  const far = queryThreads(shared, scattered)
  const lines = [
    await bench.measure({
      task: 'BVH build, 2M triangles',
      goal: 'triangleTreeBuild',
      peerTask: 'build',
      ours: () => TriangleTree.build(mesh).release(),
    }),
    await bench.measure({
      task: '200k closest on triangle, coherent',
      goal: 'closestCoherent',
      peerTask: 'coherent',
      ours: () => tree.closestPoints(coherent, out),
      allThreads: () => near.query(),
    }),
    await bench.measure({
      task: '200k closest on triangle, coherent, warm',
      ours: () => tree.closestPoints(coherent, out, { guesses }),
    }),
    await bench.measure({
      task: '200k closest on triangle, random, with sort',
      goal: 'closestRandom',
      peerTask: 'scattered',
      ours: () => tree.closestPoints(scattered, out),
      allThreads: () => far.query(),
    }),
    await bench.measure({
      task: '200k rays of a camera',
      goal: 'rays',
      peerTask: 'cameraRays',
      ours: () => tree.raycasts(camera.origins, camera.directions, out),
    }),
    await bench.measure({
      task: '200k rays onto the surface from all sides',
      goal: 'rays',
      peerTask: 'inwardRays',
      ours: () => tree.raycasts(inward.origins, inward.directions, out),
    }),
  ]
  await Promise.all([near.close(), far.close()])
  return lines
}

export const triangles: BenchGroup = { name: 'bvh', run }
