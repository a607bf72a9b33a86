import { parentPort, workerData } from 'node:worker_threads'
import { PointTree } from '../../../src/core/kernels/pointTree.ts'

parentPort?.postMessage(PointTree.attach(workerData.shared).nearest(workerData.queries))
