import { useEffect, useMemo } from 'react'
import type { Output, SubjectDetail } from '#core/contract/contract.ts'
import type { SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import { useScanPair } from '../state/scanPair.ts'
import { useSession } from '../state/session.ts'
import { attempt } from '../state/toasts.ts'
import { bytesAddress } from '../transport/addresses.ts'
import { client } from '../transport/client.ts'
import { OpenDocuments, useDocumentState } from './openDocuments.ts'

type TrustRecord = Output<'trust.get'>

/** One thing a person did to the trust of a scan, as data. */
export type TrustEdit =
  | { readonly kind: 'stroke'; readonly stroke: SurfaceStroke }
  | { readonly kind: 'clear' | 'undo' | 'redo' }

const write = (scanId: string, edit: TrustEdit, stored: TrustRecord): Promise<TrustRecord> => {
  if (edit.kind !== 'stroke') return client.call(`trust.${edit.kind}`, { scanId })
  const { points, ...brush } = edit.stroke
  return client.call('trust.paint', {
    scanId,
    baseRevision: stored.revision,
    strokes: [{ ...brush, points: [...points] }],
  })
}

/** The trust painted on the scans open in this window. */
export const trustDocuments = new OpenDocuments<TrustRecord, TrustEdit>({
  read: (scanId) => client.call('trust.get', { scanId }),
  write,
})

/** What is stored of a scan's trust; null until it has been read. */
export const useTrust = (scanId: string | null): TrustRecord | null => {
  useEffect(() => {
    if (scanId !== null) void attempt(() => trustDocuments.ensure(scanId))
  }, [scanId])
  return useDocumentState(trustDocuments, scanId)?.stored ?? null
}

export const editTrust = async (scanId: string, edit: TrustEdit): Promise<void> => {
  await trustDocuments.ensure(scanId)
  await trustDocuments.queue(scanId)?.push(edit)
}

/** Where the trust of the two scans that are aligned is read while it is painted, by scan; null at other times. */
export const useTrustUrls = (subject: SubjectDetail): ReadonlyMap<string, string> | null => {
  const isPainting = useSession(({ trustBrush }) => trustBrush)
  const pair = useScanPair(subject)
  const source = useTrust(pair?.source.id ?? null)
  const target = useTrust(pair?.target.id ?? null)
  return useMemo(() => {
    if (!isPainting) return null
    const known = [source, target].filter((record) => record !== null)
    return new Map(known.map(({ scanId, trustUrl }) => [scanId, trustUrl === null ? '' : bytesAddress(trustUrl)]))
  }, [isPainting, source, target])
}
