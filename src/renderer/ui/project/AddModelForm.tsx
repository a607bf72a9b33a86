import { Button, Callout } from '@blueprintjs/core'
import { useState } from 'react'
import { setPreferences } from '../../app/state/preferences.ts'
import { refreshServerData } from '../../app/state/serverData.ts'
import { client } from '../../app/transport/client.ts'
import { useSubmission } from '../controls/useSubmission.ts'
import { PathField } from '../folders/PathField.tsx'

type Part = 'path' | 'embedding' | 'regions' | 'uv'

interface PartText {
  readonly part: Part
  readonly label: string
  readonly help: string
  readonly question: string
}

const parts: readonly PartText[] = [
  {
    part: 'path',
    label: 'Model file',
    help: 'FLAME as its makers give it out (.pkl) or as .npz; pickles are read as data only, nothing in them is run.',
    question: 'Choose the head model',
  },
  {
    part: 'embedding',
    label: 'Landmark embedding (optional)',
    help: 'Needed for schemes of 51, 68 or 105 points.',
    question: 'Choose the landmark embedding',
  },
  {
    part: 'regions',
    label: 'Regions (optional)',
    help: 'FLAME_masks; without it Cameo derives the regions it needs.',
    question: 'Choose the regions file',
  },
  {
    part: 'uv',
    label: 'UV layout (optional)',
    help: 'FLAME_texture.npz or the OBJ template; for textures, where the model has no layout of its own.',
    question: 'Choose the UV layout',
  },
]

/** The files of a head model. */
export const AddModelForm = ({ onDone }: { readonly onDone: () => void }) => {
  const [paths, setPaths] = useState<Readonly<Record<Part, string>>>({ path: '', embedding: '', regions: '', uv: '' })
  const { failure, isBusy, submit } = useSubmission()
  const add = (): Promise<void> =>
    submit(async () => {
      const model = await client.call('models.add', {
        path: paths.path.trim(),
        embedding: paths.embedding.trim() || null,
        regions: paths.regions.trim() || null,
        uv: paths.uv.trim() || null,
      })
      setPreferences({ modelId: model.id })
      refreshServerData()
      onDone()
    })
  return (
    <div className="model-form">
      {parts.map(({ part, ...texts }) => (
        <PathField
          key={part}
          {...texts}
          id={`model-${part}`}
          purpose="models"
          choose="file"
          value={paths[part]}
          onChange={(path) => setPaths({ ...paths, [part]: path })}
        />
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
    </div>
  )
}
