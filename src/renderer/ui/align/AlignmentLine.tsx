import type { SubjectDetail } from '#core/contract/contract.ts'
import type { ScanPair } from '#core/editor/scanPairs.ts'
import { redo, undo } from '../../app/actions/undoRedo.ts'
import { useAlignmentLine } from '../../app/state/scanPair.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { formatTime } from '../controls/formatTime.ts'
import { VerdictMark } from './VerdictMark.tsx'

const howMade = ({ steps }: SubjectDetail['alignments'][number]): string => {
  const off = steps.filter(({ enabled }) => !enabled).length
  return off === 0 ? 'whole chain' : `${off} ${off === 1 ? 'step' : 'steps'} off`
}

/** The alignments of the pair, newest first, of which one is in force; undo and redo go along them. */
export const AlignmentLine = ({ subject, pair }: { readonly subject: SubjectDetail; readonly pair: ScanPair }) => {
  // Asked here, so that undo and redo know what they can do.
  useAlignmentLine(subject, pair)
  const ofPair = subject.alignments.filter(
    ({ sourceScanId, targetScanId }) => sourceScanId === pair.source.id && targetScanId === pair.target.id,
  )
  return (
    <>
      <div className="row row-tight">
        <span className="grow muted">Nothing is ever overwritten.</span>
        <ActionButton action={undo} size="small" />
        <ActionButton action={redo} size="small" />
      </div>
      <ul className="plain-list alignment-line" aria-label="Alignments, newest first">
        {ofPair.map((alignment) => (
          <li key={alignment.id} className="row row-tight" aria-current={alignment.current}>
            {alignment.certificate && <VerdictMark verdict={alignment.certificate.verdict} />}
            <span className={alignment.current ? 'strong' : ''}>{alignment.residualMm.median.toFixed(2)} mm</span>
            <span className="grow muted one-line">{howMade(alignment)}</span>
            <span className="quiet">{alignment.current ? 'in force' : formatTime(alignment.createdAt)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
