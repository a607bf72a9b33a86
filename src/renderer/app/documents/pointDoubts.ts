import { useEffect, useMemo, useState } from 'react'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { scanInWords } from '#core/editor/scanPairs.ts'
import type { ScanSide } from '#core/model/landmarkFindings.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import { computeClient } from '../../compute/computeClient.ts'
import type { PointDoubts, PointDoubtsInput } from '../../compute/pointDoubts.ts'
import { useServerData } from '../state/serverData.ts'
import { attempt } from '../state/toasts.ts'
import { afterFrame } from './afterFrame.ts'
import type { ShownLandmarks } from './landmarkDocuments.ts'

type DoubtedInput = PointDoubtsInput['scans'][number]

/** What is asked of one scan, the same object for the same points; null until the points have been read. */
const useDoubted = (
  side: ScanSide,
  o: { readonly subject: SubjectDetail; readonly scan: Scan | null },
  shown: ShownLandmarks | null,
): DoubtedInput | null => {
  const { subject, scan } = o
  const heads = useServerData('landmarks.population', scan ? { scanId: scan.id } : null).data?.heads
  const landmarks = shown?.set.landmarks
  return useMemo(() => {
    if (!scan || !landmarks) return null
    const { id, unit, up } = scan
    const known = (heads ?? []).map((head) => new Map(head.map(({ name, position }) => [name, position] as const)))
    return { id, side, called: scanInWords(subject, scan), unit, up, landmarks, heads: known }
  }, [side, subject, scan, landmarks, heads])
}

const nothing: PointDoubts = { doubts: [], shapes: new Map() }

/**
 * What is doubtful about the points of a pair of scans so far. Worked out by a worker after the points are shown: until
 * it has answered, what it said of these scans before.
 */
export const usePointDoubts = (
  o: {
    readonly subject: SubjectDetail
    readonly coarse: Scan | null
    readonly fine: Scan | null
    readonly onCoarse: ShownLandmarks | null
    readonly onFine: ShownLandmarks | null
  },
  scheme: LandmarkScheme,
): PointDoubts => {
  const { subject } = o
  const first = useDoubted('source', { subject, scan: o.coarse }, o.onCoarse)
  const second = useDoubted('target', { subject, scan: o.fine }, o.onFine)
  const [answer, setAnswer] = useState({ of: '', found: nothing })
  const of = [o.coarse?.id, o.fine?.id, scheme.name].join(' ')
  useEffect(() => {
    const scans = [first, second].filter((each) => each !== null)
    if (scans.length === 0) return
    const asked = new AbortController()
    const titles = new Map(scheme.points.map(({ name, title }) => [name, title]))
    const onPart = (found: PointDoubts): void => setAnswer({ of, found })
    const ask = (): Promise<void> =>
      attempt(() => computeClient().run('landmarks.doubts', { scans, titles }, { onPart, signal: asked.signal }))
    const forget = afterFrame(() => void ask())
    return () => {
      forget()
      asked.abort()
    }
  }, [of, scheme, first, second])
  return answer.of === of ? answer.found : nothing
}
