import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { SubjectSummary } from '#core/contract/contract.ts'
import { selectSubject } from '../../app/state/selection.ts'
import { setSession } from '../../app/state/session.ts'
import { unitPx } from '../controls/unitPx.ts'
import { SubjectRow } from './SubjectRow.tsx'

const rowHeightUnits = 15

const jumps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 8,
  PageUp: (at) => at - 8,
  Home: () => 0,
  End: (_at, last) => last,
}

/** The rows in sight; arrow keys choose. */
export const SubjectList = (props: {
  readonly subjects: readonly SubjectSummary[]
  readonly selectedId: string | null
  readonly emptyText: string
}) => {
  const { subjects, selectedId, emptyText } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: subjects.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightUnits * unitPx(),
    overscan: 6,
  })
  const selectedAt = subjects.findIndex(({ id }) => id === selectedId)
  useEffect(() => {
    if (selectedAt >= 0) rows.scrollToIndex(selectedAt)
  }, [selectedAt, rows])
  const choose = (subject: SubjectSummary | undefined): void => {
    if (!subject) return
    setSession({ currentPoint: null })
    selectSubject(subject.id)
  }
  const move = (event: KeyboardEvent): void => {
    const jump = event.altKey ? undefined : jumps[event.key]
    if (!jump) return
    event.preventDefault()
    const last = subjects.length - 1
    choose(subjects[Math.max(0, Math.min(last, jump(selectedAt, last)))])
  }
  return (
    <div
      ref={scroller}
      className="subject-list scroll grow"
      role="listbox"
      aria-label="Subjects"
      aria-activedescendant={selectedAt >= 0 ? `subject-${selectedId}` : undefined}
      tabIndex={0}
      onKeyDown={move}
    >
      {subjects.length === 0 && <p className="folder-message muted">{emptyText}</p>}
      <div className="virtual" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => (
          <SubjectRow
            key={subjects[index].id}
            subject={subjects[index]}
            isSelected={index === selectedAt}
            topPx={start}
            heightPx={size}
            onSelect={() => choose(subjects[index])}
          />
        ))}
      </div>
    </div>
  )
}
