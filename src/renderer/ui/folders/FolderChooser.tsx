/**
 * Chooses a folder or a file on the host's disk.
 * The user wants: to reach a folder used before, or one near it, and to see at a glance which one is the right one.
 * Fewest actions: it opens where the last choice was made; a double click goes in, a click selects, Enter confirms.
 */
import { Button, Callout, Dialog, InputGroup, Spinner } from '@blueprintjs/core'
import { ArrowUp, FolderNew, Home, Search } from '@blueprintjs/icons'
import { type ReactNode, useState } from 'react'
import type { FolderEntry } from '#core/contract/contract.ts'
import { filterByText } from '#core/editor/textMatch.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { EntryList } from './EntryList.tsx'
import { NewFolder } from './NewFolder.tsx'

export interface FolderChooserProps {
  readonly title: string
  /** Choices of one purpose share the folder they start from. */
  readonly purpose: string
  readonly choose: 'folder' | 'file'
  readonly confirmText: string
  readonly startPath?: string
  /** May this entry be chosen? Folders can always be entered. */
  readonly accepts?: (entry: FolderEntry) => boolean
  /** Beside the list: what is known of the selection. */
  readonly preview?: (path: string) => ReactNode
  readonly canConfirm?: boolean
  readonly onChoose: (path: string) => void
  readonly onClose: () => void
}

const useFolder = (purpose: string, startPath: string | undefined) => {
  const remembered = usePreferences(({ lastFolders }) => lastFolders[purpose])
  const [path, setPath] = useState<string | null>(startPath ?? remembered ?? null)
  const listing = useServerData('folders.list', { path })
  return { path: listing.data?.path ?? path, setPath, listing }
}

export const FolderChooser = (props: FolderChooserProps) => {
  const { title, purpose, choose, confirmText, accepts = () => true, preview, canConfirm = true } = props
  const { path, setPath, listing } = useFolder(purpose, props.startPath)
  const [selected, setSelected] = useState<string | null>(null)
  const [filter, setFilter] = useState('')
  const [typed, setTyped] = useState<string | null>(null)
  const [isNaming, setNaming] = useState(false)
  const home = useServerData('host.info', {}).data?.homePath

  const goTo = (next: string | null): void => {
    setPath(next)
    setSelected(null)
    setFilter('')
    setTyped(null)
  }
  const confirm = (chosen: string): void => {
    if (path) setPreferences({ lastFolders: { ...usePreferences.getState().lastFolders, [purpose]: path } })
    props.onChoose(chosen)
  }
  const offered = (listing.data?.entries ?? []).filter(({ kind }) => kind === 'folder' || choose === 'file')
  const entries = filterByText(offered, filter, ({ name }) => name)
  const selectedEntry = entries.find((entry) => entry.path === selected)
  const isAccepted = (entry: FolderEntry): boolean => entry.kind === choose && accepts(entry)
  const current = choose === 'folder' ? path : null
  const choice = selectedEntry && isAccepted(selectedEntry) ? selectedEntry.path : selectedEntry ? null : current
  const open = (entry: FolderEntry): void => {
    if (entry.kind === 'folder') goTo(entry.path)
    else if (isAccepted(entry)) confirm(entry.path)
  }

  return (
    <Dialog isOpen title={title} onClose={props.onClose} className="folder-chooser" canOutsideClickClose={false}>
      <div className="folder-bar row row-tight">
        <Button
          variant="minimal"
          icon={<Home />}
          aria-label="Home folder"
          disabled={!home}
          onClick={() => goTo(home ?? null)}
        />
        <Button
          variant="minimal"
          icon={<ArrowUp />}
          aria-label="Up one folder"
          disabled={!listing.data?.parent}
          onClick={() => goTo(listing.data?.parent ?? null)}
        />
        <InputGroup
          fill
          aria-label="Folder path"
          spellCheck={false}
          value={typed ?? path ?? ''}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && typed && goTo(typed)}
        />
        <InputGroup
          className="folder-filter"
          aria-label="Filter by name"
          placeholder="Filter"
          leftElement={<Search className="input-icon" />}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Button
          variant="minimal"
          icon={<FolderNew />}
          aria-label="New folder"
          disabled={!path}
          onClick={() => setNaming(true)}
        />
      </div>
      {isNaming && path && (
        <NewFolder
          parent={path}
          onClose={() => setNaming(false)}
          onCreated={(created) => {
            setNaming(false)
            goTo(created)
          }}
        />
      )}
      <div className="folder-body">
        <div className="folder-list grow">
          {listing.error ? (
            <Callout intent="danger" className="folder-message">
              {listing.error.message}
            </Callout>
          ) : listing.data ? (
            <EntryList
              entries={entries}
              selected={selected}
              isDimmed={(entry) => entry.kind === 'file' && !isAccepted(entry)}
              emptyText={filter ? 'Nothing here has such a name.' : 'This folder is empty.'}
              onSelect={setSelected}
              onOpen={open}
            />
          ) : (
            <Spinner className="folder-message" size={24} />
          )}
        </div>
        {preview && <div className="folder-preview scroll">{preview(choice ?? path ?? '')}</div>}
      </div>
      <div className="folder-footer row">
        <span className="grow one-line muted" title={choice ?? undefined}>
          {choice ?? (choose === 'file' ? 'Choose a file.' : 'Choose a folder.')}
        </span>
        <Button text="Cancel" onClick={props.onClose} />
        <Button
          intent="primary"
          text={confirmText}
          disabled={!choice || !canConfirm}
          onClick={() => choice && confirm(choice)}
        />
      </div>
    </Dialog>
  )
}
