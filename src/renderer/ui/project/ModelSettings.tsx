import { Button, Callout } from '@blueprintjs/core'
import { Cube, Plus } from '@blueprintjs/icons'
import { useState } from 'react'
import { useServerData } from '../../app/state/serverData.ts'
import { PathText } from '../controls/PathText.tsx'
import { AddModelForm } from './AddModelForm.tsx'

/** The head models of the project, and a form for another. */
export const ModelSettings = () => {
  const { data, error } = useServerData('models.list', {})
  const [isAdding, setAdding] = useState(false)
  const models = data?.models ?? []
  return (
    <section className="column" aria-label="Head models">
      <div className="row">
        <h3 className="section-title grow">Head models</h3>
        {!isAdding && (
          <Button
            size="small"
            icon={<Plus />}
            text="Add…"
            aria-label="Add a head model"
            onClick={() => setAdding(true)}
          />
        )}
      </div>
      {error && <Callout intent="danger">{error.message}</Callout>}
      {models.length === 0 && !isAdding && (
        <p className="muted model-hint">
          No head model yet. FLAME is free for research from its makers; choose your file (.pkl or .npz).
        </p>
      )}
      <ul className="plain-list">
        {models.map((model) => (
          <li key={model.id} className="model-row row">
            <Cube size={18} className="quiet" />
            <span className="grow model-text">
              <span className="strong one-line">{model.name}</span>
              <PathText path={model.file.path} />
              <span className="quiet">
                {model.vertices.toLocaleString()} vertices, {model.shapeComponents} shape and{' '}
                {model.expressionComponents} expression components
                {model.embedding ? ', landmark embedding' : ''}
                {model.regions ? ', regions' : ''}
                {model.uv ? ', UV layout' : ''}
              </span>
              {!model.file.present && <span className="state-failed">The file is not where it was.</span>}
            </span>
          </li>
        ))}
      </ul>
      {isAdding && <AddModelForm onDone={() => setAdding(false)} />}
    </section>
  )
}
