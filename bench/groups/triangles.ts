import { TriangleTree } from '../../src/core/kernels/triangleTree.ts'
import { closestPointsFor } from '../../src/core/model/queries.ts'
import { headMesh } from '../headMesh.ts'
import { medianMs } from '../measure.ts'
import { besideLine, runPeer } from '../peers.ts'
import { queryPoints, shuffledRows } from '../queryPoints.ts'
import { allThreadsMs } from '../queryThreads.ts'
import type { BenchGroup, BenchLine } from '../types.ts'

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

const run = async (): Promise<BenchLine[]> => {
  const mesh = headMesh(1_000_000)
  const coherent = queryPoints(mesh.positions, { count: 200_000, noiseMm: 0.5, seed: 3 })
  const scattered = shuffledRows(coherent, 4)
  const { origins, directions } = cameraRays()
  const inputs = [mesh.positions, mesh.triangles, coherent, scattered, origins, directions]
  const peer = runPeer('embree', { libraries: ['-lembree3'], inputs })
  const tree = TriangleTree.build(mesh)
  const out = closestPointsFor(200_000)
  tree.closestPoints(coherent, out)
  const guesses = out.triangles.slice()
  const shared = { kind: 'triangles', tree: TriangleTree.build(mesh, { shared: true }).share() } as const
  const near = besideLine('Embree 3', peer, { task: 'coherent', storedMs: 264 })
  const fcpw = { peer: 'fcpw', ms: 205 }
  return [
    {
      task: 'BVH build, 2M triangles',
      ms: medianMs(() => TriangleTree.build(mesh).release()),
      stored: { peer: 'Embree 3', ms: 473 },
      ...besideLine('Embree 3', peer, { task: 'build', storedMs: 473 }),
      must: 0.7,
      moonshot: 0.4,
    },
    {
      task: '200k closest on triangle, coherent',
      ms: medianMs(() => tree.closestPoints(coherent, out)),
      allThreadsMs: await allThreadsMs(shared, coherent),
      stored: fcpw,
      ...near,
      must: 0.9,
      moonshot: 0.55,
    },
    {
      task: '200k closest on triangle, coherent, warm',
      ms: medianMs(() => tree.closestPoints(coherent, out, { guesses })),
      stored: fcpw,
      ...near,
      must: 0.9,
      moonshot: 0.55,
    },
    {
      task: '200k closest on triangle, random, with sort',
      ms: medianMs(() => tree.closestPoints(scattered, out)),
      allThreadsMs: await allThreadsMs(shared, scattered),
      stored: { peer: 'fcpw', ms: 583 },
      ...besideLine('Embree 3', peer, { task: 'scattered', storedMs: 617 }),
      must: 0.8,
      moonshot: 0.25,
    },
    {
      task: '200k rays',
      ms: medianMs(() => tree.raycasts(origins, directions, out)),
      stored: { peer: 'Embree 3', ms: 126 },
      ...besideLine('Embree 3', peer, { task: 'rays', storedMs: 126 }),
      must: 1.8,
      moonshot: 1,
    },
  ]
}

export const triangles: BenchGroup = { name: 'bvh', run }
