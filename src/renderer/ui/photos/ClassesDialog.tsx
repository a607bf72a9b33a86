/**
 * The classes that masks of a project have.
 * The user wants: a layer for what their dataset asks for (glasses, teeth, a beard), told apart by a colour of its own.
 * Fewest actions: Add, a title, Save; the colour and the name in files come by themselves.
 */
import { Button, Callout, Dialog, DialogBody, DialogFooter, InputGroup, Switch } from '@blueprintjs/core'
import { Add } from '@blueprintjs/icons'
import { useState } from 'react'
import { changedClasses, classFaults, withNewClass } from '#core/editor/classDrafts.ts'
import { builtInClasses, type MaskClass } from '#core/model/maskClasses.ts'
import { setPreferences } from '../../app/state/preferences.ts'
import { refreshServerData, useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'

const isOwn = ({ name }: MaskClass): boolean => !builtInClasses.some((each) => each.name === name)

const save = async (changed: readonly MaskClass[]): Promise<void> => {
  for (const each of changed) await client.call('masks.putClass', each)
  refreshServerData()
  const last = changed.at(-1)
  if (last) {
    setPreferences({ maskClass: last.name })
    void showNote({ message: `“${last.title}” is painted now.`, intent: 'success' })
  }
  closeDialog()
}

const ClassRow = (props: { readonly draft: MaskClass; readonly onChange: ((draft: MaskClass) => void) | null }) => {
  const { draft, onChange } = props
  const named = draft.title || 'new class'
  return (
    <li className="class-row">
      <input
        type="color"
        className="class-color"
        aria-label={`Colour of ${named}`}
        value={draft.color}
        disabled={!onChange}
        onChange={({ target }) => onChange?.({ ...draft, color: target.value })}
      />
      <InputGroup
        aria-label={`Title of ${named}`}
        placeholder="Title, for example Glasses"
        value={draft.title}
        disabled={!onChange}
        autoFocus={draft.name === '' && draft.title === ''}
        onValueChange={(title) => onChange?.({ ...draft, title })}
      />
      <Switch
        className="class-exclusive"
        label="On its own"
        aria-label={`${named} shares no pixel`}
        checked={draft.isExclusive}
        disabled={!onChange}
        onChange={({ currentTarget }) => onChange?.({ ...draft, isExclusive: currentTarget.checked })}
      />
    </li>
  )
}

const ClassList = ({ stored }: { readonly stored: readonly MaskClass[] }) => {
  const [drafts, setDrafts] = useState(() => stored.filter(isOwn))
  const faults = classFaults(drafts)
  const changed = changedClasses(stored, drafts)
  return (
    <>
      <DialogBody>
        <p className="muted plain-text">
          Every class lies inside of the foreground. No pixel belongs to two classes that are on their own: painting one
          takes it from the others. Classes that are not may lie over any other.
        </p>
        <ul className="class-list">
          {builtInClasses.map((each) => (
            <ClassRow key={each.name} draft={each} onChange={null} />
          ))}
          {drafts.map((draft, index) => (
            <ClassRow
              key={draft.name || `new-${index}`}
              draft={draft}
              onChange={(after) => setDrafts(drafts.map((each, i) => (i === index ? after : each)))}
            />
          ))}
        </ul>
        <Button icon={<Add />} text="Add a class" onClick={() => setDrafts([...withNewClass(drafts)])} />
        {faults.length > 0 && (
          <Callout className="class-faults" compact>
            {faults.join(' ')}
          </Callout>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={closeDialog} />
            <Button
              text="Save"
              intent="primary"
              disabled={faults.length > 0 || changed.length === 0}
              onClick={() => void attempt(() => save(changed))}
            />
          </>
        }
      />
    </>
  )
}

export const ClassesDialog = () => {
  const stored = useServerData('masks.classes', {}).data?.classes
  return (
    <Dialog isOpen title="Classes of masks" onClose={closeDialog} className="classes-dialog">
      {stored && <ClassList stored={stored} />}
    </Dialog>
  )
}
