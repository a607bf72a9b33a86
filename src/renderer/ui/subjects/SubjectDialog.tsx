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
import { useState } from 'react'
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

const SubjectForm = ({ subject }: { readonly subject: SubjectDetail }) => {
  const [name, setName] = useState(subject.name)
  const [age, setAge] = useState(subject.metadata.age === null ? '' : String(subject.metadata.age))
  const [gender, setGender] = useState(subject.metadata.gender ?? '')
  const [ethnicity, setEthnicity] = useState(subject.metadata.ethnicity ?? '')
  const [pairs, setPairs] = useState<readonly Pair[]>(
    Object.entries(subject.metadata.values).map(([key, value], id) => ({ id, key, value })),
  )
  const [failure, setFailure] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    setFailure(null)
    const named = pairs.filter(({ key }) => key.trim() !== '')
    try {
      const changed = await client.call('subjects.update', {
        subjectId: subject.id,
        name: name.trim(),
        metadata: {
          age: age.trim() === '' ? null : Number(age),
          gender: gender.trim() || null,
          ethnicity: ethnicity.trim() || null,
          values: Object.fromEntries(named.map(({ key, value }) => [key.trim(), value])),
        },
      })
      putServerData('subjects.get', { subjectId: subject.id }, changed)
      refreshServerData([subject.id])
      closeDialog()
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <DialogBody>
        <FormGroup label="Name" labelFor="subject-name">
          <InputGroup id="subject-name" fill autoFocus value={name} onChange={(event) => setName(event.target.value)} />
        </FormGroup>
        <div className="form-columns">
          <FormGroup label="Age in years" labelFor="subject-age">
            <NumericInput
              id="subject-age"
              fill
              buttonPosition="none"
              min={0}
              max={150}
              value={age}
              onValueChange={(_number, text) => setAge(text)}
            />
          </FormGroup>
          <FormGroup label="Gender" labelFor="subject-gender">
            <InputGroup id="subject-gender" fill value={gender} onChange={(event) => setGender(event.target.value)} />
          </FormGroup>
          <FormGroup label="Ethnicity" labelFor="subject-ethnicity">
            <InputGroup
              id="subject-ethnicity"
              fill
              value={ethnicity}
              onChange={(event) => setEthnicity(event.target.value)}
            />
          </FormGroup>
        </div>
        <ValueRows pairs={pairs} onChange={setPairs} />
        {failure && <Callout intent="danger">{failure}</Callout>}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={closeDialog} />
            <Button type="submit" intent="primary" text="Save" disabled={name.trim() === ''} />
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
