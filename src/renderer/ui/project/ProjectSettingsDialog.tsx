/**
 * Settings of the project.
 * The user wants: to name the terms of the data, add the FLAME file once, and sign clicks with the right name.
 * Fewest actions: everything on one page; each change is written when its field is left.
 */
import { Button, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup, TextArea } from '@blueprintjs/core'
import { useState } from 'react'
import type { Project } from '#core/contract/contract.ts'
import { counted } from '#core/formats/warningList.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useProject } from '../../app/state/selection.ts'
import { putServerData, useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { Facts } from '../controls/Facts.tsx'
import { PathText } from '../controls/PathText.tsx'
import { ModelSettings } from './ModelSettings.tsx'

/** Changed terms have to be acknowledged anew before the next export. */
const saveLicence = async (licenceNote: string): Promise<void> => {
  const project = await client.call('projects.setLicence', { licenceNote, acknowledged: false })
  putServerData('projects.current', {}, { project })
}

const LicenceNote = ({ project }: { readonly project: Project }) => {
  const [note, setNote] = useState(project.licenceNote)
  const save = (): void => {
    if (note.trim() !== project.licenceNote) void attempt(() => saveLicence(note.trim()))
  }
  return (
    <FormGroup
      label="Licence note"
      labelFor="settings-licence"
      helperText="Shown and acknowledged before an export; a change asks for it anew."
    >
      <TextArea
        id="settings-licence"
        fill
        rows={3}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        onBlur={save}
      />
    </FormGroup>
  )
}

const Annotator = () => {
  const host = useServerData('host.info', {}).data
  const annotator = usePreferences((preferences) => preferences.annotator)
  return (
    <FormGroup label="Annotator" labelFor="settings-annotator" helperText="Written beside every landmark you place.">
      <InputGroup
        id="settings-annotator"
        fill
        placeholder={host?.userName}
        value={annotator ?? ''}
        onChange={(event) => setPreferences({ annotator: event.target.value || null })}
      />
    </FormGroup>
  )
}

const holdings = ({ subjects, scans, images, masks }: Project['counts']): string =>
  [counted(subjects, 'subject'), counted(scans, 'scan'), counted(images, 'photo'), counted(masks, 'mask')].join(', ')

export const ProjectSettingsDialog = () => {
  const project = useProject()
  if (!project) return null
  const { counts } = project
  return (
    <Dialog isOpen title={`Settings of ${project.name}`} onClose={closeDialog} className="form-dialog">
      <DialogBody>
        <div className="column settings">
          <Facts
            facts={[
              { name: 'Folder', value: <PathText path={project.path} /> },
              {
                name: 'Holds',
                value: holdings(counts),
              },
            ]}
          />
          <ModelSettings />
          <div>
            <LicenceNote project={project} />
            <Annotator />
          </div>
        </div>
      </DialogBody>
      <DialogFooter actions={<Button intent="primary" text="Close" onClick={closeDialog} />} />
    </Dialog>
  )
}
