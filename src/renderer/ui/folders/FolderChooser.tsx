/**
 * Chooses a folder or a file on the host's disk.
 * The user wants: to reach a folder used before, or one near it, and to see at a glance which one is the right one.
 * Fewest actions: it opens where the last choice was made, the first time beside the project; a double click goes in, a click selects, Enter confirms.
 */
import { Button, Dialog } from '@blueprintjs/core'
import { type ReactNode, useState } from 'react'
import type { FolderEntry } from '#core/contract/contract.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useProject } from '../../app/state/selection.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { FolderBar } from './FolderBar.tsx'
import { FolderContents } from './FolderContents.tsx'
import { NewFolder } from './NewFolder.tsx'
import { startFolder } from './startFolder.ts'

export interface FolderChooserProps {
  readonly title: string
  /** Choices of one purpose share the folder they start from. */
  readonly purpose: string
  readonly choose: 'folder' | 'file'
  readonly confirmText: string
  /** May this entry be chosen? Folders can always be entered. */
  readonly accepts?: (entry: FolderEntry) => boolean
  /** Beside the list: what is known of the selection. */
  readonly preview?: (path: string) => ReactNode
  readonly canConfirm?: boolean
  readonly onChoose: (path: string) => void
  readonly onClose: () => void
}

const remember = (purpose: string, folder: string): void =>
  setPreferences({ lastFolders: { ...usePreferences.getState().lastFolders, [purpose]: folder } })

/** The folder that is shown, what is selected in it, and which of its names are shown. */
const useBrowsing = (purpose: string) => {
  const remembered = usePreferences(({ lastFolders }) => lastFolders[purpose])
  const project = useProject()
  const [entered, setWanted] = useState<string | null>(null)
  const wanted = entered ?? startFolder(remembered, project?.path ?? null)
  const [selected, setSelected] = useState<FolderEntry | null>(null)
  const [filter, setFilter] = useState('')
  const [isNaming, setNaming] = useState(false)
  const listing = useServerData('folders.list', { path: wanted })
  const goTo = (path: string): void => {
    setWanted(path)
    setSelected(null)
    setFilter('')
    setNaming(false)
  }
  const path = listing.data?.path ?? wanted
  return { path, listing, selected, setSelected, filter, setFilter, isNaming, setNaming, goTo }
}

export const FolderChooser = (props: FolderChooserProps) => {
  const { choose, accepts = () => true, preview, canConfirm = true } = props
  const browsing = useBrowsing(props.purpose)
  const { path, listing, selected, goTo } = browsing
  const home = useServerData('host.info', {}).data?.homePath ?? null
  const isAccepted = (entry: FolderEntry): boolean => entry.kind === choose && accepts(entry)
  const current = choose === 'folder' ? path : null
  const choice = selected ? (isAccepted(selected) ? selected.path : null) : current
  const confirm = (chosen: string): void => {
    if (path) remember(props.purpose, path)
    props.onChoose(chosen)
  }
  const open = (entry: FolderEntry): void => {
    if (entry.kind === 'folder') goTo(entry.path)
    else if (isAccepted(entry)) confirm(entry.path)
  }
  return (
    <Dialog isOpen title={props.title} onClose={props.onClose} className="folder-chooser" canOutsideClickClose={false}>
      <FolderBar
        path={path}
        isOpening={path === null && listing.loading}
        home={home}
        parent={listing.data?.parent ?? null}
        filter={browsing.filter}
        onGo={goTo}
        onFilter={browsing.setFilter}
        onNewFolder={() => browsing.setNaming(true)}
      />
      {browsing.isNaming && path && (
        <NewFolder parent={path} onClose={() => browsing.setNaming(false)} onCreated={goTo} />
      )}
      <div className="folder-body">
        <FolderContents
          listing={listing}
          filter={browsing.filter}
          showsFiles={choose === 'file'}
          selected={selected}
          isAccepted={isAccepted}
          onSelect={browsing.setSelected}
          onOpen={open}
        />
        {preview && <div className="folder-preview scroll">{preview(choice ?? path ?? '')}</div>}
      </div>
      <div className="folder-footer row">
        <span className="grow one-line muted" title={choice ?? undefined}>
          {choice ?? `Choose a ${choose}.`}
        </span>
        <Button text="Cancel" onClick={props.onClose} />
        <Button
          intent="primary"
          text={props.confirmText}
          disabled={!choice || !canConfirm}
          onClick={() => choice && confirm(choice)}
        />
      </div>
    </Dialog>
  )
}
