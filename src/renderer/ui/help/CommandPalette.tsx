/**
 * Every action by its name.
 * The user wants: to do the thing whose button or key they do not remember.
 * Fewest actions: Ctrl+K, a few letters, Enter.
 */
import { Dialog, InputGroup } from '@blueprintjs/core'
import { Search } from '@blueprintjs/icons'
import { type KeyboardEvent, useState } from 'react'
import { filterByText } from '#core/editor/textMatch.ts'
import type { Action } from '../../app/actions/action.ts'
import { actions } from '../../app/actions/index.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { closeDialog } from '../../app/state/session.ts'
import { KeyCaps } from '../controls/KeyCaps.tsx'

const PaletteLine = (props: { readonly action: Action; readonly isChosen: boolean; readonly onRun: () => void }) => {
  const { action, isChosen } = props
  const Icon = action.icon
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys
    <div
      id={`palette-${action.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className="palette-line row"
      ref={(line) => {
        if (isChosen) line?.scrollIntoView({ block: 'nearest' })
      }}
      onClick={props.onRun}
    >
      <Icon className="quiet" />
      <span className="grow one-line">{action.title}</span>
      <span className="quiet">{action.group}</span>
      {action.keys[0] && <KeyCaps shortcut={action.keys[0]} />}
    </div>
  )
}

export const CommandPalette = () => {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const possible = actions.filter((action) => action.id !== 'window.palette' && action.isEnabled())
  const found = filterByText(possible, text, ({ title, group }) => `${title} ${group}`)
  const chosen = found[Math.min(at, found.length - 1)]
  const run = (action: Action | undefined): void => {
    if (!action) return
    closeDialog()
    runAction(action)
  }
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') run(chosen)
    if (!by || found.length === 0) return
    event.preventDefault()
    setAt((Math.min(at, found.length - 1) + by + found.length) % found.length)
  }
  return (
    <Dialog isOpen onClose={closeDialog} className="palette" aria-labelledby="palette-title">
      <h2 id="palette-title" className="visually-hidden">
        Find a command
      </h2>
      <InputGroup
        autoFocus
        size="large"
        role="combobox"
        aria-expanded
        aria-label="Find a command"
        aria-controls="palette-list"
        aria-activedescendant={chosen ? `palette-${chosen.id}` : undefined}
        placeholder="What would you like to do?"
        leftElement={<Search className="input-icon" />}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={move}
      />
      <div id="palette-list" className="palette-list scroll" role="listbox" aria-label="Commands">
        {found.map((action) => (
          <PaletteLine key={action.id} action={action} isChosen={action === chosen} onRun={() => run(action)} />
        ))}
        {found.length === 0 && <p className="folder-message muted">No command has such a name.</p>}
      </div>
    </Dialog>
  )
}
