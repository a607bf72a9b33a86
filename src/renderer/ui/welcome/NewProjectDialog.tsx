/**
 * Begins a project.
 * The user wants: a named place for the work, and the terms of the data written down once.
 * Fewest actions: type a name, press Enter; the folder follows from the name and the last location.
 */
import { Button, Callout, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup, TextArea } from '@blueprintjs/core'
import { useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { createProject } from '../../app/state/projects.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'
import { folderNameOf } from './folderNameOf.ts'

export const NewProjectDialog = () => {
  const host = useServerData('host.info', {}).data
  const remembered = usePreferences(({ lastFolders }) => lastFolders.project)
  const [name, setName] = useState('')
  const [chosenParent, setChosenParent] = useState<string | null>(null)
  const [licenceNote, setLicenceNote] = useState('')
  const [isChoosing, setChoosing] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const parent = chosenParent ?? remembered ?? host?.homePath ?? ''
  const separator = host?.platform === 'win32' ? '\\' : '/'
  const folder = folderNameOf(name)
  const path = folder && parent ? `${parent.replace(/[\\/]+$/, '')}${separator}${folder}` : ''

  const create = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await createProject({ path, name: name.trim(), licenceNote: licenceNote.trim() })
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (isChoosing) {
    return (
      <FolderChooser
        title="Where should the project folder be?"
        purpose="project"
        choose="folder"
        confirmText="Use this folder"
        startPath={parent || undefined}
        onChoose={(chosen) => {
          setChosenParent(chosen)
          setChoosing(false)
        }}
        onClose={() => setChoosing(false)}
      />
    )
  }
  return (
    <Dialog isOpen title="New project" onClose={closeDialog} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (path) void create()
        }}
      >
        <DialogBody useOverflowScrollContainer={false}>
          <FormGroup label="Name" labelFor="project-name">
            <InputGroup
              id="project-name"
              autoFocus
              fill
              placeholder="Faces 2026"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </FormGroup>
          <FormGroup
            label="Location"
            labelFor="project-location"
            helperText={path ? `The project folder will be ${path}` : 'A folder with the project’s name is made here.'}
          >
            <div className="row row-tight">
              <InputGroup
                id="project-location"
                className="grow"
                fill
                spellCheck={false}
                value={parent}
                onChange={(event) => setChosenParent(event.target.value)}
              />
              <Button text="Choose…" aria-label="Choose the location" onClick={() => setChoosing(true)} />
            </div>
          </FormGroup>
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
              value={licenceNote}
              onChange={(event) => setLicenceNote(event.target.value)}
            />
          </FormGroup>
          {failure && <Callout intent="danger">{failure}</Callout>}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text="Cancel" onClick={closeDialog} />
              <Button type="submit" intent="primary" text="Create project" disabled={!path} loading={isBusy} />
            </>
          }
        />
      </form>
    </Dialog>
  )
}
