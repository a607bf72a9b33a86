import type { IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
import { CameoError, toErrorRecord } from '#core/model/errors.ts'
import type { Host } from '../../services/host.ts'
import { type ContentReply, type ContentRequest, replyWithBytes } from '../content/replyWithBytes.ts'
import type { WindowFiles } from '../content/windowFiles.ts'
import { HttpFault, notFound } from './fault.ts'
import { readJsonBody } from './readJsonBody.ts'
import { jsonReply } from './sendReply.ts'

/** What a route works with. */
export interface RouteContext {
  readonly host: Pick<Host, 'dispatch' | 'resolveBytes' | 'putUpload'>
  readonly windowFiles: WindowFiles
}

interface Route {
  /** The beginning of the URL's path; the rest, decoded, is what the route gets. */
  readonly prefix: string
  readonly methods: readonly string[]
  readonly answer: (context: RouteContext, request: IncomingMessage, rest: string) => Promise<ContentReply>
}

const contentRequestOf = (request: IncomingMessage): ContentRequest => ({
  method: request.method ?? 'GET',
  header: (name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : null
  },
})

const call: Route = {
  prefix: '/call/',
  methods: ['POST'],
  answer: async ({ host }, request, method) => jsonReply(200, await host.dispatch(method, await readJsonBody(request))),
}

const bytes: Route = {
  prefix: '/bytes/',
  methods: ['GET', 'HEAD'],
  answer: async ({ host }, request, route) => {
    const answer = await host.resolveBytes(route)
    const reply = answer && (await replyWithBytes(answer, contentRequestOf(request)))
    if (!reply) throw notFound()
    return reply
  },
}

const maxUploadBytes = 16 * 1024 ** 3

const limitedTo = (maxBytes: number): Transform => {
  let sizeBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.byteLength
      const tooLarge = sizeBytes > maxBytes
      done(tooLarge ? new CameoError('input/too-large', `A file may be ${maxBytes} bytes at most.`) : null, chunk)
    },
  })
}

const upload: Route = {
  prefix: '/upload/',
  methods: ['PUT'],
  answer: async ({ host }, request, rest) => {
    const slash = rest.indexOf('/')
    if (slash < 1 || slash === rest.length - 1) throw notFound()
    if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes) {
      throw new HttpFault(413, 'usage/body-too-large', `A file may be ${maxUploadBytes} bytes at most.`)
    }
    const limited = limitedTo(maxUploadBytes)
    request.on('error', (error) => limited.destroy(error))
    try {
      await host.putUpload(rest.slice(0, slash), rest.slice(slash + 1), request.pipe(limited))
    } catch (error) {
      request.unpipe(limited)
      return jsonReply(200, { ok: false, error: toErrorRecord(error) })
    }
    return jsonReply(200, { ok: true, result: {} })
  },
}

const windowFile: Route = {
  prefix: '/',
  methods: ['GET', 'HEAD'],
  answer: async ({ windowFiles }, request, rest) => {
    const file = await windowFiles.find(`/${rest}`)
    const reply = file && (await replyWithBytes(file, contentRequestOf(request)))
    if (!reply) throw notFound()
    return reply
  },
}

/** In order: the first whose prefix fits answers. `/events` is not here: its answer never ends. */
export const routes: readonly Route[] = [call, bytes, upload, windowFile]
