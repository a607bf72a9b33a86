/**
 * What was done in the project, by whom and when.
 * The user wants: to answer "who moved this point, and when" a month later.
 * Fewest actions: the newest is on top; one switch narrows the table to the shown subject.
 */
import { Button, Callout, Dialog, DialogBody, DialogFooter, HTMLTable, InputGroup, Switch } from '@blueprintjs/core'
import { Search } from '@blueprintjs/icons'
import { useState } from 'react'
import type { Output } from '#core/contract/contract.ts'
import { eventText } from '#core/editor/eventText.ts'
import { filterByText } from '#core/editor/textMatch.ts'
import { useSelectedSubjectId, useSubjects } from '../../app/state/selection.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { formatTime } from '../controls/formatTime.ts'

type Events = Output<'events.list'>
type ProvenanceEvent = Events['events'][number]

const shownEvents = 500

/** As it is kept, with ids. */
const rawText = ({ data }: ProvenanceEvent): string =>
  Object.entries(data)
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')

const EventTable = (props: {
  readonly events: readonly ProvenanceEvent[]
  readonly names: Events['names']
  readonly subjectNames: ReadonlyMap<string, string>
}) => (
  <div className="table-box scroll">
    <HTMLTable compact aria-label="Events">
      <thead>
        <tr>
          <th>When</th>
          <th>What</th>
          <th>Subject</th>
          <th>Who</th>
          <th>Details</th>
        </tr>
      </thead>
      <tbody>
        {props.events.map((event) => (
          <tr key={event.id}>
            <td className="history-time">{formatTime(event.time)}</td>
            <td>{event.kind}</td>
            <td>{props.subjectNames.get(event.subjectId ?? '') ?? ''}</td>
            <td>{event.actor}</td>
            <td className="muted history-data" title={rawText(event)}>
              {eventText(event.data, props.names)}
            </td>
          </tr>
        ))}
      </tbody>
    </HTMLTable>
  </div>
)

export const HistoryDialog = () => {
  const subjectId = useSelectedSubjectId()
  const subjects = useSubjects() ?? []
  const [onlyShown, setOnlyShown] = useState(false)
  const [text, setText] = useState('')
  const { data, error } = useServerData('events.list', {
    subjectId: onlyShown ? subjectId : null,
    limit: shownEvents,
  })
  const names = data?.names ?? {}
  const subjectNames = new Map(subjects.map(({ id, name }) => [id, name]))
  const events = filterByText(
    data?.events ?? [],
    text,
    (event) =>
      `${event.kind} ${event.actor} ${subjectNames.get(event.subjectId ?? '') ?? ''} ${eventText(event.data, names)} ${rawText(event)}`,
  )
  return (
    <Dialog isOpen title="History" onClose={closeDialog} className="form-dialog history-dialog">
      <DialogBody useOverflowScrollContainer={false}>
        <div className="column">
          <div className="row">
            <InputGroup
              className="grow"
              aria-label="Search the history"
              placeholder="Search"
              leftElement={<Search className="input-icon" />}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Switch
              className="history-switch"
              label="Only the shown subject"
              checked={onlyShown}
              disabled={!subjectId}
              onChange={() => setOnlyShown(!onlyShown)}
            />
          </div>
          {error && <Callout intent="danger">{error.message}</Callout>}
          <EventTable events={events} names={names} subjectNames={subjectNames} />
          {events.length === 0 && data && <p className="muted model-hint">Nothing is recorded that fits.</p>}
        </div>
      </DialogBody>
      <DialogFooter actions={<Button intent="primary" text="Close" onClick={closeDialog} />} />
    </Dialog>
  )
}
