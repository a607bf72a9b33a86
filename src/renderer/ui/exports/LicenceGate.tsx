import { Button, Callout, Checkbox, DialogBody, DialogFooter } from '@blueprintjs/core'
import { useState } from 'react'
import type { Project } from '#core/contract/contract.ts'
import { putServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'

/** The terms of the data, before the first export: shown and acknowledged. */
export const LicenceGate = ({ project }: { readonly project: Project }) => {
  const [isAgreed, setAgreed] = useState(false)
  const acknowledge = async (): Promise<void> => {
    const changed = await client.call('projects.setLicence', {
      licenceNote: project.licenceNote,
      acknowledged: true,
    })
    putServerData('projects.current', {}, { project: changed })
  }
  return (
    <>
      <DialogBody>
        <div className="column">
          <p className="licence-lead">
            Faces are personal data. Before they leave this project, the terms are read once.
          </p>
          <Callout title="Terms of this project" icon={false} className="licence-text">
            {project.licenceNote ||
              'No terms are written down for this project. Write them in the project settings, so that whoever receives the export knows them.'}
          </Callout>
          <Checkbox
            label="I have read the terms and the export keeps to them."
            checked={isAgreed}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={closeDialog} />
            <Button intent="primary" text="Go on" disabled={!isAgreed} onClick={() => void attempt(acknowledge)} />
          </>
        }
      />
    </>
  )
}
