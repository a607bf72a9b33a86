import { useMemo } from 'react'
import { useStoredBytes } from './useStoredBytes.ts'

export interface Residuals {
  /** `[n]` mm; null until they are read. */
  readonly values: Float32Array | null
  readonly failure: string | null
}

/** The stored distances behind a URL; none where it is null. */
export const useResiduals = (url: string | null): Residuals => {
  const { bytes, failure } = useStoredBytes(url, 'The residuals')
  const values = useMemo(
    () => bytes && new Float32Array(bytes.slice().buffer, 0, Math.floor(bytes.byteLength / 4)),
    [bytes],
  )
  return { values, failure }
}
