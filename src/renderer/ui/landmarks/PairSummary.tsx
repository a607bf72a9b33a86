import { CaretRight } from '@blueprintjs/icons'
import { useMemo } from 'react'
import type { Scan } from '#core/contract/contract.ts'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import { withDragged } from '../../app/documents/draggedPoint.ts'
import type { ShownLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { useSession } from '../../app/state/session.ts'

export interface Pairs {
  readonly residualsMm: ReadonlyMap<string, number>
  /** To the subject's left, up and forward, or along the fine scan's axes. */
  readonly differencesMm: ReadonlyMap<string, Vec3>
  readonly axes: 'head' | 'scan'
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
      differencesMm: new Map([...found.differences].map(([name, [x, y, z]]) => [name, [x * mm, y * mm, z * mm]])),
      axes: found.axes,
      rmsMm: found.rms * mm,
    }
  }, [coarse, fine, source, target, unit, dragged])
}

const axisNames = { head: ['left', 'up', 'front'], scan: ['x', 'y', 'z'] } as const

export const signedMm = (mm: number): string =>
  Math.abs(mm) < 0.05 ? '0.0' : `${mm < 0 ? '−' : '+'}${Math.abs(mm).toFixed(1)}`

/** How well the pairs agree, and on request every pair by axis: the second scan less the first, after the best fit. */
export const PairSummary = (props: {
  readonly pairs: Pairs
  readonly titleOf: (name: string) => string
  /** What is taken from what. */
  readonly difference: string
}) => {
  const { pairs, titleOf } = props
  return (
    <details className="pair-summary">
      <summary>
        <span className="row" role="status" aria-label="Agreement of the pairs">
          <CaretRight size={14} className="pair-caret" />
          <span className="grow muted">{pairs.residualsMm.size} pairs agree within</span>
          <span className="strong">{pairs.rmsMm.toFixed(2)} mm rms</span>
        </span>
      </summary>
      <table className="pair-table" aria-label="Differences of the pairs by axis in mm">
        <thead>
          <tr>
            <th scope="col">{props.difference}</th>
            {axisNames[pairs.axes].map((axis) => (
              <th key={axis} scope="col">
                {axis}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...pairs.differencesMm].map(([name, difference]) => (
            <tr key={name}>
              <th scope="row">{titleOf(name)}</th>
              {axisNames[pairs.axes].map((axis, at) => (
                <td key={axis}>{signedMm(difference[at])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
