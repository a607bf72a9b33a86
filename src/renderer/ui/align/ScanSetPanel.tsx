import { Checkbox, Radio } from '@blueprintjs/core'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { alignmentOfPair, choiceOf, jointScanIds, type ScanPair, scanTitle } from '#core/editor/scanPairs.ts'
import { addScan, alignTogether } from '../../app/actions/alignTogether.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Fold } from '../controls/Fold.tsx'
import { JobCard } from '../inspector/JobCard.tsx'
import { LastFailure } from '../inspector/LastFailure.tsx'
import { useStepJob } from '../inspector/useStepJob.ts'
import { VerdictMark } from './VerdictMark.tsx'

const showPair = (pair: ScanPair): void => setSession({ scanPair: choiceOf(pair), shownStep: null, blink: null })

const Row = (props: {
  readonly subject: SubjectDetail
  readonly scan: Scan
  readonly pair: ScanPair
  readonly takesPart: boolean
  readonly onTakesPart: () => void
}) => {
  const { subject, scan, pair, takesPart, onTakesPart } = props
  const isReference = scan.id === pair.target.id
  const isShown = scan.id === pair.source.id
  const title = scanTitle(subject, scan)
  const alignment = alignmentOfPair(subject, { source: scan, target: pair.target })
  /** Another reference: the scan that was it comes to lie on this one. */
  const makeReference = (): void => showPair({ source: isShown ? pair.target : pair.source, target: scan })
  return (
    <tr data-chosen={isShown}>
      <td className="pair-in">
        <Checkbox
          className="pair-check"
          aria-label={`Align ${title} with the others`}
          checked={takesPart || isReference}
          disabled={isReference}
          onChange={onTakesPart}
        />
      </td>
      <th scope="row">
        <button
          type="button"
          className="pair-name one-line"
          title={scan.name}
          aria-pressed={isShown}
          disabled={isReference}
          onClick={() => showPair({ source: scan, target: pair.target })}
        >
          {title}
        </button>
      </th>
      <td>
        {isReference ? (
          'reference'
        ) : alignment ? (
          <>
            {alignment.certificate && <VerdictMark verdict={alignment.certificate.verdict} />}{' '}
            {alignment.residualMm.median.toFixed(2)} mm
          </>
        ) : (
          'not aligned'
        )}
      </td>
      <td>
        <Radio
          className="pair-check"
          name="reference-scan"
          aria-label={`Lay the others on ${title}`}
          checked={isReference}
          onChange={makeReference}
        />
      </td>
    </tr>
  )
}

/** The scans of the subject: which two are shown and aligned, and which are aligned together. */
export const ScanSetPanel = ({ subject, pair }: { readonly subject: SubjectDetail; readonly pair: ScanPair }) => {
  const leftOut = useSession(({ leftOutScans }) => leftOutScans)
  const { running, last } = useStepJob('alignments.runTogether', subject.id)
  const { running: adding, last: added } = useStepJob('scans.add', subject.id)
  const scans = subject.scans.filter(({ role }) => role !== 'registration')
  const chosen = jointScanIds(subject, pair.target.id, leftOut)
  const toggle = (id: string): void =>
    setSession({ leftOutScans: leftOut.includes(id) ? leftOut.filter((each) => each !== id) : [...leftOut, id] })
  return (
    <Fold
      title="Scans"
      summary={`${scanTitle(subject, pair.source)} on ${scanTitle(subject, pair.target).toLowerCase()}`}
      isOpen={scans.length > 2}
    >
      <table className="area-table pair-weights scan-set" aria-label="Scans of the subject">
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              Scan
            </th>
            <th scope="col">Median</th>
            <th scope="col" title="The scan on which the others are laid">
              Onto
            </th>
          </tr>
        </thead>
        <tbody>
          {scans.map((scan) => (
            <Row
              key={scan.id}
              subject={subject}
              scan={scan}
              pair={pair}
              takesPart={!leftOut.includes(scan.id)}
              onTakesPart={() => toggle(scan.id)}
            />
          ))}
        </tbody>
      </table>
      <p className="muted plain-text">
        {scans.length > 2
          ? 'A name shows that scan on the one all are laid onto. Aligned together, every pair is aligned, then all places at once.'
          : 'Add further scans of this head, and all can be aligned together.'}
      </p>
      {running ? (
        <JobCard job={running} canPause />
      ) : (
        <div className="row row-tight row-wrap">
          {scans.length > 2 && (
            <ActionButton
              action={alignTogether}
              size="small"
              variant="solid"
              text={`Align ${chosen.length} together`}
            />
          )}
          <ActionButton action={addScan} size="small" text="Add a scan…" />
        </div>
      )}
      {!running && <LastFailure job={last} />}
      {adding ? <JobCard job={adding} /> : <LastFailure job={added} />}
    </Fold>
  )
}
