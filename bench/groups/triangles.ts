import { TriangleTree } from '../../src/core/kernels/triangleTree.ts'
import { closestPointsFor } from '../../src/core/model/queries.ts'
import { headMesh } from '../headMesh.ts'
import { queryPoints, shuffledRows } from '../queryPoints.ts'
import { queryThreads } from '../queryThreads.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const columns = 500
const rows = 400

/** Rays of a camera half a metre in front of the face, row by row. */
const cameraRays = (): { origins: Float32Array; directions: Float32Array } => {
  const origins = new Float32Array(columns * rows * 3)
  const directions = new Float32Array(columns * rows * 3)
  for (let ray = 0; ray < columns * rows; ray++) {
    const across = (ray % columns) / columns - 0.5
    const down = Math.floor(ray / columns) / rows - 0.5
    origins[ray * 3 + 2] = 500
    directions.set([0.4 * across, 0.54 * down, -1], ray * 3)
  }
  return { origins, directions }
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const mesh = headMesh(1_000_000)
  const coherent = queryPoints(mesh.positions, { count: 200_000, noiseMm: 0.5, seed: 3 })
  const scattered = shuffledRows(coherent, 4)
  const { origins, directions } = cameraRays()
  await bench.peer('embree', [mesh.positions, mesh.triangles, coherent, scattered, origins, directions])
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
      task: '200k rays',
      goal: 'rays',
      peerTask: 'rays',
      ours: () => tree.raycasts(origins, directions, out),
    }),
  ]
  await Promise.all([near.close(), far.close()])
  return lines
}

export const triangles: BenchGroup = { name: 'bvh', run }
