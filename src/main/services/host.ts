import type { Readable } from 'node:stream'
import type { Client } from '#core/contract/client.ts'
import type { HostEvent } from '#core/contract/contract.ts'
import type { Dispatch } from '#core/contract/dispatch.ts'
import type { FoundationOptions } from './foundation.ts'

export type Door = 'electron' | 'http' | 'local'

export interface HostOptions extends FoundationOptions {
  readonly door: Door
  /** Who works here: written into every event and the project's lock. The system's user name where it is not given. */
  readonly userName?: string
}

/** Bytes behind a URL of the contract: either a file to stream or bytes at hand. */
export interface BytesAnswer {
  readonly path?: string
  readonly bytes?: Uint8Array
  readonly contentType: string
  /** True where the same URL will always give the same bytes. */
  readonly immutable: boolean
  /** Of bytes at hand, where something else tells them from others sooner than a hash of them. */
  readonly entityTag?: string
}

/** Everything behind the doors. A door parses its transport and hands over; it knows nothing else. */
export interface Host {
  readonly dispatch: Dispatch
  /** The same services for callers in this process. */
  readonly client: Client
  subscribe(listener: (event: HostEvent) => void): () => void
  /** `route` is `<kind>/<id>` without `bytes/` and without the query; null where there is no such thing. */
  resolveBytes(route: string): Promise<BytesAnswer | null>
  /** Stores one file of an upload begun by `uploads.begin`. Throws CameoError. */
  putUpload(uploadId: string, relativePath: string, stream: Readable): Promise<void>
  /** Cancels running jobs, closes the project and ends the workers. Safe to call twice. */
  close(): Promise<void>
}
