/**
 * What is known of a subject.
 * The user wants: to fill in age, gender and the like from the consent form, and the odd extra column.
 * Fewest actions: one form, Tab between fields, Enter saves.
 */
import {
  Button,
  Callout,
  Dialog,
  DialogBody,
  DialogFooter,
  FormGroup,
  InputGroup,
  NumericInput,
} from '@blueprintjs/core'
import { Cross, Plus } from '@blueprintjs/icons'
import { type FormEvent, useState } from 'react'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { toErrorRecord } from '#core/model/errors.ts'
import { useSelectedSubject } from '../../app/state/selection.ts'
import { putServerData, refreshServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { client } from '../../app/transport/client.ts'

interface Pair {
  readonly id: number
  readonly key: string
  readonly value: string
}

const ValueRows = ({
  pairs,
  onChange,
}: {
  readonly pairs: readonly Pair[]
  readonly onChange: (pairs: readonly Pair[]) => void
}) => {
  const set = (id: number, change: Partial<Pair>): void =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...change } : pair)))
  return (
    <FormGroup label="Other values">
      <div className="column value-rows">
        {pairs.map(({ id, key, value }) => (
          <div key={id} className="row row-tight">
            <InputGroup
              fill
              aria-label="Name of the value"
              placeholder="name"
              value={key}
              onChange={(event) => set(id, { key: event.target.value })}
            />
            <InputGroup
              fill
              aria-label={`Value of ${key || 'the new value'}`}
              placeholder="value"
              value={value}
              onChange={(event) => set(id, { value: event.target.value })}
            />
            <Button
              variant="minimal"
              icon={<Cross />}
              aria-label={`Remove ${key || 'the new value'}`}
              onClick={() => onChange(pairs.filter((pair) => pair.id !== id))}
            />
          </div>
        ))}
        <Button
          size="small"
          variant="minimal"
          alignText="start"
          icon={<Plus />}
          text="Add a value"
          onClick={() =>
            onChange([...pairs, { id: Math.max(0, ...pairs.map(({ id }) => id)) + 1, key: '', value: '' }])
          }
        />
      </div>
    </FormGroup>
  )
}

/** The metadata that have a column of their own. */
interface Columns {
  readonly name: string
  readonly age: string
  readonly gender: string
  readonly ethnicity: string
}

const columnsOf = ({ name, metadata }: SubjectDetail): Columns => ({
  name,
  age: metadata.age === null ? '' : String(metadata.age),
  gender: metadata.gender ?? '',
  ethnicity: metadata.ethnicity ?? '',
})

const save = async (subjectId: string, columns: Columns, pairs: readonly Pair[]): Promise<void> => {
  const named = pairs.filter(({ key }) => key.trim() !== '')
  const changed = await client.call('subjects.update', {
    subjectId,
    name: columns.name.trim(),
    metadata: {
      age: columns.age.trim() === '' ? null : Number(columns.age),
      gender: columns.gender.trim() || null,
      ethnicity: columns.ethnicity.trim() || null,
      values: Object.fromEntries(named.map(({ key, value }) => [key.trim(), value])),
    },
  })
  putServerData('subjects.get', { subjectId }, changed)
  refreshServerData([subjectId])
}

const ColumnFields = (props: { readonly columns: Columns; readonly onChange: (columns: Columns) => void }) => {
  const { columns } = props
  const set = (change: Partial<Columns>): void => props.onChange({ ...columns, ...change })
  const text = (key: 'gender' | 'ethnicity', label: string) => (
    <FormGroup label={label} labelFor={`subject-${key}`}>
      <InputGroup
        id={`subject-${key}`}
        fill
        value={columns[key]}
        onChange={(event) => set({ [key]: event.target.value })}
      />
    </FormGroup>
  )
  return (
    <>
      <FormGroup label="Name" labelFor="subject-name">
        <InputGroup
          id="subject-name"
          fill
          autoFocus
          value={columns.name}
          onChange={(event) => set({ name: event.target.value })}
        />
      </FormGroup>
      <div className="form-columns">
        <FormGroup label="Age in years" labelFor="subject-age">
          <NumericInput
            id="subject-age"
            fill
            buttonPosition="none"
            min={0}
            max={150}
            value={columns.age}
            onValueChange={(_number, age) => set({ age })}
          />
        </FormGroup>
        {text('gender', 'Gender')}
        {text('ethnicity', 'Ethnicity')}
      </div>
    </>
  )
}

const SubjectForm = ({ subject }: { readonly subject: SubjectDetail }) => {
  const [columns, setColumns] = useState(columnsOf(subject))
  const [pairs, setPairs] = useState<readonly Pair[]>(
    Object.entries(subject.metadata.values).map(([key, value], id) => ({ id, key, value })),
  )
  const [failure, setFailure] = useState<string | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setFailure(null)
    try {
      await save(subject.id, columns, pairs)
      closeDialog()
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <DialogBody>
        <ColumnFields columns={columns} onChange={setColumns} />
        <ValueRows pairs={pairs} onChange={setPairs} />
        {failure && <Callout intent="danger">{failure}</Callout>}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={closeDialog} />
            <Button type="submit" intent="primary" text="Save" disabled={columns.name.trim() === ''} />
          </>
        }
      />
    </form>
  )
}

export const SubjectDialog = () => {
  const subject = useSelectedSubject()
  if (!subject) return null
  return (
    <Dialog isOpen title="Subject details" onClose={closeDialog} className="form-dialog">
      <SubjectForm key={subject.id} subject={subject} />
    </Dialog>
  )
}
