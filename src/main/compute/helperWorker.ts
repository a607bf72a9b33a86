import { parentPort } from 'node:worker_threads'
import { type HelpRequest, takeChunks } from './helperThreads.ts'

/** Entry of a thread that helps with batches of queries: there is nothing to answer, the shared memory tells. */
const port = parentPort
if (!port) throw new Error('This file runs as a worker thread only.')

port.on('message', (request: HelpRequest) => {
  // Each chunk is marked as it is answered; here is nobody to tell.
  for (const _ of takeChunks(request));
})
