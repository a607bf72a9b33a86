import { Readable } from 'node:stream'
import { protocol, type Session } from 'electron'
import type { Host } from '../../services/host.ts'
import { type ContentReply, type ContentRequest, replyWithBytes } from '../content/replyWithBytes.ts'
import { securityHeaders } from '../content/securityHeaders.ts'
import type { WindowFiles } from '../content/windowFiles.ts'

const scheme = 'cameo'
const authority = 'app'

/** The window's address; everything it loads lies beside it. */
export const windowUrl = `${scheme}://${authority}/index.html`

/** Whether an address is one of ours. The scheme is not known to `URL`, so its origin says nothing: the parts do. */
export const isOwnUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol: ownScheme, host } = new URL(text)
  return ownScheme === `${scheme}:` && host === authority
}

/** Must be called before the app is ready. The scheme behaves like https: an origin of its own, secure, fetchable. */
export const registerScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ])
}

interface SchemeContent {
  readonly host: Pick<Host, 'resolveBytes'>
  readonly windowFiles: WindowFiles
}

const plain = (status: number, text: string): ContentReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: Buffer.from(text),
})

const bytesPrefix = '/bytes/'

const answer = async ({ host, windowFiles }: SchemeContent, request: Request): Promise<ContentReply> => {
  if (!isOwnUrl(request.url)) return plain(404, 'There is nothing at this address.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD are answered here.')
  const path = decodeURIComponent(new URL(request.url).pathname)
  const found = path.startsWith(bytesPrefix)
    ? await host.resolveBytes(path.slice(bytesPrefix.length))
    : await windowFiles.find(path)
  const contentRequest: ContentRequest = { method: request.method, header: (name) => request.headers.get(name) }
  const reply = found && (await replyWithBytes(found, contentRequest))
  return reply ?? plain(404, 'There is nothing at this address.')
}

const bodyOf = ({ body }: ContentReply): ConstructorParameters<typeof Response>[0] => {
  if (body instanceof Readable) return Readable.toWeb(body) as ReadableStream<Uint8Array>
  return body as Uint8Array<ArrayBuffer> | null
}

/** Serves the window and the bytes behind the contract's URLs, with the same headers as the HTTP door. */
export const serveScheme = (session: Session, content: SchemeContent): void => {
  session.protocol.handle(scheme, async (request) => {
    const reply = await answer(content, request).catch((error: unknown) =>
      plain(500, error instanceof Error ? error.message : String(error)),
    )
    return new Response(bodyOf(reply), { status: reply.status, headers: { ...securityHeaders, ...reply.headers } })
  })
}
