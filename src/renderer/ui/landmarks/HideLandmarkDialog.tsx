/**
 * Why a point is hidden.
 * The user wants: to withhold a point and let others know why.
 * Fewest actions: Shift+X, a few words or one of the usual ones, Enter.
 */
import { Button, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup } from '@blueprintjs/core'
import { useState } from 'react'
import { currentRow, markCurrentPoint } from '../../app/documents/landmarkWork.ts'
import { closeDialog } from '../../app/state/session.ts'

const usual = ['Noise of the scanner', 'A hole was filled here', 'Hair', 'Not agreed between annotators'] as const

export const HideLandmarkDialog = () => {
  const row = currentRow()
  const [reason, setReason] = useState(row?.reason ?? '')
  const hide = (): void => {
    if (!reason.trim()) return
    closeDialog()
    markCurrentPoint('hidden', reason.trim())
  }
  return (
    <Dialog isOpen title={`Hide ${row?.title ?? 'the point'}`} onClose={closeDialog}>
      <DialogBody>
        <p className="muted">
          A hidden point keeps its place, but no fit and no export uses it. The reason is stored with it.
        </p>
        <FormGroup label="Reason" labelFor="hide-reason">
          <InputGroup
            id="hide-reason"
            autoFocus
            value={reason}
            maxLength={500}
            onValueChange={setReason}
            onKeyDown={({ key }) => {
              if (key === 'Enter') hide()
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
            <Button intent="primary" text="Hide the point" disabled={!reason.trim()} onClick={hide} />
          </>
        }
      />
    </Dialog>
  )
}
