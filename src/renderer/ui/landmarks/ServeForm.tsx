import { Button, FormGroup, InputGroup, NumericInput } from '@blueprintjs/core'
import { useState } from 'react'
import { annotatorName, resumeBlindStudy, startBlindStudy } from '../../app/documents/blindStudy.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { attempt } from '../../app/state/toasts.ts'
import { Fold } from '../controls/Fold.tsx'
import { Picker } from '../controls/Picker.tsx'

const roles = [
  { value: 'fine', text: 'Fine scans' },
  { value: 'coarse', text: 'Coarse scans' },
] as const

/** Lets the window choose scans that a person places points on once more, blind. */
export const ServeForm = () => {
  const [annotator, setAnnotator] = useState(annotatorName)
  const [percent, setPercent] = useState(20)
  const [seed, setSeed] = useState(1)
  const [role, setRole] = useState<'coarse' | 'fine'>('fine')
  const items = useServerData('study.queue', { annotator: annotator.trim() || '-' }).data?.items ?? []
  const left = items.filter(({ decided }) => decided === 0).length
  const isReady = annotator.trim() !== '' && percent > 0
  const start = (): void =>
    void attempt(() => startBlindStudy({ annotator: annotator.trim(), role, share: percent / 100, seed }))
  return (
    <Fold title="Serve scans again, blind" summary={left > 0 ? `${left} of ${items.length} left` : undefined}>
      <p className="muted scheme-note">
        A share of the scans that the annotator has done is served once more among those they have not, in an order that
        the seed decides, without names and earlier points.
      </p>
      <div className="serve-form">
        <FormGroup label="Annotator" labelFor="serve-annotator">
          <InputGroup fill id="serve-annotator" value={annotator} onValueChange={setAnnotator} />
        </FormGroup>
        <FormGroup label="Scans">
          <Picker fill label="Scans to serve" value={role} options={roles} onChange={setRole} />
        </FormGroup>
        <FormGroup label="Share, %" labelFor="serve-share">
          <NumericInput id="serve-share" fill min={1} max={100} value={percent} onValueChange={setPercent} />
        </FormGroup>
        <FormGroup label="Seed" labelFor="serve-seed">
          <NumericInput id="serve-seed" fill min={0} max={999999} value={seed} onValueChange={setSeed} />
        </FormGroup>
      </div>
      <div className="row row-tight">
        <Button intent="primary" text="Choose and start" disabled={!isReady} onClick={start} />
        {left > 0 && (
          <Button text={`Go on, ${left} left`} onClick={() => void attempt(() => resumeBlindStudy(annotator.trim()))} />
        )}
      </div>
    </Fold>
  )
}
