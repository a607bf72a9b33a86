import type { Transport } from '#core/contract/client.ts'
import type { HostEvent } from '#core/contract/contract.ts'
import type { Answer } from '#core/contract/dispatch.ts'
import { setConnection, useConnection } from './connection.ts'

const reconnectMs = 1000

const failure = (code: string, message: string): Answer => ({ ok: false, error: { code, message, detail: {} } })

const unreachable = failure(
  'internal/host-unreachable',
  'Cameo’s host does not answer. Start it again; this window reconnects by itself and keeps what is not saved yet.',
)

/** The host was started anew and has another secret. */
const isRefused = (answer: Answer): boolean => !answer.ok && answer.error.code === 'usage/not-signed-in'

const call = async (method: string, input: unknown): Promise<Answer> => {
  try {
    const response = await fetch(`call/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const answer = (await response.json()) as Answer
    if (isRefused(answer)) setConnection('refused')
    return answer
  } catch {
    return unreachable
  }
}

/**
 * The browser's door: calls are POSTs, events one stream for all listeners. The stream is opened again for as long
 * as the window lives; `connection` tells its state.
 */
export const createHttpTransport = (): Transport => {
  const listeners = new Set<(event: HostEvent) => void>()
  const listen = (): void => {
    const source = new EventSource('events')
    source.onopen = () => setConnection('connected')
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as HostEvent
      for (const listener of listeners) listener(event)
    }
    source.onerror = async () => {
      source.close()
      if (useConnection.getState().state !== 'refused') setConnection('lost')
      // A stream cannot say why it was refused; an ordinary call can. Signing in once in this browser lets all its
      // windows in again, so a refused one goes on asking.
      const answer = await call('host.info', {})
      setTimeout(listen, answer.ok ? 0 : reconnectMs)
    }
  }
  listen()
  return {
    call,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
