import { useMemo } from 'react'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import { alignmentOfPair } from '#core/editor/scanPairs.ts'
import { identity4, toMat4 } from '#core/model/transform.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useScanPair } from '../../app/state/scanPair.ts'
import type { ViewLinkage } from '../../viewport/types.ts'
import type { ViewPane } from './viewLayers.ts'

/**
 * What lets the two views side by side move as one: the alignment of the scans, or before there is one the fit of the
 * points placed on both. Null where neither is known, or where the person wants them apart.
 */
export const useLinkage = (pane: ViewPane, subject: SubjectDetail, isSide: boolean): ViewLinkage | null => {
  const isWanted = usePreferences(({ linkedViews }) => linkedViews) && isSide
  const pair = useScanPair(subject)
  const coarse = pair?.source ?? null
  const fine = pair?.target ?? null
  const onCoarse = useLandmarks(isSide ? (coarse?.id ?? null) : null)?.set.landmarks
  const onFine = useLandmarks(isSide ? (fine?.id ?? null) : null)?.set.landmarks
  const alignment = alignmentOfPair(subject, pair)
  const isSource = pane.scan.id === coarse?.id
  return useMemo(() => {
    if (!isWanted) return null
    const ofPoints = () =>
      onCoarse && onFine ? pairResiduals({ landmarks: onCoarse }, { landmarks: onFine })?.targetFromSource : undefined
    const fineFromCoarse = alignment ? toMat4(alignment.targetFromSource) : ofPoints()
    if (!fineFromCoarse) return null
    return { channel: subject.id, linkedFromView: isSource ? fineFromCoarse : identity4 }
  }, [isWanted, alignment, onCoarse, onFine, isSource, subject.id])
}
