import type { Scan } from '#core/contract/contract.ts'
import { type AnnotatorRow, annotatorRows } from '#core/editor/annotatorPoints.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import { mmPer } from '#core/model/units.ts'
import { setsToCompare } from '../../app/documents/annotatorSets.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { setSession, useSession } from '../../app/state/session.ts'

const cellText = ({ status, off }: AnnotatorRow['cells'][number], mm: number): string => {
  if (off !== null) return `${(off * mm).toFixed(1)}${status === 'placed' ? '' : ` ${status}`}`
  if (status === 'placed') return 'alone'
  return status === 'unplaced' ? '–' : status
}

/** The points of all annotators of a scan: how far each lies from the mean of all, and who says what. */
export const AnnotatorSummary = (props: {
  readonly scan: Scan
  readonly scheme: LandmarkScheme
  readonly titleOf: (name: string) => string
}) => {
  const { scan, scheme, titleOf } = props
  const isShown = useSession(({ comparesAnnotators }) => comparesAnnotators)
  const sets = setsToCompare(useServerData('landmarks.observers', { scanId: scan.id }).data?.sets ?? [])
  if (!isShown || sets.length < 2) return null
  const mm = scan.unit ? mmPer(scan.unit) : 1
  const rows = annotatorRows(
    sets,
    scheme.points.map(({ name }) => name),
  )
  return (
    <div className="annotator-summary">
      <table className="pair-table" aria-label="Points of the annotators, from the mean of all, in mm">
        <thead>
          <tr>
            <th scope="col">From the mean, mm</th>
            {sets.map(({ annotator }) => (
              <th key={annotator} scope="col" className="one-line" title={annotator}>
                {annotator}
              </th>
            ))}
            <th scope="col" title="The two that lie farthest apart">
              apart
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells, apart }) => (
            <tr key={name}>
              <th scope="row">
                <button type="button" className="pair-name one-line" onClick={() => setSession({ currentPoint: name })}>
                  {titleOf(name)}
                </button>
              </th>
              {cells.map((cell) => (
                <td key={cell.annotator} title={cell.reason ?? undefined}>
                  {cellText(cell, mm)}
                </td>
              ))}
              <td className="strong">{apart === null ? '–' : (apart * mm).toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
