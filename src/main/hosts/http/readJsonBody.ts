import type { IncomingMessage } from 'node:http'
import { HttpFault } from './fault.ts'

/** Room for the longest stroke list; bytes of files never come this way. */
export const maxJsonBytes = 32 * 1024 * 1024

const tooLarge = (): HttpFault =>
  new HttpFault(413, 'usage/body-too-large', `A call may be ${maxJsonBytes / 1024 / 1024} MB at most.`)

/** Reads a JSON body. Throws on another content type, a body over the limit, and text that is not JSON in UTF-8. */
export const readJsonBody = async (request: IncomingMessage): Promise<unknown> => {
  const [mediaType, ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(/\s*;\s*/)
  if (mediaType !== 'application/json' || parameters.some((parameter) => parameter !== 'charset=utf-8')) {
    throw new HttpFault(415, 'usage/not-json', 'Calls are made with content-type application/json in UTF-8.')
  }
  if (Number(request.headers['content-length'] ?? 0) > maxJsonBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let sizeBytes = 0
  // A reader that gives up must not destroy the request: the answer goes out over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > maxJsonBytes) throw tooLarge()
    chunks.push(chunk)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch (error) {
    throw new HttpFault(400, 'usage/not-json', `The body is not JSON: ${(error as Error).message}`)
  }
}
