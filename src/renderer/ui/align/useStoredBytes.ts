import { useEffect, useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'
import { bytesAddress } from '../../app/transport/addresses.ts'
import { fetchBytes } from '../../compute/fetchBytes.ts'

export interface StoredBytes {
  /** Null until they are read. */
  readonly bytes: Uint8Array | null
  readonly failure: string | null
}

/** The bytes behind a URL of the host; none where it is null. `what` they are, for the sentence of a failure. */
export const useStoredBytes = (url: string | null, what: string): StoredBytes => {
  const [found, setFound] = useState<StoredBytes & { readonly url: string | null }>({
    url: null,
    bytes: null,
    failure: null,
  })
  useEffect(() => {
    if (url === null) return
    const loading = new AbortController()
    fetchBytes(new URL(bytesAddress(url), document.baseURI).href, what, loading.signal)
      .then((bytes) => {
        if (!loading.signal.aborted) setFound({ url, bytes, failure: null })
      })
      .catch((error: unknown) => {
        if (!loading.signal.aborted) setFound({ url, bytes: null, failure: toErrorRecord(error).message })
      })
    return () => loading.abort()
  }, [url, what])
  return found.url === url ? found : { bytes: null, failure: null }
}
