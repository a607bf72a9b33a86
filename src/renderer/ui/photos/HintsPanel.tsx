import { Button } from '@blueprintjs/core'
import { useState } from 'react'
import { startJob } from '../../app/state/jobs.ts'
import { Fold } from '../controls/Fold.tsx'
import { Picker } from '../controls/Picker.tsx'
import { PathField } from '../folders/PathField.tsx'

/** What may tell of the subject without a scan, by the name of its input. */
const kinds = {
  boxes: {
    text: 'A box about each person',
    label: 'File of boxes',
    help: 'JSON: {"img_0001.jpg": [x, y, width, height]}, in pixels.',
  },
  scribbles: {
    text: 'Strokes on each photo',
    label: 'File of strokes',
    help: 'JSON: {"img_0001.jpg": {"subject": [[x, y, …]], "background": [[x, y, …]]}}.',
  },
  matting: {
    text: 'A model of your own',
    label: 'Model file (ONNX)',
    help: 'A matting model in MODNet’s form; it runs on this computer.',
  },
} as const

type Kind = keyof typeof kinds

const options = (Object.keys(kinds) as Kind[]).map((value) => ({ value, text: kinds[value].text }))

/** Proposals for all photos of a subject that need no scan and no cameras. */
export const HintsPanel = (props: { readonly subjectId: string; readonly isBusy: boolean }) => {
  const [kind, setKind] = useState<Kind>('boxes')
  const [paths, setPaths] = useState<Readonly<Record<Kind, string>>>({ boxes: '', scribbles: '', matting: '' })
  const { label, help } = kinds[kind]
  const path = paths[kind].trim()
  const propose = (): void => void startJob('maskProposals.hinted', { subjectId: props.subjectId, [kind]: path })
  return (
    <Fold title="Propose without a scan">
      <Picker fill label="Propose from" value={kind} options={options} onChange={setKind} />
      <PathField
        id={`hints-${kind}`}
        label={label}
        help={help}
        question={`Choose: ${label}`}
        purpose="models"
        choose="file"
        value={paths[kind]}
        onChange={(chosen) => setPaths({ ...paths, [kind]: chosen })}
      />
      <Button fill text="Propose for all photos" disabled={path === '' || props.isBusy} onClick={propose} />
    </Fold>
  )
}
