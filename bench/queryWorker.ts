import { parentPort, workerData } from 'node:worker_threads'
import { PointTree } from '../src/core/kernels/pointTree.ts'
import { TriangleTree } from '../src/core/kernels/triangleTree.ts'
import { closestPointsFor } from '../src/core/model/queries.ts'
import type { QueryPart } from './queryThreads.ts'

const { shared, queries } = workerData as QueryPart
const count = queries.length / 3

const queryOf = (): (() => void) => {
  if (shared.kind === 'points') {
    const tree = PointTree.attach(shared.tree)
    const out = { indices: new Int32Array(count), squaredDistances: new Float64Array(count) }
    return () => tree.nearest(queries, { out })
  }
  const tree = TriangleTree.attach(shared.tree)
  const out = closestPointsFor(count)
  return () => tree.closestPoints(queries, out)
}

const query = queryOf()
parentPort?.on('message', () => {
  query()
  parentPort?.postMessage('done')
})
