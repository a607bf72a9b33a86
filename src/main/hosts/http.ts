import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { CameoError, toErrorRecord } from '#core/model/errors.ts'
import type { Host } from '../services/host.ts'
import { securityHeaders } from './content/securityHeaders.ts'
import { openWindowFiles } from './content/windowFiles.ts'
import { type Access, createAccess } from './http/access.ts'
import { createEventStream, type EventStream } from './http/eventStream.ts'
import { HttpFault, methodNotAllowed, notFound } from './http/fault.ts'
import { type RouteContext, routes } from './http/routes.ts'
import { htmlReply, jsonReply, sendReply } from './http/sendReply.ts'
import { signInPage } from './http/signInPage.ts'

export interface HttpHostOptions {
  readonly host: Pick<Host, 'dispatch' | 'subscribe' | 'resolveBytes' | 'putUpload'>
  /** 0 takes any free port. */
  readonly port: number
  /** The built window. */
  readonly rendererDir: string
  /** Called when a browser has used up an address. */
  readonly onSignIn?: () => void
}

export interface HttpHost {
  /** The address to open, with the token that opens it once. */
  readonly url: string
  readonly port: number
  /** Another address, for another browser. */
  createUrl(): string
  /** Ends all connections. The host behind the door stays open. */
  close(): Promise<void>
}

interface DoorState extends RouteContext {
  readonly access: Access
  readonly events: EventStream
  readonly onSignIn: () => void
}

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new HttpFault(400, 'usage/bad-address', 'The address is not valid.')
  }
}

/** The raw path is used as it came: `URL` would resolve `..` before anyone could refuse it. */
const splitTarget = (target: string): { path: string; query: URLSearchParams } => {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  return { path: decodePath(path), query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)) }
}

/** Moves the token from the address into a cookie. A browser that is signed in may open a used address again. */
const signIn = async (state: DoorState, request: IncomingMessage, response: ServerResponse, token: string) => {
  const cookie = state.access.redeem(token)
  if (cookie === null) state.access.checkSession(request)
  const headers = { location: '/', 'cache-control': 'no-store', ...(cookie === null ? {} : { 'set-cookie': cookie }) }
  await sendReply(response, { status: 303, headers, body: null })
  if (cookie !== null) state.onSignIn()
}

const answer = async (state: DoorState, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  state.access.checkOrigin(request)
  const { path, query } = splitTarget(request.url ?? '/')
  const method = request.method ?? 'GET'
  const token = query.get('token')
  if (path === '/' && method === 'GET' && token !== null) return signIn(state, request, response, token)
  state.access.checkSession(request)
  if (path === '/events') {
    if (method !== 'GET') throw methodNotAllowed(['GET'])
    state.events.attach(request, response)
    return
  }
  const route = routes.find(({ prefix }) => path.startsWith(prefix))
  if (!route) throw notFound()
  if (!route.methods.includes(method)) throw methodNotAllowed(route.methods)
  const reply = await route.answer(state, request, path.slice(route.prefix.length))
  // What an answer did not need of the body is read and dropped, or the sender would never hear the answer.
  request.resume()
  await sendReply(response, reply)
}

const sendFault = async (request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  request.resume()
  const fault = error instanceof HttpFault ? error : null
  const status = fault?.status ?? 500
  const record = fault?.record ?? toErrorRecord(error)
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
  const reply = wantsPage
    ? htmlReply(status, signInPage(record.message), fault?.headers)
    : jsonReply(status, { ok: false, error: record }, fault?.headers)
  await sendReply(response, reply)
}

/** What is not even HTTP gets an answer with the same headers as everything else. */
const refuseMalformed = (_error: Error, socket: Socket): void => {
  if (!socket.writable) return
  const headers = Object.entries({ ...securityHeaders, connection: 'close', 'content-length': '0' })
  socket.end(`HTTP/1.1 400 Bad Request\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      reject(
        isTaken
          ? new CameoError('usage/port-in-use', `Port ${port} cannot be used (${error.code}). Choose another one.`)
          : error,
      )
    })
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port)
    })
  })

/**
 * Opens the door for browsers on this machine: `POST /call/<method>`, `GET /events`, `GET /bytes/<kind>/<id>`,
 * `PUT /upload/<id>/<path>` and the window's own files. Throws `usage/port-in-use`.
 */
export const startHttpHost = async (options: HttpHostOptions): Promise<HttpHost> => {
  const { host, rendererDir, onSignIn = () => {} } = options
  const server = createServer({ requestTimeout: 3_600_000 })
  const port = await listen(server, options.port)
  const access = createAccess({ port })
  const events = createEventStream(host)
  const state: DoorState = { host, windowFiles: openWindowFiles(rendererDir), access, events, onSignIn }
  server.on('request', (request, response) => {
    answer(state, request, response).catch((error: unknown) => sendFault(request, response, error))
  })
  server.on('clientError', refuseMalformed)
  const createUrl = (): string => `http://127.0.0.1:${port}/?token=${access.issueToken()}`
  return {
    url: createUrl(),
    port,
    createUrl,
    close: () =>
      new Promise((resolve) => {
        events.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
