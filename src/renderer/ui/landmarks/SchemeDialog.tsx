/**
 * Schemes of one's own.
 * The user wants: a list of points in their order, each with a name, what it is and where it is on a face.
 * Fewest actions: it opens with a copy of the chosen scheme; points are changed in place; one button saves and chooses.
 */
import { Button, Callout, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup } from '@blueprintjs/core'
import { useState } from 'react'
import { copyOfScheme, type SchemeDraft } from '#core/editor/schemeDraft.ts'
import { schemeFaults } from '#core/model/schemeFaults.ts'
import { importSchemeAction } from '../../app/actions/importSchemeAction.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { schemeNamed, useListedSchemes } from '../../app/state/schemes.ts'
import { refreshServerData } from '../../app/state/serverData.ts'
import { closeDialog, setSession } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker } from '../controls/Picker.tsx'
import { SchemeCurves } from './SchemeCurves.tsx'
import { SchemePoints } from './SchemePoints.tsx'

type Owner = 'user' | 'project'

const owners = [
  { value: 'user', text: 'Me, in all projects' },
  { value: 'project', text: 'This project, for everybody' },
] as const

const save = async (draft: SchemeDraft, owner: Owner): Promise<void> => {
  type Scheme = Parameters<typeof client.call<'schemes.save'>>[1]['scheme']
  const { scheme } = await client.call('schemes.save', { scheme: draft as Scheme, owner })
  refreshServerData()
  setSession({ currentPoint: null })
  setPreferences({ scheme: scheme.name })
  closeDialog()
  void showNote({ message: `Points are placed by “${scheme.title}” now.`, intent: 'success' })
}

export const SchemeDialog = () => {
  const chosen = usePreferences(({ scheme }) => scheme)
  const { schemes, problems } = useListedSchemes()
  const listed = schemes.find(({ scheme }) => scheme.name === chosen)
  const isOwn = listed !== undefined && listed.source !== 'shipped'
  const [draft, setDraft] = useState<SchemeDraft>(() => {
    const scheme = schemeNamed(chosen)
    return isOwn ? scheme : copyOfScheme(scheme, new Set(schemes.map((each) => each.scheme.name)))
  })
  const [owner, setOwner] = useState<Owner>(listed?.source === 'project' ? 'project' : 'user')
  const faults = schemeFaults(draft)
  return (
    <Dialog isOpen title="Landmark scheme" onClose={closeDialog} className="scheme-dialog">
      <DialogBody className="spaced-body">
        {!isOwn && (
          <p className="muted scheme-note">
            Schemes that come with Cameo stay as they are: this is a copy of {schemeNamed(chosen).title}.
          </p>
        )}
        <div className="scheme-head">
          <FormGroup label="Title" labelFor="scheme-title">
            <InputGroup
              id="scheme-title"
              value={draft.title}
              onValueChange={(title) => setDraft({ ...draft, title })}
            />
          </FormGroup>
          <FormGroup label="Name in files" labelFor="scheme-name">
            <InputGroup
              id="scheme-name"
              value={draft.name}
              onValueChange={(name) => setDraft({ ...draft, name: name.toLowerCase() })}
            />
          </FormGroup>
          <FormGroup label="Used by">
            <Picker fill label="Who uses the scheme" value={owner} options={owners} onChange={setOwner} />
          </FormGroup>
        </div>
        <SchemePoints draft={draft} onChange={setDraft} />
        <SchemeCurves draft={draft} onChange={setDraft} />
        {faults.length > 0 && (
          <Callout intent="danger" compact>
            {faults.slice(0, 3).join(' ')}
          </Callout>
        )}
        {problems.length > 0 && (
          <Callout intent="warning" compact>
            {problems.map(({ path, message }) => `${path}: ${message}`).join(' ')}
          </Callout>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            {isOwn && (
              <Button
                intent="danger"
                variant="minimal"
                text="Remove this scheme"
                onClick={() =>
                  void attempt(async () => {
                    await client.call('schemes.remove', { name: chosen, owner })
                    setPreferences({ scheme: 'h3ds-6' })
                    refreshServerData()
                    closeDialog()
                  })
                }
              />
            )}
            <Button text="Cancel" onClick={closeDialog} />
            <Button
              intent="primary"
              text="Save and use"
              disabled={faults.length > 0}
              onClick={() => void attempt(() => save(draft, owner))}
            />
          </>
        }
      >
        <ActionButton action={importSchemeAction} size="small" text="Import from a file…" />
      </DialogFooter>
    </Dialog>
  )
}
