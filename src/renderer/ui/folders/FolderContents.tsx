import { Callout, Spinner } from '@blueprintjs/core'
import type { FolderEntry, Output } from '#core/contract/contract.ts'
import { filterByText } from '#core/editor/textMatch.ts'
import type { ServerAnswer } from '../../app/state/serverData.ts'
import { EntryList } from './EntryList.tsx'

export interface FolderContentsProps {
  readonly listing: ServerAnswer<Output<'folders.list'>>
  readonly filter: string
  readonly showsFiles: boolean
  readonly selected: FolderEntry | null
  readonly isAccepted: (entry: FolderEntry) => boolean
  readonly onSelect: (entry: FolderEntry | null) => void
  readonly onOpen: (entry: FolderEntry) => void
}

/** The folder's entries, or why they cannot be shown. */
export const FolderContents = (props: FolderContentsProps) => {
  const { listing, filter, selected } = props
  const offered = (listing.data?.entries ?? []).filter(({ kind }) => kind === 'folder' || props.showsFiles)
  const entries = filterByText(offered, filter, ({ name }) => name)
  const contents = () => {
    if (listing.error) {
      return (
        <Callout intent="danger" className="folder-message">
          {listing.error.message}
        </Callout>
      )
    }
    if (!listing.data) return <Spinner className="folder-message" size={24} />
    return (
      <EntryList
        entries={entries}
        selected={selected?.path ?? null}
        isDimmed={(entry) => entry.kind === 'file' && !props.isAccepted(entry)}
        emptyText={filter ? 'Nothing here has such a name.' : 'This folder is empty.'}
        onSelect={(path) => props.onSelect(entries.find((entry) => entry.path === path) ?? null)}
        onOpen={props.onOpen}
      />
    )
  }
  return <div className="folder-list grow">{contents()}</div>
}
