import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ContentReply } from '../content/replyWithBytes.ts'
import { securityHeaders } from '../content/securityHeaders.ts'

/** Sends an answer. A body that breaks off ends the connection: half a file must not look like a whole one. */
export const sendReply = async (response: ServerResponse, { status, headers, body }: ContentReply): Promise<void> => {
  response.writeHead(status, { ...securityHeaders, ...headers })
  if (!(body instanceof Readable)) {
    response.end(body ?? undefined)
    return
  }
  try {
    await pipeline(body, response)
  } catch {
    response.destroy()
  }
}

/** An answer as JSON that no cache keeps. */
export const jsonReply = (status: number, value: unknown, headers: Record<string, string> = {}): ContentReply => {
  const body = Buffer.from(JSON.stringify(value))
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(body.byteLength),
      'cache-control': 'no-store',
      ...headers,
    },
    body,
  }
}

/** A small page that no cache keeps. */
export const htmlReply = (status: number, html: string, headers: Record<string, string> = {}): ContentReply => {
  const body = Buffer.from(html)
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(body.byteLength),
      'cache-control': 'no-store',
      ...headers,
    },
    body,
  }
}
