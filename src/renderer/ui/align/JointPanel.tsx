import type { Output, SubjectDetail } from '#core/contract/contract.ts'
import { scanTitle } from '#core/editor/scanPairs.ts'
import { Fold } from '../controls/Fold.tsx'
import { VerdictMark } from './VerdictMark.tsx'

type JointRun = NonNullable<Output<'alignments.detail'>['together']>

/** What came of aligning several scans together: a certificate for each pair, and how well the loops close. */
export const JointPanel = ({ subject, run }: { readonly subject: SubjectDetail; readonly run: JointRun }) => {
  const titleOf = (id: string): string => {
    const scan = subject.scans.find((each) => each.id === id)
    return scan ? scanTitle(subject, scan) : 'a scan that is gone'
  }
  return (
    <Fold title="Together" summary={`${run.scanIds.length} scans, ${run.adjustedRmsMm.toFixed(2)} mm apart`} isOpen>
      <p className="muted plain-text">
        Pairs and places disagree by {run.adjustedRmsMm.toFixed(3)} mm, chained along the best pairs by{' '}
        {run.chainedRmsMm.toFixed(3)} mm (root mean square). Undo takes all of the run back.
      </p>
      {run.pairs.map(({ sourceScanId, targetScanId, verdict, reasons, overlap, disagreementMm }) => (
        <details key={`${sourceScanId} ${targetScanId}`} className="joint-pair">
          <summary className="row row-tight">
            <VerdictMark verdict={verdict} />
            <span className="grow one-line">
              {titleOf(sourceScanId)} on {titleOf(targetScanId).toLowerCase()}
            </span>
            <span className="quiet job-left">
              {(overlap * 100).toFixed(0)} %{disagreementMm === null ? '' : `, ${disagreementMm.toFixed(2)} mm`}
            </span>
          </summary>
          <ul className="plain-list certificate-reasons">
            {reasons.map((reason) => (
              <li key={reason.code} className="certificate-reason">
                <VerdictMark verdict={reason.verdict} />
                <span>{reason.message}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Fold>
  )
}
