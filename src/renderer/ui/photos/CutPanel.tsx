import { Button } from '@blueprintjs/core'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { cutStateOf, turnedOver } from '#core/editor/cutLineEdits.ts'
import { toggleCutLine } from '../../app/actions/toggleCutLine.ts'
import { redo, undo } from '../../app/actions/undoRedo.ts'
import { editMaskCut, useMaskCut } from '../../app/documents/maskCutDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Fold } from '../controls/Fold.tsx'

const summaries = {
  none: 'nowhere',
  begun: 'begun',
  plane: 'at the line',
  'on-a-line': 'begun',
} as const

/** Where the subject ends for its masks: a line about the neck or the torso, drawn once on the scan. */
export const CutPanel = ({ subject }: { readonly subject: SubjectDetail }) => {
  const cut = useMaskCut(subject.id)
  const isOnScan = usePreferences(({ tab }) => tab === 'scan')
  const isDrawing = useSession(({ cutLine }) => cutLine) && isOnScan
  const state = cutStateOf(cut)
  const scan = subject.scans.find(({ id }) => id === cut?.scanId)
  return (
    <Fold title="Where masks end" summary={summaries[state]} isOpen={isDrawing}>
      <p className="muted plain-text">
        Click three points or more about the neck or the torso. What lies beyond goes from all proposals; propose again
        for those that are there.
      </p>
      <div className="row row-tight">
        <ActionButton
          action={toggleCutLine}
          size="small"
          variant="solid"
          text={isDrawing ? 'Back to the photos' : 'Draw on the scan'}
        />
        <span className="grow" />
        {isDrawing && (
          <>
            <ActionButton action={undo} size="small" />
            <ActionButton action={redo} size="small" />
          </>
        )}
      </div>
      {cut && scan && (
        <div className="row row-tight">
          <span className="grow muted" role="status" aria-label="Cut line">
            {state === 'begun'
              ? `${3 - cut.points.length} more on the ${scan.role} scan`
              : `${cut.points.length} points, ${scan.role} scan`}
          </span>
          <Button
            size="small"
            variant="minimal"
            text="Turn over"
            aria-label="Keep the other side of the cut line"
            disabled={state !== 'plane'}
            onClick={() => void editMaskCut(subject.id, (before) => before && turnedOver(before))}
          />
          <Button
            size="small"
            variant="minimal"
            text="Clear"
            aria-label="Clear the cut line"
            onClick={() => void editMaskCut(subject.id, () => null)}
          />
        </div>
      )}
    </Fold>
  )
}
