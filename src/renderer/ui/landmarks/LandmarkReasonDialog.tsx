/**
 * Why a point is set aside.
 * The user wants: to say that a point is withheld, missing, covered or doubtful, and let others know why.
 * Fewest actions: Shift+X, a few words or one of the usual ones, Enter; a point that is set aside keeps its state.
 */
import { Button, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup, SegmentedControl } from '@blueprintjs/core'
import { useState } from 'react'
import { currentRow, markCurrentPoint } from '../../app/documents/landmarkWork.ts'
import { closeDialog } from '../../app/state/session.ts'

const states = ['hidden', 'missing', 'occluded', 'uncertain'] as const
type State = (typeof states)[number]

const looks: Readonly<Record<State, { label: string; meaning: string; usual: readonly string[] }>> = {
  hidden: {
    label: 'Hidden',
    meaning: 'A hidden point keeps its place, but no fit uses it, and no file that cannot say so holds the place.',
    usual: ['Noise of the scanner', 'A hole was filled here', 'Hair', 'Not agreed between annotators'],
  },
  missing: {
    label: 'Missing',
    meaning: 'A missing point is not on this scan and has no place.',
    usual: ['A hole in the scan', 'Outside the scan', 'Cut off'],
  },
  occluded: {
    label: 'Occluded',
    meaning: 'An occluded point is there, but covered: its place, if it has one, is an estimate that no fit uses.',
    usual: ['Hair', 'Beard', 'Glasses', 'A hand'],
  },
  uncertain: {
    label: 'Uncertain',
    meaning: 'An uncertain point keeps its place, but no fit uses it.',
    usual: ['Blurred', 'Noise of the scanner', 'No clear corner'],
  },
}

export const LandmarkReasonDialog = () => {
  const row = currentRow()
  const [state, setState] = useState<State>(() => states.find((each) => each === row?.status) ?? 'hidden')
  const [reason, setReason] = useState(row?.reason ?? '')
  const { label, meaning, usual } = looks[state]
  // Only what is withheld needs a reason; without a place there is nothing to be uncertain of.
  const isReady = state === 'hidden' ? reason.trim() !== '' : state !== 'uncertain' || Boolean(row?.position)
  const set = (): void => {
    if (!isReady) return
    closeDialog()
    markCurrentPoint(state, reason.trim() || null)
  }
  return (
    <Dialog isOpen title={`Set ${row?.title ?? 'the point'} aside`} onClose={closeDialog}>
      <DialogBody>
        <SegmentedControl
          fill
          size="small"
          aria-label="State of the point"
          options={states.map((value) => ({
            value,
            label: looks[value].label,
            disabled: value === 'uncertain' && !row?.position,
          }))}
          value={state}
          onValueChange={(value) => setState(value as State)}
        />
        <p className="muted set-aside-meaning">{meaning} The reason is stored with it.</p>
        <FormGroup label="Reason" labelFor="landmark-reason">
          <InputGroup
            id="landmark-reason"
            autoFocus
            value={reason}
            maxLength={500}
            onValueChange={setReason}
            onKeyDown={({ key }) => {
              if (key === 'Enter') set()
            }}
          />
        </FormGroup>
        <div className="row row-tight row-wrap">
          {usual.map((each) => (
            <Button key={each} size="small" text={each} onClick={() => setReason(each)} />
          ))}
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={closeDialog} />
            <Button intent="primary" text={`Mark as ${label.toLowerCase()}`} disabled={!isReady} onClick={set} />
          </>
        }
      />
    </Dialog>
  )
}
