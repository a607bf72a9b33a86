import { type AreaSummary, residualArea } from '../geometry/alignment/residualArea.ts'

/** What a brush has made of a vertex, from its byte of trust (255: full). */
const kinds = ['Listened to', 'Half', 'Left out'] as const
const kindOf = (trust: number): number => (trust >= 192 ? 0 : trust >= 64 ? 1 : 2)

/** The residuals of a scan by what is painted on it; only what occurs. `values`: mm, negative without counterpart. */
export const paintedAreas = (o: {
  readonly values: Float32Array
  readonly signed: Float32Array | null
  readonly trust: Uint8Array
}): readonly (AreaSummary & { readonly title: string })[] => {
  const labels = o.trust.map(kindOf)
  return kinds.flatMap((title, label) => {
    const area = residualArea({ label, labels, distances: o.values, signed: o.signed })
    return area.count > 0 ? [{ title, ...area }] : []
  })
}
