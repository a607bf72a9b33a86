import { Tag } from '@blueprintjs/core'
import { Camera, Cube, Document, FolderClose, FolderOpen, Mugshot, Team } from '@blueprintjs/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useRef } from 'react'
import type { FolderEntry } from '#core/contract/contract.ts'
import { formatBytes } from '../controls/formatBytes.ts'
import { unitPx } from '../controls/unitPx.ts'

const looks = {
  project: { icon: Mugshot, text: 'Cameo project' },
  capture: { icon: Camera, text: 'capture' },
  captures: { icon: Team, text: 'captures' },
  'h3ds-scene': { icon: Camera, text: 'H3DS scene' },
  model: { icon: Cube, text: 'head model' },
  other: null,
} as const

const rowHeightUnits = 7.5

export interface EntryListProps {
  readonly entries: readonly FolderEntry[]
  readonly selected: string | null
  readonly isDimmed: (entry: FolderEntry) => boolean
  readonly emptyText: string
  readonly onSelect: (path: string) => void
  readonly onOpen: (entry: FolderEntry) => void
}

/** The entries of a folder; only those in sight are in the document. */
export const EntryList = ({ entries, selected, isDimmed, emptyText, onSelect, onOpen }: EntryListProps) => {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightUnits * unitPx(),
    overscan: 12,
  })
  const move = (event: KeyboardEvent): void => {
    const at = entries.findIndex(({ path }) => path === selected)
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by) {
      const next = Math.min(entries.length - 1, Math.max(0, at + by))
      if (entries[next]) onSelect(entries[next].path)
      rows.scrollToIndex(next)
      event.preventDefault()
    } else if (event.key === 'Enter' && entries[at]) {
      onOpen(entries[at])
      event.preventDefault()
    }
  }
  if (entries.length === 0) return <p className="folder-message muted">{emptyText}</p>
  return (
    <div
      ref={scroller}
      className="scroll fill"
      role="listbox"
      aria-label="Folder contents"
      tabIndex={0}
      onKeyDown={move}
    >
      <div className="virtual" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => {
          const entry = entries[index]
          const look = looks[entry.looksLike]
          const Icon = look?.icon ?? (entry.kind === 'folder' ? FolderClose : Document)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
            <div
              key={entry.path}
              role="option"
              tabIndex={-1}
              aria-selected={entry.path === selected}
              className={`entry-row row${isDimmed(entry) ? ' entry-dimmed' : ''}`}
              style={{ transform: `translateY(${start}px)`, height: size }}
              onClick={() => onSelect(entry.path)}
              onDoubleClick={() => onOpen(entry)}
            >
              {entry.kind === 'folder' && entry.path === selected && !look ? <FolderOpen /> : <Icon />}
              <span className="one-line grow">{entry.name}</span>
              {look && <Tag minimal>{look.text}</Tag>}
              {entry.kind === 'file' && <span className="quiet">{formatBytes(entry.sizeBytes)}</span>}
            </div>
          )
        })}
      </div>
    </div>
  )
}
