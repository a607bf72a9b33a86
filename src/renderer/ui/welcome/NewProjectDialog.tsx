/**
 * Begins a project.
 * The user wants: a named place for the work, and the terms of the data written down once.
 * Fewest actions: type a name, press Enter; the folder follows from the name and the last location.
 */
import { Button, Callout, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup, TextArea } from '@blueprintjs/core'
import { type FormEvent, useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { createProject } from '../../app/state/projects.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { PathField } from '../folders/PathField.tsx'
import { folderNameOf } from './folderNameOf.ts'

/** What is typed, and where the project will be. */
const useProjectForm = () => {
  const host = useServerData('host.info', {}).data
  const remembered = usePreferences(({ lastFolders }) => lastFolders.project)
  const [name, setName] = useState('')
  const [chosenParent, setParent] = useState<string | null>(null)
  const [licenceNote, setLicenceNote] = useState('')
  const parent = chosenParent ?? remembered ?? host?.homePath ?? ''
  const separator = host?.platform === 'win32' ? '\\' : '/'
  const folder = folderNameOf(name)
  const path = folder && parent ? `${parent.replace(/[\\/]+$/, '')}${separator}${folder}` : ''
  return { name, setName, parent, setParent, licenceNote, setLicenceNote, path }
}

const useCreate = (form: ReturnType<typeof useProjectForm>) => {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!form.path) return
    setBusy(true)
    setFailure(null)
    try {
      await createProject({ path: form.path, name: form.name.trim(), licenceNote: form.licenceNote.trim() })
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    } finally {
      setBusy(false)
    }
  }
  return { create, isBusy, failure }
}

export const NewProjectDialog = () => {
  const form = useProjectForm()
  const { create, isBusy, failure } = useCreate(form)
  return (
    <Dialog isOpen title="New project" onClose={closeDialog} className="form-dialog">
      <form onSubmit={(event) => void create(event)}>
        <DialogBody useOverflowScrollContainer={false}>
          <FormGroup label="Name" labelFor="project-name">
            <InputGroup
              id="project-name"
              autoFocus
              fill
              placeholder="Faces 2026"
              value={form.name}
              onChange={(event) => form.setName(event.target.value)}
            />
          </FormGroup>
          <PathField
            id="project-location"
            label="Location"
            help={
              form.path ? `The project folder will be ${form.path}` : 'A folder with the project’s name is made here.'
            }
            question="Where should the project folder be?"
            purpose="project"
            choose="folder"
            value={form.parent}
            onChange={form.setParent}
          />
          <FormGroup
            label="Licence note (optional)"
            labelFor="project-licence"
            helperText="The terms the captures may be used under. It is shown and acknowledged before every export."
          >
            <TextArea
              id="project-licence"
              fill
              rows={3}
              placeholder="Consent form v3: research only, no publication of recognisable images."
              value={form.licenceNote}
              onChange={(event) => form.setLicenceNote(event.target.value)}
            />
          </FormGroup>
          {failure && <Callout intent="danger">{failure}</Callout>}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text="Cancel" onClick={closeDialog} />
              <Button type="submit" intent="primary" text="Create project" disabled={!form.path} loading={isBusy} />
            </>
          }
        />
      </form>
    </Dialog>
  )
}
