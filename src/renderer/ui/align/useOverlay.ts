import { useMemo } from 'react'
import type { Alignment, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { type OverlayPair, overlayPairs } from '#core/editor/overlayPairs.ts'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import { currentAlignment, scanOfRole } from '#core/editor/subjectSteps.ts'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import { withDragged } from '../../app/documents/draggedPoint.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'

/** Two scans of a subject in one frame. */
export interface Overlay {
  readonly source: Scan
  readonly target: Scan
  readonly targetFromSource: Mat4
  /** Where the transform comes from: the current alignment, or the landmarks as they stand now. */
  readonly kind: 'alignment' | 'landmarks'
  /** The alignment it shows; null for a preview by landmarks. */
  readonly alignment: Alignment | null
  readonly pairs: readonly OverlayPair[]
  readonly mmPerTargetUnit: number
}

/**
 * The overlay to show: while landmarks are placed the similarity that they give, as they move; otherwise the current
 * alignment, and the landmarks' similarity where there is none. Null where neither is to be had.
 */
export const useOverlay = (subject: SubjectDetail): Overlay | null => {
  const step = usePreferences((preferences) => preferences.step)
  const dragged = useSession(({ draggedPoint }) => draggedPoint)
  const alignment = currentAlignment(subject)
  const source = subject.scans.find(({ id }) => id === alignment?.sourceScanId) ?? scanOfRole(subject, 'coarse')
  const target = subject.scans.find(({ id }) => id === alignment?.targetScanId) ?? scanOfRole(subject, 'fine')
  const onSource = useLandmarks(source?.id ?? null)?.set.landmarks
  const onTarget = useLandmarks(target?.id ?? null)?.set.landmarks
  return useMemo(() => {
    if (!source || !target) return null
    const sourceSet = { landmarks: withDragged(source, onSource, dragged) }
    const targetSet = { landmarks: withDragged(target, onTarget, dragged) }
    const preview = alignment && step !== 'landmarks' ? null : pairResiduals(sourceSet, targetSet)
    const shown = preview ? null : alignment
    const targetFromSource = preview?.targetFromSource ?? (shown && toMat4(shown.targetFromSource))
    if (!targetFromSource) return null
    return {
      source,
      target,
      targetFromSource,
      kind: preview ? 'landmarks' : 'alignment',
      alignment: shown,
      pairs: overlayPairs(sourceSet, targetSet, targetFromSource),
      mmPerTargetUnit: mmPer(target.unit ?? 'mm'),
    }
  }, [alignment, source, target, onSource, onTarget, dragged, step])
}
