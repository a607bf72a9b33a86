import { Button, Callout } from '@blueprintjs/core'
import { useState } from 'react'
import type { HeadModel } from '#core/contract/contract.ts'
import { refreshServerData } from '../../app/state/serverData.ts'
import { client } from '../../app/transport/client.ts'
import { PathText } from '../controls/PathText.tsx'
import { useSubmission } from '../controls/useSubmission.ts'
import { PathField } from '../folders/PathField.tsx'

/** Asks for the file with a model's UV layout, which the project then remembers with the model. */
const UvForm = ({ model, onDone }: { readonly model: HeadModel; readonly onDone: () => void }) => {
  const [path, setPath] = useState('')
  const { failure, isBusy, submit } = useSubmission()
  const use = (): Promise<void> =>
    submit(async () => {
      await client.call('models.setUv', { modelId: model.id, path: path.trim() })
      refreshServerData()
      onDone()
    })
  return (
    <div className="model-form">
      <PathField
        id="model-uv-layout"
        label="UV layout"
        help="FLAME_texture.npz or the OBJ template with texture coordinates, from where you have the model. The project remembers it with the model."
        question="Choose the UV layout"
        purpose="models"
        choose="file"
        value={path}
        onChange={setPath}
      />
      {failure && <Callout intent="danger">{failure}</Callout>}
      <Button
        fill
        size="small"
        text="Use this layout"
        disabled={path.trim() === ''}
        loading={isBusy}
        onClick={() => void use()}
      />
    </div>
  )
}

/** Where a texture's layout comes from; asked for where the model has none. */
export const UvLayout = ({ model, isMissing }: { readonly model: HeadModel; readonly isMissing: boolean }) => {
  const [isChanging, setChanging] = useState(false)
  if (isMissing || isChanging) return <UvForm model={model} onDone={() => setChanging(false)} />
  if (!model.uv) return null
  return (
    <div className="option-grid">
      <span className="muted">UV layout</span>
      <div className="row row-tight">
        <span className="grow one-line">
          <PathText path={model.uv.path} />
        </span>
        <Button className="uv-change" size="small" variant="minimal" text="Change…" onClick={() => setChanging(true)} />
      </div>
    </div>
  )
}
