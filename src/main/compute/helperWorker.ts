import { parentPort } from 'node:worker_threads'
import { KernelInstance } from '#core/kernels/kernelInstance.ts'
import { helpBuild } from '#core/kernels/sharedBuild.ts'
import { type BuildRequest, type HelpRequest, takeChunks } from './helperThreads.ts'

/** Entry of a thread that helps with batches of queries and with trees: there is nothing to answer, the memory tells. */
const port = parentPort
if (!port) throw new Error('This file runs as a worker thread only.')

port.on('message', (request: HelpRequest | BuildRequest) => {
  if ('build' in request) helpBuild(KernelInstance.attach(request.build.memory, request.stack), request.build)
  // Each chunk is marked as it is answered; here is nobody to tell.
  else for (const _ of takeChunks(request));
})
