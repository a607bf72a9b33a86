import { useMemo } from 'react'
import type { Scan } from '#core/contract/contract.ts'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import { mmPer } from '#core/model/units.ts'
import { withDragged } from '../../app/documents/draggedPoint.ts'
import type { ShownLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { useSession } from '../../app/state/session.ts'

export interface Pairs {
  readonly residualsMm: ReadonlyMap<string, number>
  readonly rmsMm: number
}

export interface PairSources {
  readonly coarse: Scan | null
  readonly fine: Scan | null
  readonly onCoarse: ShownLandmarks | null
  readonly onFine: ShownLandmarks | null
}

/** How well the clicks on the two scans agree; null until three pairs are placed. */
export const usePairs = ({ coarse, fine, onCoarse, onFine }: PairSources): Pairs | null => {
  const source = onCoarse?.set.landmarks
  const target = onFine?.set.landmarks
  const unit = fine?.unit ?? 'mm'
  const dragged = useSession(({ draggedPoint }) => draggedPoint)
  return useMemo(() => {
    if (!coarse || !source || !target) return null
    const found = pairResiduals(
      { landmarks: withDragged(coarse, source, dragged) },
      { landmarks: withDragged(fine, target, dragged) },
    )
    if (!found) return null
    const mm = mmPer(unit)
    return {
      residualsMm: new Map([...found.byName].map(([name, residual]) => [name, residual * mm])),
      rmsMm: found.rms * mm,
    }
  }, [coarse, fine, source, target, unit, dragged])
}

export const PairSummary = ({ pairs }: { readonly pairs: Pairs }) => (
  <p className="pair-summary row" role="status" aria-label="Agreement of the pairs">
    <span className="grow muted">{pairs.residualsMm.size} pairs agree within</span>
    <span className="strong">{pairs.rmsMm.toFixed(2)} mm rms</span>
  </p>
)
