import { WorkerPool } from '../src/main/compute/workerPool.ts'
import { alignBatch } from './alignBatch.ts'

// Forked by groups/threads.ts: the batch in a process and on a worker of its own, whenever it is asked for.
const [folder] = process.argv.slice(2)
const pool = new WorkerPool({ size: 1 })
process.on('message', () => void alignBatch(pool, folder).then(() => process.send?.('done')))
process.on('disconnect', () => void pool.close())
