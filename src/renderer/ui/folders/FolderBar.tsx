import { Button, InputGroup } from '@blueprintjs/core'
import { ArrowUp, FolderNew, Home, Search } from '@blueprintjs/icons'
import { useState } from 'react'

export interface FolderBarProps {
  readonly path: string | null
  /** The first folder is still asked for: what is typed now would run into its path. */
  readonly isOpening: boolean
  readonly home: string | null
  readonly parent: string | null
  readonly filter: string
  readonly onGo: (path: string) => void
  readonly onFilter: (filter: string) => void
  readonly onNewFolder: () => void
}

/** Ways to another folder, and what of this one is shown. */
export const FolderBar = (props: FolderBarProps) => {
  const { path, home, parent, filter, onGo, onFilter, onNewFolder } = props
  const [typed, setTyped] = useState<string | null>(null)
  const go = (target: string | null): void => {
    setTyped(null)
    if (target) onGo(target)
  }
  return (
    <div className="folder-bar row row-tight">
      <Button variant="minimal" icon={<Home />} aria-label="Home folder" disabled={!home} onClick={() => go(home)} />
      <Button
        variant="minimal"
        icon={<ArrowUp />}
        aria-label="Up one folder"
        disabled={!parent}
        onClick={() => go(parent)}
      />
      <InputGroup
        fill
        aria-label="Folder path"
        spellCheck={false}
        readOnly={props.isOpening}
        value={typed ?? path ?? ''}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && go(typed)}
      />
      <InputGroup
        className="folder-filter"
        aria-label="Filter by name"
        placeholder="Filter"
        leftElement={<Search className="input-icon" />}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
      />
      <Button variant="minimal" icon={<FolderNew />} aria-label="New folder" disabled={!path} onClick={onNewFolder} />
    </div>
  )
}
