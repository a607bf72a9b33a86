import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostEvent } from '#core/contract/contract.ts'
import type { Host } from '../../services/host.ts'
import { securityHeaders } from '../content/securityHeaders.ts'

const heartbeatMs = 15_000
const retryMs = 1_000
/** Events kept for windows that come back. */
const keptEvents = 500
/** A window that reads nothing for this long is cut off; it comes back by itself and is told what it missed. */
const maxWaitingBytes = 4 * 1024 * 1024

export interface EventStream {
  /** Answers with an endless stream of server-sent events. */
  attach(request: IncomingMessage, response: ServerResponse): void
  close(): void
}

const askAgain: HostEvent = { type: 'project.changed', subjectIds: [] }

/**
 * Sends the host's events to every listening window. Each event has a number; a window that lost its connection names
 * the last one it saw and gets what it missed, or, where that is no longer known, the advice to ask for everything anew.
 */
export const createEventStream = (host: Pick<Host, 'subscribe'>): EventStream => {
  // A host started anew counts from the beginning: numbers of an earlier one mean nothing.
  const run = randomBytes(6).toString('hex')
  const listeners = new Set<ServerResponse>()
  let kept: readonly { readonly number: number; readonly text: string }[] = []
  let lastNumber = 0

  const send = (response: ServerResponse, text: string): void => {
    if (response.writableLength > maxWaitingBytes) response.destroy()
    else response.write(text)
  }
  const messageOf = (event: HostEvent, number: number): string =>
    `id: ${run}-${number}\ndata: ${JSON.stringify(event)}\n\n`

  const unsubscribe = host.subscribe((event) => {
    lastNumber += 1
    const text = messageOf(event, lastNumber)
    kept = [...kept.slice(1 - keptEvents), { number: lastNumber, text }]
    for (const listener of listeners) send(listener, text)
  })
  const heartbeat = setInterval(() => {
    for (const listener of listeners) send(listener, ': alive\n\n')
  }, heartbeatMs)
  heartbeat.unref()

  const missedSince = (lastSeen: string): string => {
    const [seenRun, seenNumber] = lastSeen.split('-')
    const next = Number(seenNumber) + 1
    const isKnown = seenRun === run && next <= lastNumber + 1 && next >= (kept[0]?.number ?? lastNumber + 1)
    if (!isKnown) return messageOf(askAgain, lastNumber)
    return kept
      .filter(({ number }) => number >= next)
      .map(({ text }) => text)
      .join('')
  }

  return {
    attach: (request, response) => {
      response.writeHead(200, {
        ...securityHeaders,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      })
      response.write(`retry: ${retryMs}\n\n`)
      const lastSeen = request.headers['last-event-id']
      if (typeof lastSeen === 'string' && lastSeen !== '') send(response, missedSince(lastSeen))
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    close: () => {
      unsubscribe()
      clearInterval(heartbeat)
      for (const listener of listeners) listener.end()
      listeners.clear()
    },
  }
}
