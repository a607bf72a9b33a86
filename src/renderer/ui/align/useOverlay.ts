import { useMemo } from 'react'
import type { Alignment, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { type OverlayPair, overlayPairs } from '#core/editor/overlayPairs.ts'
import { type PairResiduals, type PairWeights, pairResiduals } from '#core/editor/pairResiduals.ts'
import { alignmentOfPair } from '#core/editor/scanPairs.ts'
import { identity4, type Mat4, toMat4 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import { withDragged } from '../../app/documents/draggedPoint.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { usePairWeights, useScanPair } from '../../app/state/scanPair.ts'
import { type Session, useSession } from '../../app/state/session.ts'
import { stepTitles } from './stepTexts.ts'

/** Two scans of a subject in one frame. */
export interface Overlay {
  readonly source: Scan
  readonly target: Scan
  readonly targetFromSource: Mat4
  /** Where the transform comes from: the current alignment, or the landmarks as they stand now. */
  readonly kind: 'alignment' | 'landmarks' | 'step'
  /** What is shown, in a few words. */
  readonly sentence: string
  /** The alignment whose distances belong to it; null for a preview. */
  readonly alignment: Alignment | null
  readonly pairs: readonly OverlayPair[]
  readonly weights: PairWeights
  readonly mmPerTargetUnit: number
}

type Shown = Pick<Overlay, 'targetFromSource' | 'kind' | 'sentence' | 'alignment'>

const landmarksShown = (
  { targetFromSource, byName, rms }: PairResiduals,
  weights: PairWeights,
  mmPerTargetUnit: number,
): Shown => ({
  targetFromSource,
  kind: 'landmarks',
  sentence: `Preview by ${[...byName.keys()].filter((name) => weights[name] !== 0).length} landmarks, ${(rms * mmPerTargetUnit).toFixed(2)} mm rms`,
  alignment: null,
})

const chainShown = (alignment: Alignment, wanted: Session['shownStep']): Shown => {
  const step = wanted?.alignmentId === alignment.id ? alignment.steps[wanted.position] : undefined
  if (!wanted || !step) {
    const targetFromSource = toMat4(alignment.targetFromSource)
    return { targetFromSource, kind: 'alignment', sentence: 'Aligned', alignment }
  }
  const reached = wanted.side === 'after' ? step : alignment.steps[wanted.position - 1]
  return {
    targetFromSource: reached ? toMat4(reached.targetFromSource) : identity4,
    kind: 'step',
    sentence: `${wanted.side === 'after' ? 'After' : 'Before'} step ${wanted.position + 1}: ${stepTitles[step.kind]}`,
    alignment: null,
  }
}

/**
 * The overlay to show: while landmarks are placed, or where it is asked for, the similarity that they give, as they move;
 * otherwise the current alignment, and the landmarks' similarity where there is none. Null where neither is to be had.
 */
export const useOverlay = (subject: SubjectDetail): Overlay | null => {
  const step = usePreferences((preferences) => preferences.step)
  const dragged = useSession(({ draggedPoint }) => draggedPoint)
  const previewsPairs = useSession((session) => session.previewsPairs)
  const wantedStep = useSession(({ shownStep }) => shownStep)
  const pair = useScanPair(subject)
  const weights = usePairWeights(subject, pair)
  const alignment = alignmentOfPair(subject, pair)
  const source = pair?.source ?? null
  const target = pair?.target ?? null
  const onSource = useLandmarks(source?.id ?? null)?.set.landmarks
  const onTarget = useLandmarks(target?.id ?? null)?.set.landmarks
  return useMemo(() => {
    if (!source || !target) return null
    const sourceSet = { landmarks: withDragged(source, onSource, dragged) }
    const targetSet = { landmarks: withDragged(target, onTarget, dragged) }
    const preview =
      alignment && step !== 'landmarks' && !previewsPairs ? null : pairResiduals(sourceSet, targetSet, weights)
    const mmPerTargetUnit = mmPer(target.unit ?? 'mm')
    const shown = preview
      ? landmarksShown(preview, weights, mmPerTargetUnit)
      : alignment && chainShown(alignment, wantedStep)
    if (!shown) return null
    return {
      source,
      target,
      ...shown,
      pairs: overlayPairs(sourceSet, targetSet, shown.targetFromSource),
      weights,
      mmPerTargetUnit,
    }
  }, [alignment, source, target, onSource, onTarget, dragged, step, previewsPairs, wantedStep, weights])
}
