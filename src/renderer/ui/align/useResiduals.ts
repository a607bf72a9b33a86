import { useEffect, useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'
import { bytesAddress } from '../../app/transport/addresses.ts'
import { fetchBytes } from '../../compute/fetchBytes.ts'

export interface Residuals {
  /** `[n]` mm; null until they are read. */
  readonly values: Float32Array | null
  readonly failure: string | null
}

/** The stored distances behind a URL; none where it is null. */
export const useResiduals = (url: string | null): Residuals => {
  const [found, setFound] = useState<Residuals & { readonly url: string | null }>({
    url: null,
    values: null,
    failure: null,
  })
  useEffect(() => {
    if (url === null) return
    const loading = new AbortController()
    fetchBytes(new URL(bytesAddress(url), document.baseURI).href, 'The residuals', loading.signal)
      .then((bytes) => {
        const values = new Float32Array(bytes.slice().buffer, 0, Math.floor(bytes.byteLength / 4))
        if (!loading.signal.aborted) setFound({ url, values, failure: null })
      })
      .catch((error: unknown) => {
        if (!loading.signal.aborted) setFound({ url, values: null, failure: toErrorRecord(error).message })
      })
    return () => loading.abort()
  }, [url])
  return found.url === url ? found : { values: null, failure: null }
}
