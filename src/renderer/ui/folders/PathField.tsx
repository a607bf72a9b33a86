import { Button, FormGroup, InputGroup } from '@blueprintjs/core'
import { useState } from 'react'
import { FolderChooser, type FolderChooserProps } from './FolderChooser.tsx'

export interface PathFieldProps extends Pick<FolderChooserProps, 'purpose' | 'choose'> {
  readonly id: string
  readonly label: string
  readonly help: string
  readonly value: string
  readonly onChange: (path: string) => void
  /** Title of the chooser. */
  readonly question: string
}

/** A path that is typed or chosen. */
export const PathField = ({ id, label, help, value, onChange, question, purpose, choose }: PathFieldProps) => {
  const [isChoosing, setChoosing] = useState(false)
  return (
    <FormGroup label={label} labelFor={id} helperText={help}>
      <div className="row row-tight">
        <InputGroup
          id={id}
          className="grow"
          fill
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <Button text="Choose…" aria-label={`Choose: ${label}`} onClick={() => setChoosing(true)} />
      </div>
      {isChoosing && (
        <FolderChooser
          title={question}
          purpose={purpose}
          choose={choose}
          confirmText={choose === 'folder' ? 'Use this folder' : 'Use this file'}
          onChoose={(path) => {
            onChange(path)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </FormGroup>
  )
}
