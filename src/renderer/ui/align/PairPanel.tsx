import { Button, Checkbox, HTMLSelect } from '@blueprintjs/core'
import { useMemo } from 'react'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import type { PairWeights } from '#core/editor/pairResiduals.ts'
import { type PairRow, type PairTable, pairTable } from '#core/editor/pairTable.ts'
import type { ScanPair } from '#core/editor/scanPairs.ts'
import { mmPer } from '#core/model/units.ts'
import { pairWeightChoices, previewPairs } from '../../app/actions/weighPair.ts'
import { withDragged } from '../../app/documents/draggedPoint.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { lineOf, usePairWeights, weighPairs } from '../../app/state/scanPair.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { AreaBar } from '../controls/AreaBar.tsx'
import { Fold } from '../controls/Fold.tsx'

const weightTexts: Readonly<Record<number, string>> = { 0: 'out', 0.25: '¼', 0.5: '½', 1: '1', 2: '2', 4: '4' }

const usePairTable = ({ source, target }: ScanPair, weights: PairWeights): PairTable => {
  const onSource = useLandmarks(source.id)?.set.landmarks
  const onTarget = useLandmarks(target.id)?.set.landmarks
  const dragged = useSession(({ draggedPoint }) => draggedPoint)
  return useMemo(
    () =>
      pairTable(
        { landmarks: withDragged(source, onSource, dragged) },
        { landmarks: withDragged(target, onTarget, dragged) },
        weights,
      ),
    [source, target, onSource, onTarget, dragged, weights],
  )
}

const millimetres = (value: number | null, mmPerUnit: number): string =>
  value === null ? '–' : (value * mmPerUnit).toFixed(2)

const Row = (props: {
  readonly row: PairRow
  readonly isChosen: boolean
  readonly isWorst: boolean
  /** Of the largest distance when left out, 0..1. */
  readonly share: number
  readonly mmPerUnit: number
  readonly onWeight: (weight: number) => void
}) => {
  const { row, isChosen, isWorst, share, mmPerUnit, onWeight } = props
  const { name, weight, residual, leftOut, rmsWithout } = row
  const title = landmarkTitle(name)
  const without =
    rmsWithout === null ? '' : `The others agree within ${millimetres(rmsWithout, mmPerUnit)} mm without it.`
  // A weight that came from elsewhere stays to be seen.
  const choices = [...new Set([...pairWeightChoices, weight])].sort((a, b) => a - b)
  return (
    <tr data-out={weight === 0} data-chosen={isChosen} data-worst={isWorst}>
      <td className="pair-in">
        <Checkbox
          className="pair-check"
          aria-label={`Listen to ${title}`}
          checked={weight > 0}
          onChange={() => onWeight(weight > 0 ? 0 : 1)}
        />
      </td>
      <th scope="row">
        <button
          type="button"
          className="pair-name one-line"
          aria-pressed={isChosen}
          onClick={() => setSession({ currentPoint: isChosen ? null : name })}
        >
          {title}
        </button>
      </th>
      <td>{millimetres(residual, mmPerUnit)}</td>
      <td title={without}>
        <AreaBar share={share} />
        {millimetres(leftOut, mmPerUnit)}
      </td>
      <td>
        <HTMLSelect
          className="pair-weight"
          minimal
          aria-label={`Weight of ${title}`}
          value={weight}
          options={choices.map((value) => ({ value, label: weightTexts[value] ?? String(value) }))}
          onChange={(event) => onWeight(Number(event.currentTarget.value))}
        />
      </td>
    </tr>
  )
}

const summaryOf = ({ rows, rms }: PairTable, mmPerUnit: number): string => {
  const out = rows.filter(({ weight }) => weight === 0).length
  const count = `${rows.length - out} of ${rows.length}`
  return rms === null ? count : `${out > 0 ? count : rows.length}, ${(rms * mmPerUnit).toFixed(2)} mm rms`
}

/** The sentence above the table: which click is the worst, or why nothing can be said. */
const verdictOf = ({ rows, rms, worst }: PairTable, mmPerUnit: number): string => {
  if (rms === null) return 'Fewer than three pairs are listened to: the start cannot come from them. Take one back in.'
  const row = rows.find(({ name }) => name === worst)
  if (!row || row.rmsWithout === null) return 'With four pairs each can be judged by the others.'
  return `Worst when left out: ${landmarkTitle(row.name)}, ${millimetres(row.leftOut, mmPerUnit)} mm from where the others say; without it they agree within ${millimetres(row.rmsWithout, mmPerUnit)} mm.`
}

/** The landmark pairs: how far each lies in the fit and when it has no say, and how much it counts for the start. */
export const PairPanel = ({ subject, pair }: { readonly subject: SubjectDetail; readonly pair: ScanPair }) => {
  const weights = usePairWeights(subject, pair)
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const table = usePairTable(pair, weights)
  const mmPerUnit = mmPer(pair.target.unit ?? 'mm')
  if (table.rows.length === 0) return null
  const farthest = Math.max(...table.rows.map(({ leftOut }) => leftOut ?? 0), 1e-9)
  const weigh = (change: PairWeights): void => void attempt(() => weighPairs(lineOf(subject.id, pair), change))
  const isWeighed = table.rows.some(({ weight }) => weight !== 1)
  return (
    <Fold title="Landmark pairs" summary={summaryOf(table, mmPerUnit)}>
      <p className="muted plain-text" role="status" aria-label="The worst pair">
        {verdictOf(table, mmPerUnit)} Weights count for the start of the next alignment.
      </p>
      <table className="area-table pair-weights" aria-label="Landmark pairs, millimetres">
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              Pair
            </th>
            <th scope="col" title="Distance in the fit of all that count">
              In fit
            </th>
            <th scope="col" title="Distance from where all the others say it should be">
              Left out
            </th>
            <th scope="col">Weight</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <Row
              key={row.name}
              row={row}
              isChosen={row.name === chosen}
              isWorst={row.name === table.worst}
              share={(row.leftOut ?? 0) / farthest}
              mmPerUnit={mmPerUnit}
              onWeight={(weight) => weigh({ [row.name]: weight })}
            />
          ))}
        </tbody>
      </table>
      <div className="row row-tight">
        <ActionButton action={previewPairs} size="small" text="Preview" />
        <span className="grow" />
        <Button
          size="small"
          variant="minimal"
          text="Reset"
          aria-label="Let all pairs count alike"
          disabled={!isWeighed}
          onClick={() => weigh(Object.fromEntries(table.rows.map(({ name }) => [name, 1])))}
        />
      </div>
    </Fold>
  )
}
