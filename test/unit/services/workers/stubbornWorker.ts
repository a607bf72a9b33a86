import { parentPort } from 'node:worker_threads'

/** A worker thread that misbehaves as its input asks. */
parentPort?.on('message', (message: { type: string; input?: { behaviour: string } }) => {
  const behaviour = message.input?.behaviour
  if (behaviour === 'exit') process.exit(3)
  if (behaviour === 'throw') throw new Error('a defect')
  for (;;) if (behaviour !== 'loop') break
  if (message.type === 'run') parentPort?.postMessage({ type: 'done', output: process.pid })
})
