import { Button, Callout, InputGroup } from '@blueprintjs/core'
import { useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'
import { refreshServerData } from '../../app/state/serverData.ts'
import { client } from '../../app/transport/client.ts'

/** Names and creates a folder in place. */
export const NewFolder = (props: {
  readonly parent: string
  readonly onCreated: (path: string) => void
  readonly onClose: () => void
}) => {
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const create = async (): Promise<void> => {
    try {
      const { path } = await client.call('folders.create', { parent: props.parent, name: name.trim() })
      refreshServerData()
      props.onCreated(path)
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    }
  }
  return (
    <form
      className="folder-new column"
      onSubmit={(event) => {
        // The chooser may stand in a form of its own dialog: React would carry the event on to it.
        event.stopPropagation()
        event.preventDefault()
        void create()
      }}
    >
      <div className="row row-tight">
        <InputGroup
          fill
          autoFocus
          aria-label="Name of the new folder"
          placeholder="Name of the new folder"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" intent="primary" text="Create folder" disabled={name.trim() === ''} />
        <Button text="Cancel" onClick={props.onClose} />
      </div>
      {failure && <Callout intent="danger">{failure}</Callout>}
    </form>
  )
}
