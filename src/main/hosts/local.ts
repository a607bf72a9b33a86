import { type Client, createClient } from '#core/contract/client.ts'
import type { Host } from '../services/host.ts'

/** The door for callers in the host's own process: the same dispatch, no transport in between. */
export const createLocalClient = (host: Pick<Host, 'dispatch' | 'subscribe'>): Client =>
  createClient({ call: host.dispatch, subscribe: host.subscribe })
