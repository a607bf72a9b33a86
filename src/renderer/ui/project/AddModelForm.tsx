import { Button, Callout, FormGroup, InputGroup } from '@blueprintjs/core'
import { useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'
import { setPreferences } from '../../app/state/preferences.ts'
import { refreshServerData } from '../../app/state/serverData.ts'
import { client } from '../../app/transport/client.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'

type Part = 'path' | 'embedding' | 'regions'

const parts: readonly { readonly part: Part; readonly label: string; readonly help: string; readonly title: string }[] =
  [
    {
      part: 'path',
      label: 'Model file',
      help: 'FLAME as its makers give it out (.pkl) or as .npz; pickles are read as data only, nothing in them is run.',
      title: 'Choose the head model',
    },
    {
      part: 'embedding',
      label: 'Landmark embedding (optional)',
      help: 'Needed for schemes of 51, 68 or 105 points.',
      title: 'Choose the landmark embedding',
    },
    {
      part: 'regions',
      label: 'Regions (optional)',
      help: 'FLAME_masks; without it Cameo derives the regions it needs.',
      title: 'Choose the regions file',
    },
  ]

/** The files of a head model. */
export const AddModelForm = ({ onDone }: { readonly onDone: () => void }) => {
  const [paths, setPaths] = useState<Readonly<Record<Part, string>>>({ path: '', embedding: '', regions: '' })
  const [choosing, setChoosing] = useState<Part | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const set = (part: Part, path: string): void => setPaths({ ...paths, [part]: path })
  const add = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      const model = await client.call('models.add', {
        path: paths.path.trim(),
        embedding: paths.embedding.trim() || null,
        regions: paths.regions.trim() || null,
      })
      setPreferences({ modelId: model.id })
      refreshServerData()
      onDone()
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    } finally {
      setBusy(false)
    }
  }
  const chosen = parts.find(({ part }) => part === choosing)
  return (
    <div className="model-form">
      {parts.map(({ part, label, help }) => (
        <FormGroup key={part} label={label} labelFor={`model-${part}`} helperText={help}>
          <div className="row row-tight">
            <InputGroup
              id={`model-${part}`}
              className="grow"
              fill
              spellCheck={false}
              value={paths[part]}
              onChange={(event) => set(part, event.target.value)}
            />
            <Button text="Choose…" aria-label={`Choose: ${label}`} onClick={() => setChoosing(part)} />
          </div>
        </FormGroup>
      ))}
      {failure && <Callout intent="danger">{failure}</Callout>}
      <div className="row callout-buttons">
        <span className="grow" />
        <Button text="Cancel" onClick={onDone} />
        <Button
          intent="primary"
          text="Add head model"
          disabled={paths.path.trim() === ''}
          loading={isBusy}
          onClick={() => void add()}
        />
      </div>
      {chosen && (
        <FolderChooser
          title={chosen.title}
          purpose="models"
          choose="file"
          confirmText="Choose"
          onChoose={(path) => {
            set(chosen.part, path)
            setChoosing(null)
          }}
          onClose={() => setChoosing(null)}
        />
      )}
    </div>
  )
}
