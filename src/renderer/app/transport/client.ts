import { type Client, createClient } from '#core/contract/client.ts'
import { bridge } from './bridge.ts'
import { setConnection } from './connection.ts'
import { createHttpTransport } from './httpTransport.ts'

const connect = (): Client => {
  if (!bridge) return createClient(createHttpTransport())
  setConnection('connected')
  return createClient(bridge)
}

/** The one client of this window. */
export const client = connect()
