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

const messageOf = (id: string, event: HostEvent): string => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`

/** The latest events under their numbers, for windows that lost their connection. */
const createMemory = () => {
  // A host started anew counts from the beginning: numbers of an earlier one mean nothing.
  const run = randomBytes(6).toString('hex')
  let kept: readonly { readonly number: number; readonly text: string }[] = []
  let lastNumber = 0
  return {
    /** Gives the event's message. */
    add: (event: HostEvent): string => {
      lastNumber += 1
      const text = messageOf(`${run}-${lastNumber}`, event)
      kept = [...kept.slice(1 - keptEvents), { number: lastNumber, text }]
      return text
    },
    /** The messages after the one with this id; the advice to ask anew where they are no longer known. */
    since: (lastSeen: string): string => {
      const [seenRun, seenNumber] = lastSeen.split('-')
      const next = Number(seenNumber) + 1
      const isKnown = seenRun === run && next <= lastNumber + 1 && next >= (kept[0]?.number ?? lastNumber + 1)
      if (!isKnown) return messageOf(`${run}-${lastNumber}`, askAgain)
      return kept.flatMap(({ number, text }) => (number >= next ? [text] : [])).join('')
    },
  }
}

const send = (response: ServerResponse, text: string): void => {
  if (response.writableLength > maxWaitingBytes) response.destroy()
  else response.write(text)
}

/**
 * Sends the host's events to every listening window. Each event has a number; a window that lost its connection names
 * the last one it saw and gets what it missed, or, where that is no longer known, the advice to ask for everything anew.
 */
export const createEventStream = (host: Pick<Host, 'subscribe'>): EventStream => {
  const memory = createMemory()
  const listeners = new Set<ServerResponse>()
  const sendToAll = (text: string): void => {
    for (const listener of listeners) send(listener, text)
  }
  const unsubscribe = host.subscribe((event) => sendToAll(memory.add(event)))
  const heartbeat = setInterval(() => sendToAll(': alive\n\n'), heartbeatMs)
  heartbeat.unref()
  return {
    attach: (request, response) => {
      response.writeHead(200, {
        ...securityHeaders,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      })
      response.write(`retry: ${retryMs}\n\n`)
      const lastSeen = request.headers['last-event-id']
      if (typeof lastSeen === 'string' && lastSeen !== '') send(response, memory.since(lastSeen))
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
